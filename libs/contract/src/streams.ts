import { ErrorBody } from '@roadstead/domain';
import { z } from 'zod';

/**
 * Following a log in the page: a WebSocket on the path of the logs route, same query. The server sends binary messages,
 * each a run of bytes of the log in frames (libs/protocol, log-frames.ts; a frame may straddle messages), after one text
 * message `LogStreamHeader`. Lines written while a follower is too slow are not sent: it is told how many.
 * The client acknowledges consumed bytes with text messages `LogStreamCredit`; the server stops reading the host's stream
 * while more than `LOG_WINDOW_BYTES` are unacknowledged, so that a slow page slows only its own stream. At the end comes
 * a text message `LogStreamEnd`, then the close.
 */
export const LOG_WINDOW_BYTES = 1_048_576;

export const LogStreamHeader = z.object({
  type: z.literal('header'),
  /** How far the host's clock is ahead of the control plane's. */
  hostClockOffsetMs: z.number().optional(),
});
export const LogStreamCredit = z.object({ type: z.literal('credit'), bytes: z.number().int().positive() });
export const LogStreamEnd = z.object({
  type: z.literal('end'),
  error: ErrorBody.optional(),
});
export type LogStreamMessage = z.infer<typeof LogStreamHeader> | z.infer<typeof LogStreamEnd>;
