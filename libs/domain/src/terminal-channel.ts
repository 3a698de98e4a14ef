import { z } from 'zod';
import { TerminalEnd, TerminalRecord, TerminalSize } from './terminal.js';

/**
 * What goes over a terminal's WebSocket, the same from the page to the agent; the API in between passes messages on.
 * Binary messages are bytes: keys one way, output the other. Text messages are the JSON below.
 *
 * Output has a position: the number of bytes that came before it. After `attached` come the bytes from its `position` on.
 * The page tells what it has drawn (`drawn`), the agent what the terminal has taken (`taken`); neither sends more than
 * the window beyond that.
 */
export const TERMINAL_WINDOW_BYTES = 128 * 1024;
export const TERMINAL_INPUT_WINDOW_BYTES = 64 * 1024;
/** The longest message either way. */
export const TERMINAL_MAX_MESSAGE_BYTES = 64 * 1024;

/** From the page. */
export const TerminalAsk = z.discriminatedUnion('type', [
  z.object({ type: z.literal('resize'), ...TerminalSize.shape }),
  z.object({ type: z.literal('drawn'), bytes: z.number().int().positive() }),
  /** Somebody is still there, although no key comes. */
  z.object({ type: z.literal('stay') }),
]);
export type TerminalAsk = z.infer<typeof TerminalAsk>;

/** From the agent; `failed` also from the API, which then closes. */
export const TerminalTold = z.discriminatedUnion('type', [
  /** `replayed`: so many of the bytes that follow were written before; what they ask of a terminal is not to be answered. */
  z.object({
    type: z.literal('attached'),
    terminal: TerminalRecord,
    position: z.number().int(),
    replayed: z.number().int(),
  }),
  z.object({ type: z.literal('taken'), bytes: z.number().int() }),
  /** Without a key the terminal ends in so many seconds; `undefined`: there was one, and all is well. */
  z.object({ type: z.literal('idle'), seconds: z.number().int().optional() }),
  /** Another page shows it now. */
  z.object({ type: z.literal('moved') }),
  z.object({ type: z.literal('ended'), end: TerminalEnd }),
  z.object({
    type: z.literal('failed'),
    error: z.object({
      code: z.string(),
      message: z.string(),
      detail: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  }),
]);
export type TerminalTold = z.infer<typeof TerminalTold>;
