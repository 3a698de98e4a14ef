import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { RoadsteadError } from '@roadstead/domain';
import { Dockerignore } from '@roadstead/domain/dockerignore';
import { archiveError } from '../archive/archive-error.js';
import { openTar } from '../archive/open-tar.js';
import { type ReadingLimits, ReadingTime } from '../archive/reading-time.js';
import { type TarEntry, type TarHeader, type TarLimits, tarEntries } from '../archive/tar-entries.js';
import { ContextListing } from './context-listing.js';
import { ContextPaths } from './context-paths.js';

const IGNORE_FILE = '.dockerignore';
/** A .dockerignore file has a few lines. */
const MAX_IGNORE_BYTES = 1024 * 1024;
/** A Dockerfile that is larger stays at its place in the context: this much is remembered of each. */
const MAX_DOCKERFILE_BYTES = 128 * 1024;

/** An archive with a build context in it, that can be read more than once. */
export interface ContextSource {
  /** A new stream each time, of the same bytes. */
  readonly read: () => Promise<Readable>;
  /** What the user calls it, for the words of errors. */
  readonly filename: string;
  /** Path of the Dockerfile in the context. */
  readonly dockerfile: string;
  readonly limits: TarLimits;
  /** Of reading it to judge it, while others wait for their turn. */
  readonly time: ReadingLimits;
}

/** What the reading of a context came to. */
export interface JudgedContext {
  readonly ignore: Dockerignore;
  /** To be sent before all else, so that whoever reads the context knows at once what it is for. */
  readonly dockerfile?: ContextFile;
  /** What is sent, entry by entry, as JSON: `ContextList` of the protocol. Absent where there is no such list. */
  readonly list?: Buffer;
}

/** A plain file of a context. */
export interface ContextFile {
  readonly header: TarHeader;
  readonly bytes: Buffer;
}

/**
 * Reads a context once, to its end: whether all of it may be sent to an engine, and what its .dockerignore leaves out.
 * @throws RoadsteadError `archive.invalid`, `context.unsafe`, `context.too-large`, `context.no-dockerfile`,
 * `context.silent`, `context.too-slow`
 */
export async function scanContext(source: ContextSource): Promise<JudgedContext> {
  const { dockerfile, filename } = source;
  const own = `${dockerfile}.dockerignore`;
  const time = new ReadingTime(source.time);
  const found = await time
    .within(readContext(source, own, time))
    .catch((error: unknown) => {
      throw archiveError(error, filename);
    })
    .finally(() => time.end());
  if (!found.paths.has(dockerfile)) throw new RoadsteadError('context.no-dockerfile', { dockerfile });
  const ignoreFile = found.paths.has(own) ? own : IGNORE_FILE;
  const ignore = parseIgnore(ignoreFile, found.ignoreFiles.get(ignoreFile) ?? '', dockerfile);
  requireTargets(found.hardLinks, ignore);
  const first = found.dockerfile === undefined ? undefined : dockerfile;
  return { ignore, dockerfile: found.dockerfile, list: found.listing.json(ignore, first) };
}

interface Found {
  /** Of the Dockerfile and the .dockerignore files, those that are there. */
  readonly paths: Set<string>;
  readonly ignoreFiles: Map<string, string>;
  /** Path and target. */
  readonly hardLinks: (readonly [string, string])[];
  readonly listing: ContextListing;
  /** Absent where it is no plain file, or stands in the archive more than once. */
  dockerfile?: ContextFile;
}

async function readContext(
  { read, dockerfile, limits }: ContextSource,
  ownIgnoreFile: string,
  time: ReadingTime,
): Promise<Found> {
  const ignoreNames = [IGNORE_FILE, ownIgnoreFile];
  const wanted = new Set([dockerfile, ...ignoreNames]);
  const paths = new ContextPaths();
  const listing = new ContextListing();
  const found: Found = { paths: new Set(), ignoreFiles: new Map(), hardLinks: [], listing };
  const tar = time.watched(await openTar(time.watched(await read())));
  for await (const entry of tarEntries(tar, limits)) {
    const { type, linkname } = entry.header;
    const path = paths.admit(entry.header);
    listing.add(entry.header, path);
    if (type === 'link') found.hardLinks.push([path, posix.normalize(linkname)]);
    if (type === 'directory' || !wanted.has(path)) continue;
    const isFirst = !found.paths.has(path);
    found.paths.add(path);
    if (type === 'file' && ignoreNames.includes(path)) found.ignoreFiles.set(path, await textOf(entry, path));
    if (path === dockerfile) found.dockerfile = isFirst ? await plainFile(entry) : undefined;
  }
  return found;
}

async function textOf(entry: TarEntry, path: string): Promise<string> {
  if (entry.header.size > MAX_IGNORE_BYTES) {
    throw new RoadsteadError('context.unsafe', { path, problem: 'is larger than 1 MiB' });
  }
  return (await bytesOf(entry)).toString('utf8');
}

async function plainFile(entry: TarEntry): Promise<ContextFile | undefined> {
  const { header } = entry;
  if (header.type !== 'file' || header.size > MAX_DOCKERFILE_BYTES) return undefined;
  return { header, bytes: await bytesOf(entry) };
}

async function bytesOf(entry: TarEntry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parseIgnore(path: string, text: string, dockerfile: string): Dockerignore {
  try {
    return new Dockerignore(text, [dockerfile, IGNORE_FILE, path]);
  } catch (error) {
    throw new RoadsteadError('context.unsafe', { path, problem: `has a wrong pattern: ${(error as Error).message}` });
  }
}

/** A hard link is nothing without the file that it shares. */
function requireTargets(hardLinks: Found['hardLinks'], ignore: Dockerignore): void {
  for (const [path, target] of hardLinks) {
    if (ignore.leavesOut(path) || !ignore.leavesOut(target)) continue;
    const problem = `is a hard link to ${target}, which .dockerignore leaves out`;
    throw new RoadsteadError('context.unsafe', { path, problem });
  }
}
