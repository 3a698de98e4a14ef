import { z } from 'zod';
import { Digest } from './digest.js';
import { Labels } from './host.js';
import { ContainerId } from './ids.js';

/** Docker's own container states. */
export const ContainerState = z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']);
export type ContainerState = z.infer<typeof ContainerState>;

/** States in which a container's processes exist: what an audit counts as "ran". */
export const LIVE_STATES: readonly ContainerState[] = ['running', 'paused', 'restarting'];

export const ContainerHealth = z.enum(['starting', 'healthy', 'unhealthy']);
export type ContainerHealth = z.infer<typeof ContainerHealth>;

export const PublishedPort = z.object({
  containerPort: z.number().int(),
  protocol: z.string(),
  hostIp: z.string().optional(),
  hostPort: z.number().int().optional(),
});
export type PublishedPort = z.infer<typeof PublishedPort>;

export const ContainerMount = z.object({
  type: z.string(),
  /** Volume name, or path on the host. */
  source: z.string(),
  destination: z.string(),
  readOnly: z.boolean(),
});
export type ContainerMount = z.infer<typeof ContainerMount>;

/** A container as its host's agent reports it. Times are ISO 8601 by the host's clock. */
export const ContainerRecord = z.object({
  id: ContainerId,
  /** Without the leading slash. */
  name: z.string(),
  /** Config digest of the image it was made from. */
  imageId: Digest,
  /** The image as it was named at creation, e.g. `nginx:1.27`; that name may have moved since. */
  imageReference: z.string(),
  command: z.string(),
  createdAt: z.iso.datetime({ offset: true }),
  state: ContainerState,
  startedAt: z.iso.datetime({ offset: true }).optional(),
  finishedAt: z.iso.datetime({ offset: true }).optional(),
  exitCode: z.number().int().optional(),
  outOfMemory: z.boolean(),
  /** Why the last start failed, in the engine's words. */
  error: z.string().optional(),
  health: ContainerHealth.optional(),
  /** Since when it is unhealthy, as far as the engine remembers its probes. */
  unhealthySince: z.iso.datetime({ offset: true }).optional(),
  restartCount: z.number().int(),
  restartPolicy: z.string(),
  /** The engine removes it when it ends, as with `docker run --rm`. */
  autoRemove: z.literal(true).optional(),
  tty: z.boolean(),
  ports: z.array(PublishedPort),
  mounts: z.array(ContainerMount),
  networks: z.array(z.string()),
  labels: Labels,
});
export type ContainerRecord = z.infer<typeof ContainerRecord>;
