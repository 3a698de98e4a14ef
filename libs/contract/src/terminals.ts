import { TerminalRecord, TerminalSize, TerminalTarget } from '@roadstead/domain';
import { z } from 'zod';

export const OpenTerminalBody = z.object({ target: TerminalTarget, size: TerminalSize });
export type OpenTerminalBody = z.infer<typeof OpenTerminalBody>;

export const Terminal = TerminalRecord;
export type Terminal = z.infer<typeof Terminal>;

export const TerminalsOfContainer = z.object({ terminals: z.array(Terminal) });

export const TerminalChoicesReply = z.object({
  /** Shells that the container has, the most comfortable first. */
  shells: z.array(z.string()),
  /** Whether it was started with a terminal of its own, which can be attached to. */
  hasTty: z.boolean(),
  /** As whom its commands run unless another user is named; empty: root. */
  user: z.string(),
});
export type TerminalChoicesReply = z.infer<typeof TerminalChoicesReply>;

export const TerminalStreamQuery = z.object({
  columns: z.coerce.number().pipe(TerminalSize.shape.columns),
  rows: z.coerce.number().pipe(TerminalSize.shape.rows),
  position: z.coerce.number().int().nonnegative().optional(),
});
export type TerminalStreamQuery = z.infer<typeof TerminalStreamQuery>;
