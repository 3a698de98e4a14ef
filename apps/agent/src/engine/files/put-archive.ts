import type { Readable } from 'node:stream';
import { RoadsteadError } from '@roadstead/domain';
import { TAR_MEDIA_TYPE } from '@roadstead/protocol';
import { EngineRefusal } from '../engine-errors.js';
import { type FilePlace, fileError } from './file-errors.js';
import { archivePath } from './path-stat.js';

/**
 * Writes a tar into a directory of a container. The engine unpacks it as it comes: what fails half-way has left there what
 * came before.
 * @param tar destroyed in the end; why it broke off is the reason that counts
 * @throws RoadsteadError `file.*`, `container.unknown`, `engine.*`, and what the tar broke off with
 */
export async function putArchive(place: FilePlace, tar: Readable, signal: AbortSignal): Promise<number> {
  const { api, containerId, path } = place;
  let bytes = 0;
  tar.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  tar.pause();
  const cut = new AbortController();
  // The engine would wait for the rest.
  tar.once('error', () => cut.abort());
  try {
    await api.run({
      method: 'PUT',
      path: archivePath(containerId),
      query: { path, noOverwriteDirNonDir: true },
      body: { stream: tar, mediaType: TAR_MEDIA_TYPE },
      signal: AbortSignal.any([signal, cut.signal]),
    });
    return bytes;
  } catch (error) {
    if (tar.errored instanceof RoadsteadError) throw tar.errored;
    if (error instanceof EngineRefusal) throw await fileError(error, place);
    throw error;
  } finally {
    tar.destroy();
  }
}
