import { addAbortSignal } from 'node:stream';
import { type JobParams, RoadsteadError } from '@roadstead/domain';
import type { BuildRequest } from '../engine.js';
import type { EngineApi } from '../engine-api.js';
import { missingBases } from './base-images.js';
import { dockerfileOf } from './build-call.js';
import type { BuildPipeline } from './build-pipeline.js';
import { BuildKitRun } from './buildkit-run.js';
import { MAX_DOCKERFILE } from './dockerfile-text.js';
import { BuildSession } from './session/build-session.js';
import { ContextSpool } from './session/context-spool.js';

const DISK_FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/**
 * A build by BuildKit: the context is kept on the agent's disk, and BuildKit asks for its files over a session. Base images
 * that are not there are pulled before.
 * @returns the config digest of the image
 */
export async function buildWithBuildKit(
  api: EngineApi,
  pipeline: BuildPipeline,
  spoolDir: string,
  request: BuildRequest,
): Promise<string> {
  const context = await receive(api, pipeline, spoolDir, request);
  let session: BuildSession | undefined;
  try {
    const dockerfile = await dockerfileText(context, request.source);
    for (const base of await missingBases(api, dockerfile, request)) await pipeline.pull(base);
    const opened = await BuildSession.open(api, context, request.credentials);
    session = opened;
    return await pipeline.build((steps, layers) => new BuildKitRun(api, request, opened, steps, layers));
  } finally {
    session?.close();
    await context.close();
  }
}

async function receive(
  api: EngineApi,
  pipeline: BuildPipeline,
  spoolDir: string,
  { openInput, signal }: BuildRequest,
): Promise<ContextSpool> {
  const upload = pipeline.receive(await openInput());
  try {
    return await ContextSpool.fill(spoolDir, addAbortSignal(signal, upload.stream));
  } catch (error) {
    if (DISK_FULL.includes((error as NodeJS.ErrnoException).code)) {
      const doing = 'while receiving the build context';
      throw new RoadsteadError('engine.disk-full', { host: api.host, while: doing, dataRoot: spoolDir });
    }
    throw await pipeline.explain(error, upload.failure);
  } finally {
    upload.close();
  }
}

/** @throws RoadsteadError `context.no-dockerfile` */
async function dockerfileText(context: ContextSpool, source: JobParams<'image.build'>['source']): Promise<string> {
  if (source.type === 'dockerfile') return source.text;
  const path = dockerfileOf(source);
  const content = context.files.resolve(path);
  if (content === undefined) throw new RoadsteadError('context.no-dockerfile', { dockerfile: path });
  const text = Buffer.alloc(Math.min(content.size, MAX_DOCKERFILE));
  await context.read(content, 0, text);
  return text.toString('utf8');
}
