const SHORT_LENGTH = 12;

/** The first 12 hex digits of a digest or container id, as Docker prints them. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, SHORT_LENGTH);
}
