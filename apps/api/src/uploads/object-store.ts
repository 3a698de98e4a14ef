import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import type { S3Store } from '@tus/s3-store';
import type { ObjectStoreConfig } from '../platform/config/uploads-config.js';
import { removeLeftOvers } from '../platform/left-overs.js';
import { EXTENSIONS, ignoreMissing, type UploadStore } from './upload-store.js';

/** An object comes in parts of so many bytes, each a temporary file until the store has it. */
const PART_BYTES = 16 * 1024 * 1024;
const PARTS_AT_ONCE = 4;
/** A part that nobody has written to for so long is on its way no more. */
const LEFT_OVER_MS = 3_600_000;

/**
 * Loaded only where it is used: the client of the object store is larger than all the rest of the API.
 * @param partsDir is made; for the parts on their way, of any number of processes
 */
export async function openObjectStore(config: ObjectStoreConfig, partsDir: string): Promise<UploadStore> {
  await mkdir(partsDir, { recursive: true, mode: 0o700 });
  const removeLeftOver = () => removeLeftOvers(partsDir, LEFT_OVER_MS);
  await removeLeftOver();
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
  const Store = inFolder(S3Store, partsDir);
  const tus = new Store({
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
    removeLeftOver,
  };
}

/**
 * The store of tus writes its temporary files to the system's folder, where those that a killed process leaves are told from
 * nobody else's. It asks for that folder as it begins, before it waits for anything: for so long it is told of another one.
 */
function inFolder(Store: typeof S3Store, dir: string): typeof S3Store {
  const system: { tmpdir(): string } = os;
  const within = <Result>(begin: () => Result): Result => {
    const { tmpdir } = system;
    system.tmpdir = () => dir;
    try {
      return begin();
    } finally {
      system.tmpdir = tmpdir;
    }
  };
  return class extends Store {
    protected override uploadParts(...args: Parameters<S3Store['uploadParts']>): Promise<number> {
      return within(() => super.uploadParts(...args));
    }
    protected override uniqueTmpFileName(template: string): Promise<string> {
      return within(() => super.uniqueTmpFileName(template));
    }
  };
}
