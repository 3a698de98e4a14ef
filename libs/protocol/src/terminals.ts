import { ContainerId, TerminalEnd, TerminalId, TerminalRecord, TerminalSize, TerminalTarget } from '@roadstead/domain';
import { z } from 'zod';

/**
 * A terminal lives at the agent, so that it outlives pages, API processes and the network between them. It is opened and
 * ended by command; its bytes go over a WebSocket that the agent dials for each page that shows it (`terminal.attach`).
 */
export const TerminalOpen = z.object({
  terminalId: TerminalId,
  containerId: ContainerId,
  openedBy: TerminalRecord.shape.openedBy,
  target: TerminalTarget,
  size: TerminalSize,
});
export type TerminalOpen = z.infer<typeof TerminalOpen>;

/**
 * The agent acknowledges when it has the terminal, and dials `AGENT_PATHS.duplex` with the one-time ticket. The messages
 * are those of libs/domain, terminal-channel.ts. Whoever showed it before is told that it has moved.
 */
export const TerminalAttach = z.object({
  ticket: z.string(),
  terminalId: TerminalId,
  userId: z.uuid(),
  size: TerminalSize,
  /** Where the page's output ends; absent, or gone from what is kept: as much as is kept. */
  position: z.number().int().nonnegative().optional(),
});
export type TerminalAttach = z.infer<typeof TerminalAttach>;

export const TerminalList = z.object({ terminals: z.array(TerminalRecord) });

export const TerminalClose = z.object({ terminalId: TerminalId, closedBy: z.string().max(200) });

/** Programs of the container that are shells by their names; its own terminal, if it has one. */
export const TerminalChoices = z.object({
  shells: z.array(z.string()),
  hasTty: z.boolean(),
  /** Of `Config.User`; empty: root. */
  user: z.string(),
});
export type TerminalChoices = z.infer<typeof TerminalChoices>;

/** Told once it has ended, and again until it is acknowledged: at least once. */
export const TerminalEnded = z.object({
  terminal: TerminalRecord.extend({ end: TerminalEnd }),
  /** Who ended it, for `closed`. */
  closedBy: z.string().max(200).optional(),
});
export type TerminalEnded = z.infer<typeof TerminalEnded>;
