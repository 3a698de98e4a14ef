import type { JobKind, TransferProgress } from '@roadstead/domain';
import type { JobParams, JobResult, RegistryCredential } from '@roadstead/protocol';

/** What an executor is given besides its parameters. */
export interface JobContext {
  /** Aborted when the job is canceled. What has been begun is then undone or left as the engine leaves it. */
  readonly signal: AbortSignal;
  readonly credential?: RegistryCredential;
  /** The whole progress; as often as it changes. */
  readonly progress: (progress: TransferProgress) => void;
  /** A line of output, without its line end. */
  readonly output: (line: string) => void;
}

/** Does a job. @throws RoadsteadError why it failed; any error once the signal is aborted */
export type Executor<K extends JobKind> = (params: JobParams<K>, context: JobContext) => Promise<JobResult<K>>;

/** A kind without an executor does not compile. */
export type Executors = { readonly [K in JobKind]: Executor<K> };
