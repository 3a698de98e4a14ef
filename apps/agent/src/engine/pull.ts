import {
  canonicalReference,
  familiarReference,
  familiarRepository,
  type ImageReference,
  parseReference,
  RoadsteadError,
} from '@roadstead/domain';
import type { JobResult } from '@roadstead/protocol';
import { z } from 'zod';
import type { PullRequest } from './engine.js';
import type { EngineApi } from './engine-api.js';
import { EngineRefusal, unreachable } from './engine-errors.js';
import { jsonLines } from './json-lines.js';
import { pullError } from './pull-errors.js';
import { PullLine, PullProgress } from './pull-progress.js';

/** Words for which no registry is to blame: the daemon, or the containerd behind it, was stopped. */
const ENGINE_STOPPED =
  /context canceled|rpc error: code = (?:Unavailable|Canceled)|containerd\.sock|failed to send write/;

const DataRoot = z.object({ DockerRootDir: z.string() });

/**
 * `docker pull`. The engine pulls for as long as somebody reads its answer, so an abort cancels the pull there too.
 * @param identify config digest of an image of this engine, by reference
 * @throws RoadsteadError of `registry.*` or `engine.*`; aborted: any error
 */
export async function pullImage(
  api: EngineApi,
  identify: (reference: string) => Promise<string>,
  request: PullRequest,
): Promise<JobResult<'image.pull'>> {
  const reference = parseReference(request.reference);
  const progress = new PullProgress();
  const outcome: { digest?: string; changed: boolean } = { changed: true };
  try {
    for await (const line of pullLines(api, reference, request)) {
      if (line.errorDetail !== undefined) throw new EngineRefusal(200, line.errorDetail.message);
      if (progress.take(line)) request.onProgress(progress.snapshot(performance.now()));
      else if (line.status !== undefined) request.onOutput(line.status);
      readOutcome(line.status ?? '', outcome);
    }
  } catch (error) {
    throw await explain(error, api, reference, request, progress);
  }
  progress.finish();
  request.onProgress(progress.snapshot(performance.now()));
  return { imageId: await identify(familiarReference(asPulled(reference))), ...outcome };
}

async function* pullLines(api: EngineApi, reference: ImageReference, { platform, credential, signal }: PullRequest) {
  const lines = await api.stream({
    method: 'POST',
    path: '/images/create',
    query: { fromImage: familiarRepository(reference), tag: reference.digest ?? reference.tag, platform },
    signal,
    ...(credential && {
      auth: { username: credential.username, password: credential.password, serveraddress: credential.serverAddress },
    }),
  });
  for await (const value of jsonLines(lines)) {
    const line = PullLine.safeParse(value);
    if (line.success) yield line.data;
  }
}

/** A digest decides what is pulled; a tag beside it is not set by the engine. */
function asPulled({ registry, repository, tag, digest }: ImageReference): ImageReference {
  return digest === undefined ? { registry, repository, tag } : { registry, repository, digest };
}

function readOutcome(status: string, outcome: { digest?: string; changed: boolean }): void {
  const digest = /^Digest: (sha256:[0-9a-f]{64})$/.exec(status)?.[1];
  if (digest !== undefined) outcome.digest = digest;
  if (status.startsWith('Status: Image is up to date')) outcome.changed = false;
}

async function explain(
  error: unknown,
  api: EngineApi,
  reference: ImageReference,
  request: PullRequest,
  progress: PullProgress,
): Promise<unknown> {
  if (request.signal.aborted || error instanceof RoadsteadError) return error;
  if (!(error instanceof EngineRefusal) || ENGINE_STOPPED.test(error.message)) {
    return unreachable(error as Error, api);
  }
  const layer = progress.extracting;
  return pullError(error.message, {
    host: api.host,
    reference: canonicalReference(reference),
    registry: reference.registry,
    platform: request.platform,
    doing: layer === undefined ? 'while downloading' : `while extracting layer ${layer}`,
    dataRoot: await api.get('/info', DataRoot).then(
      (info) => info.DockerRootDir,
      () => 'its data root',
    ),
  });
}
