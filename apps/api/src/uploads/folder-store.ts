import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RoadsteadError } from '@roadstead/domain';
import { FileStore } from '@tus/file-store';
import { ERRORS } from '@tus/server';
import { byteWords } from './byte-words.js';

/** Codes of a file system, or a user's share of it, that is full. */
const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

export function isDiskFull(error: unknown): boolean {
  return FULL.includes((error as NodeJS.ErrnoException | undefined)?.code);
}

/** An upload is read in pieces of so many bytes: each costs whoever passes it on, and an engine beside that, time. */
const READ_BYTES = 1024 * 1024;

/** The library's store of files, which tells a full disk from whatever else may go wrong with a write. */
export class FolderStore extends FileStore {
  override read(id: string): ReadStream {
    return createReadStream(join(this.directory, id), { highWaterMark: READ_BYTES });
  }

  override async write(readable: Readable, id: string, offset: number): Promise<number> {
    const file = createWriteStream(join(this.directory, id), { flags: 'r+', start: offset });
    try {
      await pipeline(readable, file);
    } catch (error) {
      if (!isDiskFull(error)) throw ERRORS.FILE_WRITE_ERROR;
      const { size } = await this.getUpload(id);
      throw new RoadsteadError('upload.no-space', { size: byteWords(size ?? 0) }, { cause: error });
    }
    return offset + file.bytesWritten;
  }
}
