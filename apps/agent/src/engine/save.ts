import { pipeline, type Readable } from 'node:stream';
import { type ContainerId, type ImageName, RoadsteadError } from '@roadstead/domain';
import { TAR_MEDIA_TYPE } from '@roadstead/protocol';
import { z } from 'zod';
import type { ByteStream } from './engine.js';
import type { EngineApi } from './engine-api.js';
import type { ImageNames } from './image-names.js';
import { TarEnd } from './tar-end.js';

/**
 * `docker save`. The engine answers with its first byte, which may come minutes later: until then it writes the export to
 * its own disk. So the tar is to be had at once, and fails where the engine refuses or fails.
 * @throws RoadsteadError `image.not-on-host`
 */
export async function saveImages(
  api: EngineApi,
  images: ImageNames,
  names: readonly ImageName[],
  signal: AbortSignal,
): Promise<ByteStream> {
  const engineNames: string[] = [];
  for (const name of names) engineNames.push(await images.engineName(name));
  return whole(api.stream({ method: 'GET', path: '/images/get', query: { names: engineNames }, signal }));
}

/** `docker export`. The tar fails at its end if the engine did. @throws RoadsteadError `container.unknown` */
export async function exportContainer(api: EngineApi, id: ContainerId, signal: AbortSignal): Promise<ByteStream> {
  const path = `/containers/${id}`;
  if ((await api.find(`${path}/json`, z.object({}))) === undefined) {
    throw new RoadsteadError('container.unknown', { container: id.slice(0, 12), host: api.host });
  }
  return whole(api.stream({ method: 'GET', path: `${path}/export`, signal }));
}

function whole(opening: Promise<Readable>): ByteStream {
  const bytes = new TarEnd();
  opening.then(
    // Its errors are those of the stream that it ends in.
    (tar) => pipeline(tar, bytes, () => undefined),
    (error: Error) => bytes.destroy(error),
  );
  return { mediaType: TAR_MEDIA_TYPE, bytes };
}
