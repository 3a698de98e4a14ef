import { familiarReference, familiarRepository, type JobResult, parseReference } from '@roadstead/domain';
import type { VerbRequest } from './engine.js';
import type { EngineApi } from './engine-api.js';
import type { ImageNames } from './image-names.js';

/** `docker tag`. @throws RoadsteadError `image.not-on-host`, `engine.*` */
export async function tagImage(
  api: EngineApi,
  images: ImageNames,
  { source, target, signal }: VerbRequest<'image.tag'>,
): Promise<JobResult<'image.tag'>> {
  signal.throwIfAborted();
  const reference = parseReference(target);
  const engineName = await images.engineName(source);
  const query = { repo: familiarRepository(reference), tag: reference.tag };
  await api.run({ method: 'POST', path: `/images/${engineName}/tag`, query });
  return { imageId: await images.configDigest(familiarReference(reference)) };
}
