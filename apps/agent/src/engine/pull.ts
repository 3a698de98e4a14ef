import {
  canonicalReference,
  familiarReference,
  familiarRepository,
  type ImageReference,
  type JobResult,
  parseReference,
} from '@roadstead/domain';
import type { PullRequest } from './engine.js';
import type { EngineApi } from './engine-api.js';
import { engineLines } from './engine-lines.js';
import type { ImageNames } from './image-names.js';
import { LayerTracker } from './layer-tracker.js';
import { registryAuth } from './registry-auth.js';
import { registryError } from './registry-errors.js';
import { explainFailure } from './verb-errors.js';

/**
 * `docker pull`. The engine pulls for as long as somebody reads its answer, so an abort cancels the pull there too.
 * @throws RoadsteadError of `registry.*` or `engine.*`; aborted: any error
 */
export async function pullImage(
  api: EngineApi,
  images: ImageNames,
  request: PullRequest,
): Promise<JobResult<'image.pull'>> {
  const reference = parseReference(request.reference);
  const layers = new LayerTracker();
  const outcome: { digest?: string; changed: boolean } = { changed: true };
  try {
    for await (const line of engineLines(await startPull(api, reference, request))) {
      if (layers.take(line)) request.onProgress(layers.snapshot(performance.now()));
      else if (line.status !== undefined) request.onOutput(line.status);
      readOutcome(line.status ?? '', outcome);
    }
  } catch (error) {
    throw await explain(error, api, reference, request, layers);
  }
  layers.finish('complete');
  request.onProgress(layers.snapshot(performance.now()));
  return { imageId: await images.configDigest(familiarReference(asPulled(reference))), ...outcome };
}

function startPull(api: EngineApi, reference: ImageReference, { platform, credential, signal }: PullRequest) {
  return api.stream({
    method: 'POST',
    path: '/images/create',
    query: { fromImage: familiarRepository(reference), tag: reference.digest ?? reference.tag, platform },
    auth: registryAuth(credential),
    signal,
  });
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

function explain(
  error: unknown,
  api: EngineApi,
  reference: ImageReference,
  { signal, platform }: PullRequest,
  layers: LayerTracker,
): Promise<unknown> {
  const layer = layers.extracting;
  const context = {
    host: api.host,
    reference: canonicalReference(reference),
    registry: reference.registry,
    platform,
  };
  return explainFailure(error, {
    api,
    signal,
    doing: layer === undefined ? 'while downloading' : `while extracting layer ${layer}`,
    toError: (message) => registryError(message, context),
  });
}
