import type { JobId, JobKind, JobParams, JobResult, TransferProgress } from '@roadstead/domain';
import type { RegistryCredential } from '@roadstead/protocol';
import type { InputWishes, JobInput } from './job-input.js';

/** What an executor is given besides its parameters. */
export interface JobContext {
  /** By which a verb knows what an earlier attempt has made. */
  readonly jobId: JobId;
  /** Aborted when the job is canceled. What has been begun is then undone or left as the engine leaves it. */
  readonly signal: AbortSignal;
  /** Of the registries that this job talks to, as far as Roadstead has them: `credentialFor` picks. */
  readonly credentials: readonly RegistryCredential[];
  /**
   * The bytes that the job reads, from the control plane; each call fetches them anew. Ends with the signal.
   * @throws RoadsteadError why there are none, as the control plane says; `job.input-broken-off` when it is not reached.
   * The body fails with the latter when it breaks off.
   */
  readonly openInput: (wishes?: InputWishes) => Promise<JobInput>;
  /** The whole progress; as often as it changes. */
  readonly progress: (progress: TransferProgress) => void;
  /** A line of output, without its line end. */
  readonly output: (line: string) => void;
}

/** Does a job. @throws RoadsteadError why it failed; any error once the signal is aborted */
export type Executor<K extends JobKind> = (params: JobParams<K>, context: JobContext) => Promise<JobResult<K>>;

/** A kind without an executor does not compile. */
export type Executors = { readonly [K in JobKind]: Executor<K> };
