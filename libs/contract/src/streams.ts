import { z } from 'zod';

/**
 * Following a log in the page: a WebSocket on the path of the logs route, same query. The server sends binary messages,
 * each a run of whole bytes of the log stream (frames may straddle messages), after one text message `LogStreamHeader`.
 * The client acknowledges consumed bytes with text messages `LogStreamCredit`; the server stops reading the host's stream
 * while more than `LOG_WINDOW_BYTES` are unacknowledged, so that a slow page slows only its own stream. At the end comes
 * a text message `LogStreamEnd`, then the close.
 */
export const LOG_WINDOW_BYTES = 1_048_576;

export const LogStreamHeader = z.object({ type: z.literal('header'), multiplexed: z.boolean() });
export const LogStreamCredit = z.object({ type: z.literal('credit'), bytes: z.number().int().positive() });
export const LogStreamEnd = z.object({
  type: z.literal('end'),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type LogStreamMessage = z.infer<typeof LogStreamHeader> | z.infer<typeof LogStreamEnd>;
