import { z } from 'zod';
import { SignalName } from './signal.js';

/** As the engine wants it. Source: moby, daemon/names. */
export const ContainerName = z
  .string()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$/,
    'a container name has 2 to 128 letters, digits, dots, dashes and underscores, and begins with a letter or digit',
  );

/** Longest time that a stop may be given: a request waits for it. */
export const MAX_STOP_SECONDS = 600;

/** Seconds until SIGKILL; absent: the container's own, or 10. */
const Timeout = z.number().int().min(0).max(MAX_STOP_SECONDS);

/** What may be done to a container that is there. */
export const ContainerAction = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('start') }),
  z.object({ verb: z.literal('stop'), timeoutSeconds: Timeout.optional(), signal: SignalName.optional() }),
  z.object({ verb: z.literal('restart'), timeoutSeconds: Timeout.optional(), signal: SignalName.optional() }),
  z.object({ verb: z.literal('pause') }),
  z.object({ verb: z.literal('unpause') }),
  z.object({ verb: z.literal('kill'), signal: SignalName.default('SIGKILL') }),
  z.object({ verb: z.literal('rename'), name: ContainerName }),
  z.object({
    verb: z.literal('remove'),
    /** Kills it first where it runs. */
    force: z.boolean().default(false),
    /** Removes its anonymous volumes too. */
    volumes: z.boolean().default(false),
  }),
]);
export type ContainerAction = z.infer<typeof ContainerAction>;

export const ContainerVerb = z.enum([
  'start',
  'stop',
  'restart',
  'pause',
  'unpause',
  'kill',
  'rename',
  'remove',
] as const satisfies readonly ContainerAction['verb'][]);
export type ContainerVerb = z.infer<typeof ContainerVerb>;

/** `unchanged`: it was so already, as with the start of what runs. */
export const ContainerEffect = z.enum(['changed', 'unchanged']);
export type ContainerEffect = z.infer<typeof ContainerEffect>;
