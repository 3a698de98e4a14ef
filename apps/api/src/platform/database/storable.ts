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
