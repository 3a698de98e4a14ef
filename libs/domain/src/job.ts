import { z } from 'zod';

/** Every job kind of the product. Their parameters and results are in `job-kinds.ts`. */
export const JobKind = z.enum([
  'image.pull',
  'image.push',
  'image.build',
  'image.tag',
  'image.remove',
  'image.import',
  'image.load',
  'image.prune',
  'image.scan-packages',
  'container.run',
  'container.recreate',
  'container.commit',
  'container.prune',
  'builder.prune',
]);
export type JobKind = z.infer<typeof JobKind>;

/**
 * ```
 *  queued ─▶ waiting-for-host ─▶ running ─▶ succeeded
 *     │             │               ├─────▶ failed
 *     └─────────────┴───────────────┴─────▶ canceled          interrupted ─▶ queued (same id, next attempt)
 * ```
 * INVARIANT: a job reaches exactly one terminal state, and what an older attempt says afterwards is refused.
 */
export const JobState = z.enum([
  'queued',
  'waiting-for-host',
  'running',
  'interrupted',
  'succeeded',
  'failed',
  'canceled',
]);
export type JobState = z.infer<typeof JobState>;

export const TERMINAL_JOB_STATES = ['succeeded', 'failed', 'canceled'] as const satisfies readonly JobState[];

const TRANSITIONS: Record<JobState, readonly JobState[]> = {
  queued: ['waiting-for-host', 'running', 'canceled', 'failed'],
  'waiting-for-host': ['queued', 'running', 'canceled', 'failed'],
  running: ['succeeded', 'failed', 'canceled', 'interrupted'],
  interrupted: ['queued', 'failed', 'canceled'],
  succeeded: [],
  failed: [],
  canceled: [],
};

export function canMove(from: JobState, to: JobState): boolean {
  return TRANSITIONS[from].includes(to);
}

export function isTerminal(state: JobState): boolean {
  return TRANSITIONS[state].length === 0;
}

/** Verbs that may be begun again after an interruption, because doing them twice has the effect of doing them once. */
export const RETRY_SAFE: Record<JobKind, boolean> = {
  'image.pull': true,
  'image.push': true,
  'image.build': true,
  'image.tag': true,
  'image.load': true,
  'image.prune': true,
  'image.scan-packages': true,
  // An attempt adopts the container that an earlier one made: see JOB_LABEL.
  'container.run': true,
  // What an interrupted attempt has left is finished or rolled back before the next one begins: see RECREATES_LABEL.
  'container.recreate': true,
  'container.prune': true,
  'builder.prune': true,
  // A second image would be made, or what is gone be missed.
  'image.import': false,
  'image.remove': false,
  'container.commit': false,
};

/** Kinds that move many bytes: their number at once is limited per host. */
export const TRANSFER_KINDS: readonly JobKind[] = [
  'image.pull',
  'image.push',
  'image.build',
  'image.import',
  'image.load',
];

/** Attempts after which an interrupted job fails instead of being queued again. */
export const MAX_ATTEMPTS = 5;
