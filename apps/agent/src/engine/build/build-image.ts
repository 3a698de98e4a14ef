import type { JobResult } from '@roadstead/domain';
import type { BuildRequest } from '../engine.js';
import type { EngineApi } from '../engine-api.js';
import type { ImageNames } from '../image-names.js';
import { BuildPipeline } from './build-pipeline.js';
import { chooseBuilder } from './builder-choice.js';
import { buildWithBuildKit } from './buildkit-build.js';
import { ClassicRun } from './classic-run.js';
import { openContext, refuseUnparsable } from './dockerfile-text.js';

interface BuildEngine {
  readonly api: EngineApi;
  readonly images: ImageNames;
  readonly containerdStore: boolean;
  /** Folder for contexts that BuildKit asks for file by file. */
  readonly spoolDir: string;
}

/**
 * `docker build`, and `docker push` of every tag where that is asked for. Base images that are not there are pulled
 * first: by the classic builder itself, for BuildKit here. After a failure the steps that were done stay as the builder's
 * cache, as they do with `docker build`; of the classic builder those are untagged images.
 * @throws RoadsteadError of `build.*`, `registry.*` or `engine.*`, `context.no-dockerfile`, what the context failed with;
 *   aborted: any error, once no container of it is left
 */
export async function buildImage(
  { api, images, containerdStore, spoolDir }: BuildEngine,
  request: BuildRequest,
): Promise<JobResult<'image.build'>> {
  const pipeline = new BuildPipeline(api, images, request);
  try {
    const builder = await chooseBuilder(api, containerdStore, request);
    const imageId = await (builder === 'classic'
      ? buildClassic(api, pipeline, request)
      : buildWithBuildKit(api, pipeline, spoolDir, request));
    if (!request.push) return { imageId };
    const pushed = [];
    for (const reference of request.tags) pushed.push({ reference, ...(await pipeline.push(reference)) });
    return { imageId, pushed };
  } finally {
    pipeline.close();
  }
}

/** The classic builder takes the context as it comes. */
async function buildClassic(api: EngineApi, pipeline: BuildPipeline, request: BuildRequest): Promise<string> {
  const { dockerfile, archive } = await openContext(request);
  try {
    refuseUnparsable(dockerfile);
    const upload = pipeline.receive(archive ?? (await request.openInput()));
    try {
      return await pipeline.build((steps, layers) => new ClassicRun(api, request, upload, steps, layers));
    } finally {
      upload.close();
    }
  } finally {
    archive?.body.destroy();
  }
}
