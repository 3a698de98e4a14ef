import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { DataStore } from '@tus/server';
import type { ObjectStoreConfig, UploadsConfig } from '../platform/config/uploads-config.js';
import { FolderStore } from './folder-store.js';

/** What is offered of tus: an upload's length is known from its beginning, and its end is the API's own to decide. */
const EXTENSIONS = ['creation', 'creation-with-upload', 'termination'];
/** Names of the files of an upload: its bytes, and beside them what tus notes of it. */
const UPLOAD_FILE = /^([0-9a-zA-Z_-]{1,64})(?:\.json)?$/;
/** An object comes in parts of so many bytes, each a temporary file until the store has it. */
const PART_BYTES = 16 * 1024 * 1024;
const PARTS_AT_ONCE = 4;

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
}

/** Makes the folder, or connects to the object store. */
export function openUploadStore({ dir, objectStore }: UploadsConfig): Promise<UploadStore> {
  return objectStore === undefined ? openFolder(dir) : openObjectStore(objectStore);
}

async function openFolder(dir: string): Promise<UploadStore> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const tus = new FolderStore({ directory: dir });
  tus.extensions = EXTENSIONS;
  return {
    tus,
    read: async (id) => tus.read(id),
    remove: async (id) => {
      for (const name of [id, `${id}.json`]) await rm(join(dir, name), { force: true });
    },
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(dir);
      return bavail * bsize;
    },
    idleSince: (time) => idleUploads(dir, time),
  };
}

async function idleUploads(dir: string, time: Date): Promise<string[]> {
  const ids = new Set<string>();
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const [, id] = entry.isFile() ? (UPLOAD_FILE.exec(entry.name) ?? []) : [];
    if (id === undefined) continue;
    // It may have been removed meanwhile.
    const found = await stat(join(dir, entry.name)).catch(() => undefined);
    if (found !== undefined && found.mtime < time) ids.add(id);
  }
  return [...ids];
}

/** Loaded only where it is used: the client of the object store is larger than all the rest of the API. */
async function openObjectStore(config: ObjectStoreConfig): Promise<UploadStore> {
  const [{ S3Store }, { S3 }] = await Promise.all([import('@tus/s3-store'), import('@aws-sdk/client-s3')]);
  const { bucket, endpoint, region, accessKeyId, secretAccessKey } = config;
  const clientConfig = {
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: endpoint !== undefined,
    // Tags and checksums of requests are Amazon's own; other stores may refuse them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  } as const;
  const tus = new S3Store({
    partSize: PART_BYTES,
    useTags: false,
    maxConcurrentPartUploads: PARTS_AT_ONCE,
    s3ClientConfig: { ...clientConfig, bucket },
  });
  tus.extensions = EXTENSIONS;
  const client = new S3(clientConfig);
  return {
    tus,
    read: (id) => tus.read(id),
    remove: async (id) => {
      // Of a complete upload tus finds no parts to give up, and leaves the rest of it.
      await tus.remove(id).catch(ignoreMissing);
      const keys = [id, `${id}.info`, `${id}.part`];
      await client.deleteObjects({ Bucket: bucket, Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true } });
    },
    freeBytes: async () => undefined,
    // What a bucket holds beyond the table is for its own lifecycle rules to remove.
    idleSince: async () => [],
  };
}

/** tus throws plain objects, with the status of the reply. */
export function ignoreMissing(error: unknown): void {
  const { status_code } = error as { status_code?: number };
  if (status_code !== 404 && status_code !== 410) throw error;
}
