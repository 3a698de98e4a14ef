import { ContainerEvent, ContainerId, ErrorBody, HostId, JobId, JobKind, JobState } from '@roadstead/domain';
import { z } from 'zod';
import { Timestamp } from './paging.js';

export const TimelineQuery = z.object({
  /** What was before this moment. */
  before: Timestamp.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type TimelineQuery = z.infer<typeof TimelineQuery>;

/**
 * history: what Roadstead has kept of what it observed · engine: the engine's own memory, when asked just now ·
 * roadstead: what somebody did through Roadstead.
 */
export const TimelineSource = z.enum(['history', 'engine', 'roadstead']);
export type TimelineSource = z.infer<typeof TimelineSource>;

/** Why a run ended, as far as what is known around that moment tells. */
export const EndCause = z.discriminatedUnion('type', [
  z.object({ type: z.literal('out-of-memory') }),
  /** Somebody did it through Roadstead. */
  z.object({ type: z.literal('action'), actor: z.string(), verb: z.string(), wasKilled: z.boolean() }),
  /** Signals that the engine was told to send, not through Roadstead. */
  z.object({ type: z.literal('signals'), signals: z.array(z.number().int()) }),
]);
export type EndCause = z.infer<typeof EndCause>;

const What = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started') }),
  z.object({
    type: z.literal('ended'),
    exitCode: z.number().int().optional(),
    outOfMemory: z.boolean(),
    /** engine: its own time · event: when it was seen · gap: some time before, unobserved */
    knownBy: z.enum(['engine', 'event', 'gap']).optional(),
    /** Absent: nothing is known but the exit code. */
    cause: EndCause.optional(),
  }),
  z.object({ type: z.literal('event'), event: ContainerEvent }),
  z.object({
    type: z.literal('action'),
    actor: z.string(),
    /** noun.verb */
    verb: z.string(),
    /** `ok`, or the code of the error. */
    outcome: z.string(),
    detail: z.record(z.string(), z.unknown()),
  }),
  z.object({
    type: z.literal('job'),
    jobId: JobId,
    kind: JobKind,
    state: JobState,
    createdBy: z.string(),
  }),
  /** Nobody watched from here until then; absent: until now. */
  z.object({ type: z.literal('unobserved'), until: Timestamp.optional() }),
]);

/** `at`: by the control plane's clock; times of the host are set right by what its clock is off now. */
export const TimelineEntry = z.object({ at: Timestamp, sources: z.array(TimelineSource).min(1), what: What });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const ContainerTimeline = z.object({
  hostId: HostId,
  containerId: ContainerId,
  hostName: z.string(),
  /** Absent: no name is known of it. */
  name: z.string().optional(),
  /** Whether the host has it, as far as is known. */
  exists: z.boolean(),
  /** Newest first. */
  entries: z.array(TimelineEntry),
  /** For `before`; absent: that is all. */
  nextBefore: Timestamp.optional(),
  engine: z.discriminatedUnion('asked', [
    /** `rememberedSince`: what was before, the engine has forgotten; absent: it remembers nothing. */
    z.object({ asked: z.literal(true), rememberedSince: Timestamp.optional() }),
    z.object({ asked: z.literal(false), error: ErrorBody }),
  ]),
  /** Of one that is gone, as far as it is known. */
  removal: z
    .object({ at: Timestamp, by: z.string().optional(), verb: z.string().optional(), jobId: JobId.optional() })
    .optional(),
});
export type ContainerTimeline = z.infer<typeof ContainerTimeline>;
