/** A URL for the words of an error: without what may be a secret, a password or a signature in the query. */
export function shownUrl({ origin, pathname }: URL): string {
  return origin + pathname;
}
