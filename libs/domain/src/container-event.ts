import { z } from 'zod';
import { ContainerHealth } from './container.js';

/** What an engine's event says that happened to a container; Docker's own words, past tense. */
export const ContainerEventKind = z.enum([
  'created',
  'started',
  'restarted',
  'stopped',
  'signaled',
  'ended',
  'out-of-memory',
  'paused',
  'unpaused',
  'renamed',
  'updated',
  'removed',
  'health-changed',
  'connected',
  'disconnected',
  'committed',
  'exported',
]);
export type ContainerEventKind = z.infer<typeof ContainerEventKind>;

/** One event of the engine about one container. `at`: the host's clock. */
export const ContainerEvent = z.object({
  at: z.iso.datetime(),
  kind: ContainerEventKind,
  /** The container's name then. */
  name: z.string().optional(),
  /** `ended` */
  exitCode: z.number().int().optional(),
  /** `signaled`: the signal's number. */
  signal: z.number().int().optional(),
  /** `renamed` */
  oldName: z.string().optional(),
  /** `health-changed` */
  health: ContainerHealth.optional(),
  /** `connected`, `disconnected` */
  network: z.string().optional(),
});
export type ContainerEvent = z.infer<typeof ContainerEvent>;
