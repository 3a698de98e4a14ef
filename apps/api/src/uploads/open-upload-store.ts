import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadsConfig } from '../platform/config/uploads-config.js';
import { FolderStore } from './folder-store.js';
import { openObjectStore } from './object-store.js';
import { EXTENSIONS, type UploadStore } from './upload-store.js';

/** In it are the parts of objects on their way to the object store. */
const PARTS_DIR = 'parts';
/** Names of the files of an upload: its bytes, and beside them what tus notes of it. */
const UPLOAD_FILE = /^([0-9a-zA-Z_-]{1,64})(?:\.json)?$/;

/** Makes the folder, or connects to the object store. */
export function openUploadStore({ dir, objectStore }: UploadsConfig): Promise<UploadStore> {
  return objectStore === undefined ? openFolder(dir) : openObjectStore(objectStore, join(dir, PARTS_DIR));
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
    // Each byte goes to its place at once.
    removeLeftOver: async () => undefined,
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
