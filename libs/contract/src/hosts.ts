import { EngineFacts, EngineState, HostId, HostStatus, Labels } from '@roadstead/domain';
import { z } from 'zod';
import { Timestamp } from './paging.js';

export const Host = z.object({
  id: HostId,
  name: z.string(),
  labels: Labels,
  status: HostStatus,
  /** Last heard from the agent; absent if it never connected. */
  lastHeardAt: Timestamp.optional(),
  /** The inventory below is what the engine held at this moment; absent before the first list. */
  dataAsOf: Timestamp.optional(),
  /** Host clock minus control plane clock, milliseconds. */
  clockOffsetMs: z.number().optional(),
  engineState: EngineState,
  engineError: z.string().optional(),
  engine: EngineFacts.optional(),
  agentVersion: z.string().optional(),
  agentRssBytes: z.number().optional(),
  address: z.string().optional(),
  createdAt: Timestamp,
  counts: z.object({
    running: z.number().int(),
    containers: z.number().int(),
    unhealthy: z.number().int(),
    images: z.number().int(),
    activeJobs: z.number().int(),
  }),
  /** Rises with every change of this row; of two versions of a row the higher revision is the newer. */
  revision: z.number().int(),
});
export type Host = z.infer<typeof Host>;

export const UpdateHostBody = z.object({
  name: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'letters, digits, dots, dashes and underscores, at most 63')
    .optional(),
  labels: Labels.optional(),
});
export type UpdateHostBody = z.infer<typeof UpdateHostBody>;

export const CreateJoinTokenBody = z.object({
  expiresInMinutes: z.number().int().min(1).max(10_080).default(60),
  /** Hosts that may enrol with it. */
  uses: z.number().int().min(1).max(1000).default(1),
  labels: Labels.default({}),
});
export type CreateJoinTokenBody = z.input<typeof CreateJoinTokenBody>;

export const CreatedJoinToken = z.object({
  id: z.uuid(),
  /** Shown once. */
  token: z.string(),
  expiresAt: Timestamp,
  /** The command line to run on the new host. */
  command: z.string(),
});
export type CreatedJoinToken = z.infer<typeof CreatedJoinToken>;
