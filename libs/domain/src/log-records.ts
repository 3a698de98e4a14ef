import { z } from 'zod';
import { MAX_LOG_LINE_LENGTH } from './logs/line-limits.js';

/** A line as JSON, where a reader asks for pages or searches; `at`: RFC 3339 with nanoseconds, as the engine wrote it. */
export const LogEntry = z.object({
  at: z.string().max(40),
  stream: z.enum(['stdout', 'stderr']),
  /** As written, with its escape sequences. */
  text: z.string().max(MAX_LOG_LINE_LENGTH),
  /** Characters of the whole line, where it was cut. */
  length: z.number().int().optional(),
});
export type LogEntry = z.infer<typeof LogEntry>;

/** `hasOlder`, `hasNewer`: there are lines before the first, or after the last, within what was asked for. */
export const LogPage = z.object({ lines: z.array(LogEntry), hasOlder: z.boolean(), hasNewer: z.boolean() });
export type LogPage = z.infer<typeof LogPage>;

/**
 * What a search sends, one JSON object a line. `match` and `context` come in the order of the log; `spans`: where the text
 * was found, as pairs of begin and end. `gap`: lines between were left out. `progress` comes now and then; `end` is last,
 * and says why the search is over: all was read, the limit of matches or of time was reached.
 */
export const LogSearchRecord = z.discriminatedUnion('type', [
  LogEntry.extend({ type: z.literal('match'), spans: z.array(z.tuple([z.number().int(), z.number().int()])).max(100) }),
  LogEntry.extend({ type: z.literal('context') }),
  z.object({ type: z.literal('gap') }),
  z.object({
    type: z.literal('progress'),
    lines: z.number().int(),
    bytes: z.number().int(),
    matches: z.number().int(),
    at: z.string().optional(),
  }),
  z.object({
    type: z.literal('end'),
    reason: z.enum(['whole', 'limit', 'time']),
    lines: z.number().int(),
    matches: z.number().int(),
    at: z.string().optional(),
  }),
]);
export type LogSearchRecord = z.infer<typeof LogSearchRecord>;
