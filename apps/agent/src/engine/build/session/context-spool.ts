import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { invalidArchive } from '../../archive-errors.js';
import { ContextFiles, type ContextHeader, type FileContent } from './context-files.js';

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
    try {
      for await (const chunk of tar as AsyncIterable<Buffer>) {
        const taken = archive.write(chunk) ? undefined : Promise.race([entries, once(archive, 'drain')]);
        await Promise.all([this.file.writeFile(chunk), taken]);
      }
      archive.end(null);
      await entries;
    } finally {
      archive.destroy();
    }
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
