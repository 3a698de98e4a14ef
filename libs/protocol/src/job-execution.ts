import { ErrorBody, JobId, JobKind, TransferProgress } from '@roadstead/domain';
import { z } from 'zod';

/** From 1; what a 32-bit column holds. */
export const Counter = z.int32().positive();

/** A registry credential, in the one command to the one agent. It is never stored or logged on the way. */
export const RegistryCredential = z.object({
  serverAddress: z.string(),
  username: z.string(),
  password: z.string(),
});
export type RegistryCredential = z.infer<typeof RegistryCredential>;

/** A job as the agent gets it. `attempt` is the fence: the agent takes none that is older than one it has seen. */
export const JobStart = z.object({
  jobId: JobId,
  attempt: Counter,
  kind: JobKind,
  /** Parsed again with the kind's own schema: `JOB_KINDS` of libs/domain. */
  params: z.record(z.string(), z.unknown()),
  /** Of the registries that this job talks to, as far as Roadstead has them. */
  credentials: z.array(RegistryCredential).max(20).default([]),
  /** Where the kind reads bytes (a build's context, an archive): the bearer token for `AGENT_PATHS.jobInput`. */
  inputToken: z.string().max(500).optional(),
});
export type JobStart = z.infer<typeof JobStart>;

/** `adopted`: it ran already, under the same attempt; its events are replayed. */
export const JobStartReply = z.object({ adopted: z.boolean() });

export const JobCancel = z.object({ jobId: JobId, attempt: Counter });
export type JobCancel = z.infer<typeof JobCancel>;
/** `known`: the agent runs it and will end it as canceled. */
export const JobCancelReply = z.object({ known: z.boolean() });

/** What an executor tells of a running job. Exactly one of the last three ends it. */
export const JobReport = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), progress: TransferProgress }),
  z.object({ type: z.literal('output'), text: z.string().max(65_536) }),
  z.object({ type: z.literal('succeeded'), result: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal('failed'), error: ErrorBody }),
  z.object({ type: z.literal('canceled') }),
]);
export type JobReport = z.infer<typeof JobReport>;

/**
 * A report on its way to the API. Sequence numbers begin at 1 for each attempt and rise by one with each report that is sent: a
 * progress report that a newer one has replaced before has none. Kept by the agent until acknowledged; replayed after a
 * reconnect under the same number.
 */
export const JobEvent = z.object({
  jobId: JobId,
  attempt: Counter,
  sequence: Counter,
  at: z.iso.datetime(),
  report: JobReport,
});
export type JobEvent = z.infer<typeof JobEvent>;
