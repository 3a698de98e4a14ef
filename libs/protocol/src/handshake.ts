import { ErrorBody, HostId, JobId, Labels } from '@roadstead/domain';
import { z } from 'zod';
import { Counter } from './job-execution.js';

/** An Ed25519 public key: SPKI, DER, base64. */
export const PublicKey = z.base64().max(128);

/** What a host says once, with a join token, to become a host of the fleet. */
export const EnrolRequest = z.object({
  token: z.string().min(1).max(200),
  publicKey: PublicKey,
  protocolVersion: z.number().int(),
  hostname: z.string().min(1).max(253),
  labels: Labels.default({}),
});
export type EnrolRequest = z.infer<typeof EnrolRequest>;

export const EnrolResponse = z.object({ hostId: HostId, name: z.string() });
export type EnrolResponse = z.infer<typeof EnrolResponse>;

export const ChallengeRequest = z.object({ hostId: HostId });
export type ChallengeRequest = z.infer<typeof ChallengeRequest>;

/** A nonce of the server's, valid once and for 30 seconds. */
export const ChallengeResponse = z.object({ nonce: z.string() });
export type ChallengeResponse = z.infer<typeof ChallengeResponse>;

/** What an agent signs to connect. The prefix keeps the signature from being used for anything else. */
export function challengeMessage(hostId: HostId, nonce: string): string {
  return `roadstead-agent-connect:${hostId}:${nonce}`;
}

/** socket.io's `auth` payload on the agents' namespace. Signature: Ed25519 over `challengeMessage`, base64. */
export const ConnectAuth = z.object({
  hostId: HostId,
  nonce: z.string().max(100),
  signature: z.base64().max(100),
  protocolVersion: z.number().int(),
  agentVersion: z.string().max(100),
  /** Made anew at each start of the agent process: two at once under one identity is a cloned host. */
  instanceId: z.uuid(),
});
export type ConnectAuth = z.infer<typeof ConnectAuth>;

/** A refused connect carries this as socket.io's `error.data`; the agent stops retrying when it is not retryable. */
export const ConnectRefusal = ErrorBody;
export type ConnectRefusal = ErrorBody;

/** Far more than an agent keeps. */
const MAX_JOBS_IN_HELLO = 10_000;

/** First message after the connect. The reply tells which jobs to go on with. */
export const Hello = z.object({
  hostname: z.string().max(253),
  agentVersion: z.string().max(100),
  nodeVersion: z.string().max(100),
  engineMode: z.enum(['attached', 'managed']),
  /** Jobs that run on this host, or have ended with events that were not acknowledged yet. */
  jobs: z.array(z.object({ jobId: JobId, attempt: Counter, ended: z.boolean() })).max(MAX_JOBS_IN_HELLO),
});
export type Hello = z.infer<typeof Hello>;

export const HelloReply = z.object({
  hostName: z.string(),
  heartbeatSeconds: z.number(),
  /** The last inventory position that the API applied; absent if it has none: list. */
  applied: z.object({ epoch: z.string(), sequence: z.number().int() }).optional(),
});
export type HelloReply = z.infer<typeof HelloReply>;
