import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type ArchiveKind, archiveKind, HEAD_BYTES } from './archive-kind.js';
import { peek } from './peek.js';
import { outputOf } from './program-output.js';

/** What xz may take for a dictionary; its own largest preset needs 65 MiB. */
const XZ_ARGS = ['--decompress', '--stdout', '--quiet', '--memlimit-decompress=256MiB'];
const BZIP2_ARGS = ['--decompress', '--stdout'];
/** The kinds that a build context may have. */
const TAKEN = 'a tar, plain or compressed by gzip, bzip2 or xz';

/**
 * An archive as the plain tar in it.
 * @throws Error in words for what is no archive; what is wrong further on is an error of the stream
 */
export async function openTar(archive: Readable): Promise<Readable> {
  const { head, body } = await peek(archive, HEAD_BYTES);
  const kind = archiveKind(head);
  if (kind === 'tar' || kind === 'gzip' || kind === 'bzip2' || kind === 'xz') return plain(body, kind);
  // Nobody reads it any further: its file or connection is given back.
  body.destroy();
  if (kind === 'zstd') throw new Error(`it is compressed by zstd, and a build context is to be ${TAKEN}`);
  throw new Error(head.length === 0 ? 'it is empty' : `it is not ${TAKEN}`);
}

function plain(body: Readable, kind: Exclude<ArchiveKind, 'zstd'>): Readable {
  switch (kind) {
    case 'tar':
      return body;
    case 'gzip':
      return pipeline(body, createGunzip(), () => undefined);
    case 'bzip2':
      return outputOf('bzip2', BZIP2_ARGS, { input: body });
    case 'xz':
      return outputOf('xz', XZ_ARGS, { input: body });
  }
}
