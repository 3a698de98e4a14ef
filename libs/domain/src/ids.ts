import { z } from 'zod';

/** Roadstead's own ids are UUIDs (version 7, so that they sort by creation). */
export const HostId = z.uuid().brand<'HostId'>();
export type HostId = z.infer<typeof HostId>;

export const JobId = z.uuid().brand<'JobId'>();
export type JobId = z.infer<typeof JobId>;

export const BatchId = z.uuid().brand<'BatchId'>();
export type BatchId = z.infer<typeof BatchId>;

export const UserId = z.uuid().brand<'UserId'>();
export type UserId = z.infer<typeof UserId>;

/** A container's id as the engine gives it: 64 hex digits. Unique on one host only. */
export const ContainerId = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a container id is 64 hex digits')
  .brand<'ContainerId'>();
export type ContainerId = z.infer<typeof ContainerId>;
