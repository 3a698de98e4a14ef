import { GitHost } from '@roadstead/domain';
import { z } from 'zod';
import { Timestamp } from './paging.js';

const editable = {
  name: z.string().trim().min(1, 'a credential needs a name').max(100),
  host: GitHost,
  /** Of hosts that take tokens alone any name will do, e.g. `git`. */
  username: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .regex(/^[^:\p{Cc}]+$/u, 'a user name has no colon and no control characters'),
  /** Sends it also where everybody on the way can read it. */
  allowHttp: z.boolean().default(false),
  /** Who may use it in a build; empty: everybody who may run jobs. */
  allowedUsers: z.array(z.string().min(1).max(100)).max(1000).default([]),
};

/** The password or access token: taken, encrypted, never given out again. */
const Password = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^\P{Cc}+$/u, 'a password has no line breaks and no other control characters');

export const CreateGitCredentialBody = z.object({ ...editable, password: Password });
export type CreateGitCredentialBody = z.input<typeof CreateGitCredentialBody>;

/** What is absent stays. Another host or user name asks for the password again: it goes nowhere but where it was meant for. */
export const UpdateGitCredentialBody = z.object({
  name: editable.name.optional(),
  host: editable.host.optional(),
  username: editable.username.optional(),
  password: Password.optional(),
  allowHttp: z.boolean().optional(),
  allowedUsers: z.array(z.string().min(1).max(100)).max(1000).optional(),
});
export type UpdateGitCredentialBody = z.input<typeof UpdateGitCredentialBody>;

/** For repositories of a Git host that are fetched over HTTP. */
export const GitCredential = z.object({
  id: z.uuid(),
  name: z.string(),
  host: z.string(),
  username: z.string(),
  allowHttp: z.boolean(),
  allowedUsers: z.array(z.string()),
  createdBy: z.string(),
  createdAt: Timestamp,
});
export type GitCredential = z.infer<typeof GitCredential>;
