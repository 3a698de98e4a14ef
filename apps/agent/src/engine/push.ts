import {
  canonicalReference,
  familiarReference,
  familiarRepository,
  type JobResult,
  parseReference,
} from '@roadstead/domain';
import type { PushRequest } from './engine.js';
import type { EngineApi } from './engine-api.js';
import { EngineRefusal } from './engine-errors.js';
import { type EngineLine, engineLines } from './engine-lines.js';
import type { ImageNames } from './image-names.js';
import { LayerTracker } from './layer-tracker.js';
import { registryAuth } from './registry-auth.js';
import { registryError } from './registry-errors.js';
import { explainFailure } from './verb-errors.js';

/** `v1: digest: sha256:… size: 528`, the bytes of the manifest. The containerd store does not repeat it as `aux`. */
const PUSHED = /: digest: (sha256:[0-9a-f]{64}) size: (\d+)$/;

/**
 * `docker push`. The engine pushes for as long as somebody reads its answer, so an abort cancels the push there too.
 * @throws RoadsteadError of `registry.*` or `engine.*`, `image.not-on-host`; aborted: any error
 */
export async function pushImage(
  api: EngineApi,
  images: ImageNames,
  request: PushRequest,
): Promise<JobResult<'image.push'>> {
  const { signal, onOutput, onProgress } = request;
  const reference = parseReference(request.reference);
  // An engine says it in the words of a registry that has no such image.
  await images.engineName(familiarReference(reference));
  const layers = new LayerTracker();
  let pushed: JobResult<'image.push'> | undefined;
  try {
    const answer = await api.stream({
      method: 'POST',
      path: `/images/${familiarRepository(reference)}/push`,
      query: { tag: reference.tag },
      auth: registryAuth(request.credential),
      signal,
    });
    for await (const line of engineLines(answer)) {
      pushed = pushedIn(line) ?? pushed;
      if (layers.take(line)) onProgress(layers.snapshot(performance.now()));
      const words = printed(line);
      if (words !== undefined) onOutput(words);
    }
    if (pushed === undefined) throw new EngineRefusal(200, 'its push ended without a digest');
  } catch (error) {
    const context = { host: api.host, reference: canonicalReference(reference), registry: reference.registry };
    throw await explainFailure(error, {
      api,
      signal,
      doing: 'while pushing',
      toError: (message) => registryError(message, context),
    });
  }
  layers.finish('pushed');
  onProgress(layers.snapshot(performance.now()));
  return pushed;
}

function pushedIn({ status = '' }: EngineLine): JobResult<'image.push'> | undefined {
  const [, digest, size] = PUSHED.exec(status) ?? [];
  return digest === undefined ? undefined : { digest, size: Number(size) };
}

/** As `docker push` prints it where it is not on a terminal: what counts bytes is left out. */
function printed({ id, status, progressDetail }: EngineLine): string | undefined {
  if (status === undefined || progressDetail?.current !== undefined) return undefined;
  return id === undefined ? status : `${id}: ${status}`;
}
