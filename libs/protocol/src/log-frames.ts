import { z } from 'zod';

/**
 * The log as a page looks at it: Docker's own framing (8 bytes of header: kind, three zeros, big-endian length; then the
 * payload), one frame for each entry of the log, its payload beginning with the moment in RFC 3339 of fixed length and a
 * space. A line of more than 16 KiB is several entries, of which only the last ends with a line feed. A terminal's log
 * comes in frames too. Besides the engine's kinds there is the notice.
 */
export const LOG_FRAMES_MEDIA_TYPE = 'application/vnd.roadstead.log-frames';

export const FRAME_HEADER_BYTES = 8;
export const FRAME_KIND = { stdout: 1, stderr: 2, engineError: 3, notice: 8 } as const;

/** `2026-11-22T10:00:00.000000000Z`: moments compare as text. */
export const LOG_MOMENT_LENGTH = 30;

/**
 * `live`: all that was written before is in; from here on lines come as they are written. `skipped`: so many lines were
 * written that this viewer did not take in time, and they are not sent.
 */
export const LogNotice = z.discriminatedUnion('type', [
  z.object({ type: z.literal('live') }),
  z.object({ type: z.literal('skipped'), lines: z.number().int().positive() }),
]);
export type LogNotice = z.infer<typeof LogNotice>;
