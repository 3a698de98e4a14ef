import { z } from 'zod';

/**
 * What the control plane knows of a host's agent.
 *
 * ```
 *   online ──3 heartbeats missed──▶ unknown ──longer silence──▶ offline
 *      ▲───────────────heard again──────┴───────────────────────────┘        revoked: for good
 * ```
 */
export const HostStatus = z.enum(['online', 'unknown', 'offline', 'revoked']);
export type HostStatus = z.infer<typeof HostStatus>;

/** What the agent says of its engine; `unknown` until it first said anything. */
export const EngineState = z.enum(['up', 'down', 'unknown']);
export type EngineState = z.infer<typeof EngineState>;

/** Seconds between heartbeats; each agent adds up to 10 % of jitter. */
export const HEARTBEAT_SECONDS = 5;
/** Silence after which an online host is `unknown`: three heartbeats and the jitter. */
export const UNKNOWN_AFTER_SECONDS = 17;
/** Silence after which a host is `offline`, unless configured. */
export const OFFLINE_AFTER_SECONDS = 120;

/** Facts as in `docker info` and `docker version`. */
export const EngineFacts = z.object({
  engineId: z.string(),
  name: z.string(),
  version: z.string(),
  apiVersion: z.string(),
  os: z.string(),
  osType: z.string(),
  architecture: z.string(),
  kernel: z.string(),
  cpus: z.number().int(),
  memoryBytes: z.number(),
  storageDriver: z.string(),
  storageStatus: z.array(z.tuple([z.string(), z.string()])),
  dataRoot: z.string(),
  cgroupDriver: z.string(),
  cgroupVersion: z.string().optional(),
  containerdVersion: z.string().optional(),
  runcVersion: z.string().optional(),
  liveRestore: z.boolean(),
  registryMirrors: z.array(z.string()),
  insecureRegistries: z.array(z.string()),
  warnings: z.array(z.string()),
});
export type EngineFacts = z.infer<typeof EngineFacts>;

export const Labels = z.record(z.string(), z.string());
export type Labels = z.infer<typeof Labels>;
