import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { RoadsteadError } from '@roadstead/domain';
import { adviseDockerfile } from '@roadstead/domain/dockerfile';
import { extract } from 'tar-stream';
import type { BuildRequest } from '../engine.js';
import { dockerfileOf } from './build-call.js';

/** What is larger is no Dockerfile; the builder may say so. */
const MAX_DOCKERFILE = 1_048_576;

/** What the classic builder's parser refuses, by the rules of the advice on Dockerfiles. */
const UNPARSABLE: readonly string[] = ['bad-pair', 'bad-directive', 'unterminated-heredoc'];
const EMPTY = /^(?:\s*(?:#.*)?(?:\n|$))*$/;

/**
 * The Dockerfile of a build, out of its context.
 * @throws RoadsteadError `context.no-dockerfile`, and what the context failed with
 */
export async function readDockerfile({ source, openInput }: BuildRequest): Promise<string> {
  if (source.type === 'dockerfile') return source.text;
  const dockerfile = dockerfileOf(source);
  const { body } = await openInput();
  try {
    const found = await readFromTar(body, posix.normalize(dockerfile));
    if (found === undefined) throw new RoadsteadError('context.no-dockerfile', { dockerfile });
    return found;
  } catch (error) {
    throw body.errored ?? error;
  } finally {
    body.destroy();
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
