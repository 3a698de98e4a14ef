/** An escaped backslash, or the escape of what Postgres cannot hold: NUL and halves of surrogate pairs. */
const NOT_STORABLE = /(\\\\)|\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/** JSON for a `jsonb` column, whatever an agent put into its strings: what Postgres cannot hold becomes U+FFFD. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value).replace(NOT_STORABLE, (_escape, backslash?: string) => backslash ?? '\\ufffd');
}

/** Text for a `text` column, likewise. */
export function storableText(text: string): string {
  return text.replaceAll('\u0000', '\ufffd');
}

const EARLIEST = '0001-01-01T00:00:00Z';
/** A year before what a date of Postgres' driver can hold: times are still moved by what a host's clock is off. */
const LATEST = '9998-12-31T23:59:59Z';
/** What Postgres reads as it is, to the nanosecond: far from both ends of time, and no further from Greenwich than land. */
const PLAIN_TIME = /^(?!000[01]|999[89])\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):\d\d)$/;

/** ISO 8601 for a `timestamptz` column, whatever an agent says the time was: between the years 1 and 9998. */
export function storableTime(text: string): string {
  if (PLAIN_TIME.test(text)) return text;
  const ms = Date.parse(text);
  if (!(ms > Date.parse(EARLIEST))) return EARLIEST;
  return ms < Date.parse(LATEST) ? new Date(ms).toISOString() : LATEST;
}

const FIRST_MOMENT = '1970-01-01T00:00:00Z';

/** When something was seen, by whatever clock: as `storableTime`, and not before 1970. */
export function storableMoment(text: string): string {
  const time = storableTime(text);
  return Date.parse(time) < 0 ? FIRST_MOMENT : time;
}

/** A number of bytes for a `bigint` column, likewise: whole, and neither below nothing nor beyond what JavaScript counts. */
export function storableBytes(bytes: number): number {
  return Math.round(Math.min(Math.max(bytes, 0), Number.MAX_SAFE_INTEGER));
}
