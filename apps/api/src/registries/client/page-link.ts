/** The target of a `Link` header's `rel="next"`. */
const NEXT = /<([^>]*)>\s*;\s*rel="?next"?/i;

/** The query with which a registry asks for its next page; each registry has its own way to say where that begins. */
export function nextPage(link: string | undefined, asked: URL): string | undefined {
  const target = NEXT.exec(link ?? '')?.[1];
  if (target === undefined || !URL.canParse(target, asked.href)) return undefined;
  return new URL(target, asked).search.slice(1) || undefined;
}

/** The query of a page. `after`: what `nextPage` gave before. */
export function pageQuery(limit: number, after: string | undefined): URLSearchParams {
  const query = new URLSearchParams(after);
  query.set('n', String(limit));
  return query;
}

/**
 * A page of a list that a registry gave whole although it was asked for a part (as CNCF Distribution 2 does with tags).
 * @param names as they came
 */
export function pageOfWhole(
  names: readonly string[],
  query: URLSearchParams,
  limit: number,
): { names: string[]; next?: string } {
  const last = query.get('last');
  const sorted = [...names].sort();
  const from = last === null ? 0 : sorted.findIndex((name) => name > last);
  const page = from < 0 ? [] : sorted.slice(from, from + limit);
  const hasMore = from >= 0 && from + limit < sorted.length;
  const next = new URLSearchParams({ n: String(limit), last: page.at(-1) ?? '' });
  return { names: page, next: hasMore ? next.toString() : undefined };
}
