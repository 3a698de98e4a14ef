import { addAbortSignal } from 'node:stream';
import { type JobParams, RoadsteadError } from '@roadstead/domain';
import type { BuildRequest } from '../engine.js';
import type { EngineApi } from '../engine-api.js';
import { OwnDiskError } from '../engine-errors.js';
import { missingBases } from './base-images.js';
import { dockerfileOf } from './build-call.js';
import type { BuildPipeline } from './build-pipeline.js';
import { type AskedContext, BuildKitRun } from './buildkit-run.js';
import { MAX_DOCKERFILE } from './dockerfile-text.js';
import { BuildSession } from './session/build-session.js';
import { ContextSpool } from './session/context-spool.js';

/**
 * A build by BuildKit: the context is kept on the agent's disk, and BuildKit asks for its files over a session, where there
 * is a list of them while they still come. Base images that are not there are pulled before.
 * @returns the config digest of the image
 */
export async function buildWithBuildKit(
  api: EngineApi,
  pipeline: BuildPipeline,
  spoolDir: string,
  request: BuildRequest,
): Promise<string> {
  const input = await request.openInput({ listFirst: true });
  const upload = pipeline.receive(input);
  /** Why the context did not come. */
  const failureOf = (error: Error) => (isDiskFull(error) ? spoolFull(api, spoolDir) : (upload.failure ?? error));
  const explained = async (error: Error) => {
    throw await pipeline.explain(error, failureOf(error));
  };
  let context: ContextSpool | undefined;
  let session: BuildSession | undefined;
  try {
    const tar = addAbortSignal(request.signal, upload.stream);
    const received = await ContextSpool.receive(spoolDir, tar, input.list).catch(explained);
    context = received;
    const dockerfile = await dockerfileText(received, request.source).catch(explained);
    for (const base of await missingBases(api, dockerfile, request)) await pipeline.pull(base);
    const opened = await BuildSession.open(api, received, request.credentials);
    session = opened;
    const asked: AskedContext = {
      sessionId: opened.id,
      whole: received.whole,
      failure: () => received.failure && failureOf(received.failure),
    };
    return await pipeline.build((steps, layers) => new BuildKitRun(api, request, asked, steps, layers));
  } finally {
    session?.close();
    upload.close();
    await context?.close();
  }
}

function isDiskFull(error: Error): boolean {
  const { code } = error instanceof OwnDiskError ? (error.cause as NodeJS.ErrnoException) : {};
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function spoolFull({ host }: EngineApi, dataRoot: string): RoadsteadError {
  return new RoadsteadError('engine.disk-full', { host, while: 'while receiving the build context', dataRoot });
}

/** @throws RoadsteadError `context.no-dockerfile` */
async function dockerfileText(context: ContextSpool, source: JobParams<'image.build'>['source']): Promise<string> {
  if (source.type === 'dockerfile') return source.text;
  const path = dockerfileOf(source);
  const content = context.files.resolve(path);
  if (content === undefined) throw new RoadsteadError('context.no-dockerfile', { dockerfile: path });
  await context.arrival(content);
  const text = Buffer.alloc(Math.min(content.size, MAX_DOCKERFILE));
  await context.read(content, 0, text);
  return text.toString('utf8');
}
