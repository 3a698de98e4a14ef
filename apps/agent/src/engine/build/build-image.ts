import type { JobResult } from '@roadstead/domain';
import type { Archive, BuildRequest } from '../engine.js';
import type { EngineApi } from '../engine-api.js';
import type { ImageNames } from '../image-names.js';
import { missingBases } from './base-images.js';
import { BuildPipeline } from './build-pipeline.js';
import { chooseBuilder } from './builder-choice.js';
import { openContext, refuseUnparsable } from './dockerfile-text.js';

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
  let context: Archive | undefined;
  try {
    const builder = await chooseBuilder(api, containerdStore, request);
    const opened = await openContext(request);
    context = opened.archive;
    if (builder === 'classic') refuseUnparsable(opened.dockerfile);
    else {
      const bases = await missingBases(api, opened.dockerfile, request);
      if (bases.length > 0) {
        // Nothing is held open while images are pulled, which may take long.
        context?.body.destroy();
        context = undefined;
      }
      for (const base of bases) await pipeline.pull(base);
    }
    const imageId = await pipeline.build(builder, context);
    if (!request.push) return { imageId };
    const pushed = [];
    for (const reference of request.tags) pushed.push({ reference, ...(await pipeline.push(reference)) });
    return { imageId, pushed };
  } finally {
    context?.body.destroy();
    pipeline.close();
  }
}
