import { z } from 'zod';

const Flag = z.enum(['true', 'false']);
const Moment = z.iso.datetime({ offset: true });

/** Which part of a log: of both streams, by time. `since` and `until` are by the control plane's clock, as everywhere. */
const LogPart = z.object({
  stdout: Flag.default('true'),
  stderr: Flag.default('true'),
  since: Moment.optional(),
  until: Moment.optional(),
});

export const LogsQuery = LogPart.extend({
  follow: Flag.default('false'),
  timestamps: Flag.default('false'),
  /** The moment of a line, by the clock of its host: that line and what follows it; in place of `since`. */
  after: Moment.optional(),
  tail: z.coerce.number().int().min(0).max(10_000_000).optional(),
  /** Sends the reply as a file to keep. */
  download: Flag.default('false'),
});
export type LogsQuery = z.infer<typeof LogsQuery>;

/** A container as `host id/container id`; given once for each. */
const ContainerKey = z.string().regex(/^[^/]{1,64}\/[0-9a-f]{12,64}$/);

export const MergedLogsQuery = LogPart.extend({
  container: z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(ContainerKey).min(1).max(20),
  ),
  download: Flag.default('false'),
});
export type MergedLogsQuery = z.infer<typeof MergedLogsQuery>;

/**
 * Lines around a moment: the last `before` of those before `at`, and the first `after` of those at it and later. Without
 * `at`: the end of the log for `before`, its beginning for `after`.
 */
export const LogPageQuery = LogPart.extend({
  at: Moment.optional(),
  before: z.coerce.number().int().min(0).max(2_000).default(0),
  after: z.coerce.number().int().min(0).max(2_000).default(0),
});
export type LogPageQuery = z.infer<typeof LogPageQuery>;

export const LogSearchQuery = LogPart.extend({
  /** A text; with `regex=true` a regular expression of RE2. */
  q: z.string().max(500).optional(),
  regex: Flag.default('false'),
  case: Flag.default('false'),
  /** Conditions on the fields of JSON lines, such as `level=error status>=500`. */
  where: z.string().max(500).optional(),
  context: z.coerce.number().int().min(0).max(20).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});
export type LogSearchQuery = z.infer<typeof LogSearchQuery>;
