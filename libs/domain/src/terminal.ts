import { z } from 'zod';
import { ContainerId } from './ids.js';

export const TerminalId = z.uuid().brand<'TerminalId'>();
export type TerminalId = z.infer<typeof TerminalId>;

export const TerminalSize = z.object({
  columns: z.number().int().min(1).max(1000),
  rows: z.number().int().min(1).max(500),
});
export type TerminalSize = z.infer<typeof TerminalSize>;

/** A word of a command, a path or the like: what no C string can hold would be cut off unseen. */
const Text = z
  .string()
  .max(4096)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that character is what is refused
  .regex(/^[^\u0000]*$/, 'has a NUL character in it');

/** What a terminal is on: a command run in the container for it, or the terminal that the container was started with. */
export const TerminalTarget = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('exec'),
    /** The program and its arguments; no shell reads them. */
    command: z
      .array(Text)
      .min(1)
      .max(100)
      .refine(([program]) => program?.trim() !== '', 'names no program'),
    /** As after `docker exec --user`; absent: the container's own. */
    user: Text.min(1).max(200).optional(),
    /** Absolute path; absent: the container's own. */
    workdir: Text.startsWith('/', 'must begin with a slash').optional(),
    /** `NAME=value` each; they may be secrets and are never recorded. */
    env: z
      .array(Text.regex(/^[^=]+=/, 'is not NAME=value'))
      .max(100)
      .default([]),
  }),
  z.object({ kind: z.literal('attach') }),
]);
export type TerminalTarget = z.infer<typeof TerminalTarget>;

/**
 * Why a terminal has ended. `exited`: its process has, or for `attach` the container's. `stopped`: the container is not
 * running any more. `closed`: somebody ended it. `idle`: no key for too long. `abandoned`: nobody came back to it in
 * time. `lost`: its agent was restarted.
 */
export const TerminalEndReason = z.enum(['exited', 'stopped', 'closed', 'idle', 'abandoned', 'lost']);
export type TerminalEndReason = z.infer<typeof TerminalEndReason>;

export const TerminalEnd = z.object({
  reason: TerminalEndReason,
  /** Of the process, where the engine says it. */
  exitCode: z.number().int().optional(),
  at: z.iso.datetime({ offset: true }),
});
export type TerminalEnd = z.infer<typeof TerminalEnd>;

/** A terminal as the agent that keeps it knows it. Times are ISO 8601 by the host's clock. */
export const TerminalRecord = z.object({
  id: TerminalId,
  containerId: ContainerId,
  /** Who may come back to it. */
  openedBy: z.object({ userId: z.uuid(), username: z.string().max(200) }),
  openedAt: z.iso.datetime({ offset: true }),
  kind: z.enum(['exec', 'attach']),
  /** Empty for `attach`. */
  command: z.array(z.string().max(4096)).max(100),
  user: z.string().max(200).optional(),
  /** False for an attach to a container whose stdin is not open: keys go nowhere. */
  takesInput: z.boolean(),
  /** Whether a page shows it now. */
  isShown: z.boolean(),
  end: TerminalEnd.optional(),
});
export type TerminalRecord = z.infer<typeof TerminalRecord>;
