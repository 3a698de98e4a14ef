import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ContextList, ListedEntry } from '@roadstead/protocol';
import { extract } from 'tar-stream';
import { invalidArchive } from '../../archive-errors.js';
import { OwnDiskError } from '../../engine-errors.js';
import { type ContentPlace, ContextFiles, type ContextHeader, type FileContent } from './context-files.js';

/** Pieces come by the thousand; they are written so many bytes at a time. */
const WRITE_BYTES = 1024 * 1024;

/** What a list says of an entry that is still to come. */
interface Expected {
  readonly entry: ListedEntry;
  readonly place: ContentPlace;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * A build's context on the agent's disk, as the archive that it came as: BuildKit asks for files in the order of their
 * names, and an archive has them in any. Where a list of it comes first, all files are known at once, and each can be read
 * as soon as it has come.
 *
 * INVARIANTS
 * - The file has no name, so that it is gone with this process, however that ends.
 * - What has come is what the list said, entry by entry; else nothing more of it is given.
 */
export class ContextSpool {
  readonly files = new ContextFiles();
  readonly #waiters = new Map<ContentPlace, Waiter[]>();
  /** Files whose header has come, and up to where the archive must be written for all of their bytes. */
  readonly #coming: { place: ContentPlace; end: number }[] = [];
  #written = 0;
  #failure: Error | undefined;
  #whole: Promise<void> = Promise.resolve();

  private constructor(private readonly file: FileHandle) {}

  /**
   * Reads an archive: where there is no list to its end, else while it is used.
   * @param folder made where it is not there
   * @throws RoadsteadError `archive.invalid`, OwnDiskError, and what the archive failed with
   */
  static async receive(folder: string, tar: Readable, list?: ContextList): Promise<ContextSpool> {
    const spool = new ContextSpool(await openNameless(folder).catch(ownDisk));
    try {
      const expected = list?.map((entry) => spool.#expect(entry));
      spool.#whole = spool.#take(tar, expected);
      spool.#whole.catch((error: Error) => spool.#fail(error));
      if (expected === undefined) await spool.#whole;
      return spool;
    } catch (error) {
      tar.destroy();
      await spool.close();
      throw error;
    }
  }

  /** Resolves when all of it has come. */
  get whole(): Promise<void> {
    return this.#whole;
  }

  /** Why it did not come whole. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  has({ size, place }: FileContent): boolean {
    return size === 0 || place.isThere;
  }

  /** Resolves when a file can be read. @throws Error why it will not come */
  async arrival(content: FileContent): Promise<void> {
    if (this.has(content)) return;
    if (this.#failure !== undefined) throw this.#failure;
    await new Promise<void>((resolve, reject) => {
      const waiters = this.#waiters.get(content.place) ?? [];
      waiters.push({ resolve, reject });
      this.#waiters.set(content.place, waiters);
    });
  }

  /** Bytes of a file that is there, from one of them on. @returns how many were read: fewer than wanted only at its end */
  async read({ size, place }: FileContent, from: number, into: Buffer): Promise<number> {
    const length = Math.min(into.length, size - from);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await this.file.read(into, done, length - done, (place.offset ?? 0) + from + done);
      if (bytesRead === 0) throw invalidArchive('it ends too early');
      done += bytesRead;
    }
    return done;
  }

  /** To be called when the archive has ended or was destroyed. */
  async close(): Promise<void> {
    await this.#whole.catch(() => undefined);
    await this.file.close();
  }

  #expect(entry: ListedEntry): Expected {
    const place = { isThere: false };
    this.files.add({ ...entry, mtime: new Date(entry.mtime * 1000), place });
    return { entry, place };
  }

  #fail(error: Error): void {
    this.#failure = error;
    for (const { reject } of [...this.#waiters.values()].flat()) reject(error);
    this.#waiters.clear();
  }

  #settle(): void {
    for (let [next] = this.#coming; next !== undefined && next.end <= this.#written; [next] = this.#coming) {
      this.#coming.shift();
      next.place.isThere = true;
      for (const { resolve } of this.#waiters.get(next.place) ?? []) resolve();
      this.#waiters.delete(next.place);
    }
  }

  async #take(tar: Readable, expected: readonly Expected[] | undefined): Promise<void> {
    const archive = extract();
    const entries = this.#takeEntries(archive, expected);
    // Told below, where it is waited for.
    entries.catch(() => undefined);
    // Once and for all: what a race among promises leaves with the one that lasts would add up over a large archive.
    const wants = new EventEmitter();
    for (const event of ['drain', 'close']) archive.on(event, () => wants.emit('more'));
    let gathered: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of tar as AsyncIterable<Buffer>) {
        if (archive.destroying) break;
        if (!archive.write(chunk)) await once(wants, 'more');
        gathered.push(chunk);
        size += chunk.length;
        // The first are those of the Dockerfile, for which others wait.
        if (size < WRITE_BYTES && this.#written > 0) continue;
        await this.#write(gathered).catch(ownDisk);
        gathered = [];
        size = 0;
      }
      await this.#write(gathered).catch(ownDisk);
      archive.end(null);
      await entries;
    } finally {
      archive.destroy();
    }
  }

  async #write(chunks: readonly Buffer[]): Promise<void> {
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const { bytesWritten } = size === 0 ? { bytesWritten: 0 } : await this.file.writev(chunks);
    // What is left tells why, on a full disk.
    if (bytesWritten < size) await this.file.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
    this.#written += size;
    this.#settle();
  }

  async #takeEntries(archive: ReturnType<typeof extract>, expected: readonly Expected[] | undefined): Promise<void> {
    let count = 0;
    try {
      for await (const entry of archive) {
        const header = entry.header as unknown as ArchiveHeader;
        this.#takeEntry(header, expected?.[count], expected !== undefined);
        count += 1;
        entry.resume();
      }
    } catch (error) {
      throw asArchiveError(error as Error);
    }
    if (count < (expected?.length ?? 0)) throw invalidArchive('it ends before all that its list names');
  }

  #takeEntry(header: ArchiveHeader, expected: Expected | undefined, isListed: boolean): void {
    if (isListed && !isAsListed(header, expected?.entry))
      throw invalidArchive(`${header.name} is not what its list says`);
    const place: ContentPlace = expected?.place ?? { isThere: false };
    if (!isListed) this.files.add({ ...header, place });
    place.offset = header.byteOffset;
    // A folder has no bytes, also where its header says a size.
    this.#coming.push({ place, end: header.byteOffset + (header.type === 'directory' ? 0 : header.size) });
    this.#settle();
  }
}

type ArchiveHeader = Omit<ContextHeader, 'place'> & { readonly size: number; readonly byteOffset: number };

function isAsListed({ name, type, size }: ArchiveHeader, listed: ListedEntry | undefined): boolean {
  return name === listed?.name && type === listed.type && size === listed.size;
}

async function openNameless(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  const file = await open(path, 'wx+', 0o600);
  await rm(path, { force: true });
  return file;
}

function ownDisk(cause: Error): never {
  throw new OwnDiskError(cause.message, { cause });
}

function asArchiveError(error: Error): Error {
  if (/Unexpected end of data/.test(error.message)) return invalidArchive('it ends too early');
  if (/Invalid tar header/.test(error.message)) return invalidArchive('its bytes are not those of a tar archive');
  return error;
}
