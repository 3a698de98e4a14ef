import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { invalidArchive } from '../../archive-errors.js';
import { ContextFiles, type ContextHeader, type FileContent } from './context-files.js';

/** Pieces come by the thousand; they are written so many bytes at a time. */
const WRITE_BYTES = 1024 * 1024;

/**
 * A build's context on the agent's disk, as the archive that it came as: BuildKit asks for files in the order of their
 * names, and an archive has them in any.
 *
 * INVARIANT: the file has no name, so that it is gone with this process, however that ends.
 */
export class ContextSpool {
  readonly files = new ContextFiles();

  private constructor(private readonly file: FileHandle) {}

  /**
   * Reads an archive to its end.
   * @param folder made where it is not there
   * @throws RoadsteadError `archive.invalid`, an error of the file system, and what the archive failed with
   */
  static async fill(folder: string, tar: Readable): Promise<ContextSpool> {
    const spool = new ContextSpool(await openNameless(folder));
    try {
      await spool.#take(tar);
      return spool;
    } catch (error) {
      await spool.close();
      throw error;
    }
  }

  /** Bytes of a file, from one of them on. @returns how many were read: fewer than wanted only at its end */
  async read(content: FileContent, from: number, into: Buffer): Promise<number> {
    const length = Math.min(into.length, content.size - from);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await this.file.read(into, done, length - done, content.offset + from + done);
      if (bytesRead === 0) throw invalidArchive('it ends too early');
      done += bytesRead;
    }
    return done;
  }

  close(): Promise<void> {
    return this.file.close();
  }

  async #take(tar: Readable): Promise<void> {
    const archive = extract();
    const entries = this.#takeEntries(archive);
    // Told below, where it is waited for.
    entries.catch(() => undefined);
    let gathered: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of tar as AsyncIterable<Buffer>) {
        if (!archive.write(chunk)) await Promise.race([entries, once(archive, 'drain')]);
        gathered.push(chunk);
        size += chunk.length;
        if (size < WRITE_BYTES) continue;
        await this.#write(gathered);
        gathered = [];
        size = 0;
      }
      await this.#write(gathered);
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
  }

  async #takeEntries(archive: ReturnType<typeof extract>): Promise<void> {
    try {
      for await (const entry of archive) {
        this.files.add(entry.header as unknown as ContextHeader);
        entry.resume();
      }
    } catch (error) {
      throw asArchiveError(error as Error);
    }
  }
}

async function openNameless(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  const file = await open(path, 'wx+', 0o600);
  await rm(path, { force: true });
  return file;
}

function asArchiveError(error: Error): Error {
  if (/Unexpected end of data/.test(error.message)) return invalidArchive('it ends too early');
  if (/Invalid tar header/.test(error.message)) return invalidArchive('its bytes are not those of a tar archive');
  return error;
}
