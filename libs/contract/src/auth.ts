import { Role, UserId } from '@roadstead/domain';
import { z } from 'zod';
import { Timestamp } from './paging.js';

export const LoginBody = z.object({ username: z.string().min(1).max(200), password: z.string().min(1).max(1000) });
export type LoginBody = z.infer<typeof LoginBody>;

export const CurrentUser = z.object({ id: UserId, username: z.string(), role: Role });
export type CurrentUser = z.infer<typeof CurrentUser>;

export const CreateApiTokenBody = z.object({
  name: z.string().min(1).max(100),
  role: Role.default('viewer'),
  expiresInDays: z.number().int().min(1).max(3650).default(90),
});
export const ApiToken = z.object({
  id: z.uuid(),
  name: z.string(),
  role: Role,
  createdAt: Timestamp,
  expiresAt: Timestamp.optional(),
  lastUsedAt: Timestamp.optional(),
});
export type ApiToken = z.infer<typeof ApiToken>;
/** The only reply that ever carries the token itself. */
export const CreatedApiToken = ApiToken.extend({ token: z.string() });
export type CreatedApiToken = z.infer<typeof CreatedApiToken>;
