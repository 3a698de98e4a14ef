import type { JobResult } from '@roadstead/domain';
import type { BuildRequest } from '../engine.js';
import type { EngineApi } from '../engine-api.js';
import type { ImageNames } from '../image-names.js';
import { missingBases } from './base-images.js';
import { BuildPipeline } from './build-pipeline.js';
import { chooseBuilder } from './builder-choice.js';
import { readDockerfile, refuseUnparsable } from './dockerfile-text.js';

/**
 * `docker build`, and `docker push` of every tag where that is asked for. Base images that are not there are pulled
 * first: by the classic builder itself, for BuildKit here. After a failure the steps that were done stay as the builder's
 * cache, as they do with `docker build`; of the classic builder those are untagged images.
 * @throws RoadsteadError of `build.*`, `registry.*` or `engine.*`, `context.no-dockerfile`, what the context failed with;
 *   aborted: any error, once no container of it is left
 */
export async function buildImage(
  api: EngineApi,
  images: ImageNames,
  containerdStore: boolean,
  request: BuildRequest,
): Promise<JobResult<'image.build'>> {
  const pipeline = new BuildPipeline(api, images, request);
  try {
    const builder = await chooseBuilder(api, containerdStore, request);
    const dockerfile = await readDockerfile(request);
    if (builder === 'classic') refuseUnparsable(dockerfile);
    else for (const base of await missingBases(api, dockerfile, request)) await pipeline.pull(base);
    const imageId = await pipeline.build(builder);
    if (!request.push) return { imageId };
    const pushed = [];
    for (const reference of request.tags) pushed.push({ reference, ...(await pipeline.push(reference)) });
    return { imageId, pushed };
  } finally {
    pipeline.close();
  }
}
