import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { RoadsteadError } from '@roadstead/domain';
import { adviseDockerfile } from '@roadstead/domain/dockerfile';
import { extract } from 'tar-stream';
import type { Archive, BuildRequest } from '../engine.js';
import { dockerfileOf } from './build-call.js';
import { peekFirstFile } from './first-file.js';

/** What is larger is no Dockerfile; the builder may say so. */
export const MAX_DOCKERFILE = 1_048_576;

/** What the classic builder's parser refuses, by the rules of the advice on Dockerfiles. */
const UNPARSABLE: readonly string[] = ['bad-pair', 'bad-directive', 'unterminated-heredoc'];
const EMPTY = /^(?:\s*(?:#.*)?(?:\n|$))*$/;

/** A build's Dockerfile; and its context, where that had to be opened to read it. */
export interface OpenedContext {
  readonly dockerfile: string;
  /** From its first byte on. To be sent or destroyed. */
  readonly archive?: Archive;
}

/**
 * Reads the Dockerfile of a build. The control plane puts it first into the context, which is then opened but once; where
 * it stands elsewhere the context is searched, and is to be opened anew.
 * @throws RoadsteadError `context.no-dockerfile`, and what the context failed with
 */
export async function openContext({ source, openInput }: BuildRequest): Promise<OpenedContext> {
  if (source.type === 'dockerfile') return { dockerfile: source.text };
  const named = dockerfileOf(source);
  const path = posix.normalize(named);
  const archive = await openInput();
  // It may break off while nobody reads it; whoever reads on is told.
  archive.body.on('error', () => undefined);
  const { first, body } = await peekFirstFile(archive.body, path);
  if (first !== undefined) return { dockerfile: first, archive: { ...archive, body } };
  try {
    const found = await readFromTar(body, path);
    if (found === undefined) throw new RoadsteadError('context.no-dockerfile', { dockerfile: named });
    return { dockerfile: found };
  } catch (error) {
    throw archive.body.errored ?? body.errored ?? error;
  } finally {
    body.destroy();
    archive.body.destroy();
  }
}

/**
 * Refuses what the classic builder cannot parse: engines then leave the whole context in their temp folder.
 * @throws RoadsteadError `build.dockerfile-invalid`
 */
export function refuseUnparsable(dockerfile: string): void {
  const invalid = (reason: string, detail = {}) =>
    new RoadsteadError('build.dockerfile-invalid', { reason, ...detail });
  if (EMPTY.test(dockerfile)) throw invalid('it has no instructions');
  const found = adviseDockerfile(dockerfile).find(
    ({ rule, severity }) => severity === 'error' && UNPARSABLE.includes(rule),
  );
  if (found === undefined) return;
  const line = found.range.startLine;
  throw invalid(`line ${line}: ${found.message}`, { line });
}

/** The text of one file; what comes after it is not read. @param path normalized */
async function readFromTar(tar: Readable, path: string): Promise<string | undefined> {
  const archive = extract();
  const flow = pipeline(tar, archive);
  // Ends early once the file is found; a failure shows in the archive too.
  flow.catch(() => undefined);
  for await (const entry of archive) {
    const { name, size = 0 } = entry.header;
    if (posix.normalize(name) === path && size <= MAX_DOCKERFILE) return await text(entry);
    entry.resume();
  }
  return undefined;
}
