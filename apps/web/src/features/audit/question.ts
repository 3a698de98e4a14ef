/** What the placements can be narrowed by; the names are those of REST. `q` is the search field. */
export const FILTER_FIELDS = [
  'image',
  'repository',
  'tag',
  'digest',
  'layer',
  'base',
  'label',
  'hostLabel',
  'host',
  'container',
] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];
export type Filter = Partial<Record<FilterField | 'q', string>>;

export type TimeProblem = 'malformed' | 'future' | 'inverted';

/** A moment, a span [from, to) with either end open, or neither: now. */
export type When =
  | { readonly type: 'now' }
  | { readonly type: 'moment'; readonly asOf: string }
  | { readonly type: 'span'; readonly from?: string; readonly to?: string };

type Get = (name: string) => string | undefined;

/** The filter that an address has. */
export function filterOf(get: Get): Filter {
  const filter: Filter = {};
  for (const field of [...FILTER_FIELDS, 'q'] as const) {
    const value = get(field);
    if (value !== undefined) filter[field] = value;
  }
  return filter;
}

/** The one reference with tag that a filter asks about, as hosts list it. */
export function tagOf({ repository, tag, image }: Filter): string | undefined {
  if (repository !== undefined && tag !== undefined) return `${repository}:${tag}`;
  return image !== undefined && /^[^@]+:[^/:@]+$/.test(image) && !image.startsWith('sha256:') ? image : undefined;
}

/** The time that an address asks about. A moment goes before a span. */
export function whenOf(get: Get): When {
  const asOf = get('asOf');
  if (asOf !== undefined) return { type: 'moment', asOf };
  const [from, to] = [get('from'), get('to')];
  return from === undefined && to === undefined ? { type: 'now' } : { type: 'span', from, to };
}

/** The parameters of REST for a time. */
export function timeQuery(when: When): { asOf?: string; from?: string; to?: string } {
  switch (when.type) {
    case 'now':
      return {};
    case 'moment':
      return { asOf: when.asOf };
    case 'span':
      return { from: when.from, to: when.to };
  }
}

/** Why the fleet cannot be asked about that time. `nowMs`: by the control plane's clock, milliseconds since 1970. */
export function timeProblem(when: When, nowMs: number): TimeProblem | undefined {
  const { asOf, from, to } = timeQuery(when);
  const moments = [asOf, from, to].filter((each) => each !== undefined).map((each) => Date.parse(each));
  if (moments.some(Number.isNaN)) return 'malformed';
  if ([asOf, from, to].some((each) => each !== undefined && Date.parse(each) > nowMs)) return 'future';
  if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)) return 'inverted';
  return undefined;
}

/** As a field for date and time has it: in the reader's zone, to the second. */
export function toLocalInput(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** The moment that was typed; undefined while it is not one. */
export function fromLocalInput(text: string): string | undefined {
  const at = new Date(text);
  return text === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** Of a page of the audit with a question. */
export function questionHref(page: string, question: Readonly<Record<string, string | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(question)) if (value !== undefined) search.set(name, value);
  return search.size === 0 ? page : `${page}?${search}`;
}
