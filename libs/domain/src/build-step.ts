import { z } from 'zod';

/**
 * `waiting`: known and not begun. `cached`: taken from the build cache. `canceled`: another step's failure or the user
 * ended it.
 */
export const BuildStepState = z.enum(['waiting', 'running', 'cached', 'done', 'failed', 'canceled']);
export type BuildStepState = z.infer<typeof BuildStepState>;

/**
 * A step of a build, in the order in which the builder named it. Its output is in the job's output, each line after
 * `#<number> `, as `docker build --progress=plain` prints it.
 */
export const BuildStep = z.object({
  /** From 1. */
  number: z.number().int().positive(),
  /** The builder's words, e.g. `[build 2/4] RUN npm ci`. */
  name: z.string(),
  /** The stage of a multi-stage Dockerfile, where the builder says it. */
  stage: z.string().optional(),
  state: BuildStepState,
  startedAt: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  /** Why it failed, in the builder's words. */
  error: z.string().optional(),
});
export type BuildStep = z.infer<typeof BuildStep>;
