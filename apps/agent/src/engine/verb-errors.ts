import { RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from './engine-api.js';
import { EngineRefusal, unreachable, unreachableUnlessOurs } from './engine-errors.js';

/** Words for which only the engine is to blame: the daemon, or the containerd behind it, was stopped. */
const ENGINE_STOPPED =
  /context canceled|rpc error: code = (?:Unavailable|Canceled)|containerd\.sock|failed to send write/;
const DISK_FULL = /no space left on device|disk quota exceeded/i;

const DataRoot = z.object({ DockerRootDir: z.string() });

export interface VerbFailure {
  readonly api: EngineApi;
  readonly signal?: AbortSignal;
  /** What went on, e.g. `while extracting layer 371dbce054c0`. */
  readonly doing: string;
  /** Why what the engine read broke off, if it did: the reason that counts. */
  readonly inputFailure?: Error;
  /** The verb's own errors by the engine's words; undefined where it knows none. */
  readonly toError: (message: string, refusal: EngineRefusal) => RoadsteadError | undefined;
}

/** Why a verb failed: a RoadsteadError, or once it is canceled whatever came. */
export async function explainFailure(error: unknown, failure: VerbFailure): Promise<unknown> {
  const { api, signal, inputFailure, toError } = failure;
  if (signal?.aborted || error instanceof z.ZodError) return error;
  if (inputFailure instanceof RoadsteadError) return inputFailure;
  if (error instanceof RoadsteadError) return error;
  if (!(error instanceof EngineRefusal)) return unreachableUnlessOurs(error as Error, api);
  // First, for containerd says both in one breath: it could not write.
  if (DISK_FULL.test(error.message)) return diskFull(failure);
  if (ENGINE_STOPPED.test(error.message)) return unreachable(error, api);
  return (
    toError(error.message, error) ?? new RoadsteadError('engine.refused', { host: api.host, reason: error.message })
  );
}

async function diskFull({ api, doing }: VerbFailure): Promise<RoadsteadError> {
  const dataRoot = await api.get('/info', DataRoot).then(
    (info) => info.DockerRootDir,
    () => 'its data root',
  );
  return new RoadsteadError('engine.disk-full', { host: api.host, while: doing, dataRoot });
}
