import type { ErrorCode, JobKind, TransferProgress } from '@roadstead/domain';
import type { JobBench, PreparedJob } from './job-bench.js';

/** What the conformance suite tries with one kind of job. A new kind is one more of these in `job-cases.ts`. */
export interface JobCase {
  readonly kind: JobKind;
  /** Why it is not tried on this engine. */
  readonly skipped?: (bench: Pick<JobBench, 'engineKind'>) => string | undefined;
  /** Makes what a run that succeeds needs; anew for each run. */
  prepare(bench: JobBench): Promise<PreparedJob>;
  /** It removes what nobody brings back: a cancel ends it between two. */
  readonly removes?: boolean;
  /**
   * Moments of its work in which it is canceled, besides its very begin: it ends `canceled`, and nothing is left. None: it is
   * done in a moment.
   */
  readonly moments: readonly CancelMoment[];
  readonly failures: readonly Failure[];
}

export interface CancelMoment {
  readonly name: string;
  /** A run that is slow enough for the moment to be caught. */
  prepare(bench: JobBench): Promise<PreparedJob>;
  /** Absent: as soon as the start is acknowledged. */
  readonly reached?: (progress: TransferProgress) => boolean;
  /** So short before the end that a cancel may come too late; the job has then succeeded, and nothing else. */
  readonly mayBeLate?: boolean;
  /** The classic builder keeps what it has done so far, as untagged images, for the next build to take up. */
  readonly keepsCache?: boolean;
  readonly skipped?: (bench: Pick<JobBench, 'engineKind'>) => string | undefined;
}

export interface Failure {
  readonly name: string;
  prepare(bench: JobBench): Promise<PreparedJob>;
  readonly code: ErrorCode;
}
