import {
  CONTAINER_METRIC_NAMES,
  ContainerId,
  ContainerSample,
  HOST_METRIC_NAMES,
  HostSample,
  RunningProcess,
} from '@roadstead/domain';
import { z } from 'zod';

/** Samples of the light history are taken this often, always. */
export const HISTORY_STEP_SECONDS = 15;
/** Those of a minute travel together. */
export const TICKS_PER_HISTORY = 4;
/** Containers in one message of either kind; more travel in several. */
export const MAX_SAMPLED_CONTAINERS = 500;

/**
 * Somebody looks. A *lease*: it ends by itself after so many seconds, and each API process (the holder) renews its own
 * with everything that it wants at that time; a lease on nothing ends it at once. While there is none the agent takes no
 * live samples.
 */
export const StatsWatch = z.object({
  holder: z.uuid(),
  seconds: z.number().int().min(0).max(60),
  /** At least so long between two samples. */
  periodMs: z.number().int().min(500).max(60_000),
  /** The host itself, and all its containers that run. */
  all: z.boolean(),
  containerIds: z.array(ContainerId).max(MAX_SAMPLED_CONTAINERS),
});
export type StatsWatch = z.infer<typeof StatsWatch>;
export const StatsWatchReply = z.object({});

const Clock = z.number().int().nonnegative().max(8_640_000_000_000_000);

/** Times are the host's clock, milliseconds since 1970; `clock` is that clock at the sending. Of two the later wins. */
export const StatsLive = z.object({
  clock: Clock,
  at: Clock,
  host: HostSample.optional(),
  containers: z.array(z.object({ id: ContainerId, sample: ContainerSample })).max(MAX_SAMPLED_CONTAINERS),
});
export type StatsLive = z.infer<typeof StatsLive>;

/** Values in the order of `CONTAINER_METRIC_NAMES` or `HOST_METRIC_NAMES`; null: not known. */
const row = (width: number) => z.array(z.number().nonnegative().nullable()).length(width);
const rowsOf = (width: number) => z.array(row(width).nullable()).max(TICKS_PER_HISTORY);

/** Averages since the sample before. Sent until acknowledged; one that comes twice counts once, by its id. */
export const StatsHistory = z.object({
  id: z.uuid(),
  clock: Clock,
  /** Of each row below, in order. */
  ticks: z.array(Clock).min(1).max(TICKS_PER_HISTORY),
  /** One for each tick; null where there was no sample. In the first of several messages. */
  host: rowsOf(HOST_METRIC_NAMES.length).optional(),
  containers: z
    .array(z.object({ id: ContainerId, rows: rowsOf(CONTAINER_METRIC_NAMES.length) }))
    .max(MAX_SAMPLED_CONTAINERS),
});
export type StatsHistory = z.infer<typeof StatsHistory>;

export const ContainerTop = z.object({ containerId: ContainerId });
export type ContainerTop = z.infer<typeof ContainerTop>;
/** `more`: processes beyond those that are told. */
export const ContainerTopReply = z.object({
  processes: z.array(RunningProcess).max(2000),
  more: z.number().int().nonnegative(),
});
export type ContainerTopReply = z.infer<typeof ContainerTopReply>;
