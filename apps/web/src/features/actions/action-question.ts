import type { ActionFilter } from '@roadstead/contract';

/** Parts of the question that are chosen on the page from what an action says; each is shown with a way to take it off. */
export const CHIPS = ['actor', 'address', 'target'] as const satisfies readonly (keyof ActionFilter)[];
export type Chip = (typeof CHIPS)[number];

const FIELDS = ['q', 'verb', 'outcome', 'from', 'to', ...CHIPS] as const satisfies readonly (keyof ActionFilter)[];

/** In the address, beside the question: the entry that is shown. */
export const ENTRY = 'entry';

/** The filter that an address has; what REST would refuse as malformed is left out. */
export function actionFilterOf(get: (name: string) => string | undefined): Partial<ActionFilter> {
  const filter: Record<string, string> = {};
  for (const field of FIELDS) {
    const value = get(field);
    if (value !== undefined) filter[field] = value;
  }
  if (!/^[a-z][a-z.-]{0,60}$/.test(filter.verb ?? 'a')) delete filter.verb;
  if (!['ok', 'failed'].includes(filter.outcome ?? 'ok')) delete filter.outcome;
  for (const end of ['from', 'to']) if (Number.isNaN(Date.parse(filter[end] ?? '2026'))) delete filter[end];
  return filter as Partial<ActionFilter>;
}

/** A number of an action. */
export function entryOf(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{1,18}$/.test(text) ? text : undefined;
}

/** The page as it is, with an entry beside it. */
export function entryHref(id: string): string {
  const search = new URLSearchParams(window.location.search);
  search.set(ENTRY, id);
  return `/audit/actions/?${search}`;
}
