import type { Readable } from 'node:stream';
import type { DataStore } from '@tus/server';

/** What is offered of tus: an upload's length is known from its beginning, and its end is the API's own to decide. */
export const EXTENSIONS = ['creation', 'creation-with-upload', 'termination'];

/** Where the bytes of uploads lie. */
export interface UploadStore {
  readonly tus: DataStore;
  /** The bytes from the first to the last. */
  read(id: string): Promise<Readable>;
  /** Removes what is there, if anything is. */
  remove(id: string): Promise<void>;
  /** Bytes that there is room for; undefined where nobody can tell. */
  freeBytes(): Promise<number | undefined>;
  /** Ids of which something is there and was not written to since. */
  idleSince(time: Date): Promise<string[]>;
  /** Removes what a process that was killed has left of uploads on their way. */
  removeLeftOver(): Promise<void>;
}

/** tus throws plain objects, with the status of the reply. */
export function ignoreMissing(error: unknown): void {
  const { status_code } = error as { status_code?: number };
  if (status_code !== 404 && status_code !== 410) throw error;
}
