import type { Container, Host, ImageSummary, Job, Page } from '@roadstead/contract';

/** Pages of a list as TanStack Query keeps them. */
export interface Pages<T> {
  pages: Page<T>[];
  pageParams: unknown[];
}

/** How rows of a kind are told apart, and which of two versions of a row is the newer. */
export interface RowKind<T> {
  key(row: T): string;
  /** Whether `next` may replace `known`: never with something older. */
  isNewer(next: T, known: T): boolean;
}

const byRevision = (next: { revision: number }, known: { revision: number }) => next.revision > known.revision;

export const HOST_ROWS: RowKind<Host> = { key: (host) => host.id, isNewer: byRevision };
export const IMAGE_ROWS: RowKind<ImageSummary> = { key: (image) => image.id, isNewer: byRevision };
export const containerKey = (container: { hostId: string; id: string }) => `${container.hostId}/${container.id}`;
export const CONTAINER_ROWS: RowKind<Container> = { key: containerKey, isNewer: byRevision };

/** Progress moves without a new revision; within a revision a later attempt, then a later sequence, is the newer. */
export const JOB_ROWS: RowKind<Job> = {
  key: (job) => job.id,
  isNewer: (next, known) => {
    if (next.revision !== known.revision) return next.revision > known.revision;
    if (next.attempt !== known.attempt) return next.attempt > known.attempt;
    return next.progressSequence > known.progressSequence;
  },
};

export interface Applied<Data> {
  data: Data;
  /** Rows that the data at hand did not hold. */
  unknown: number;
}

/** Puts newer rows in the place of those at hand. Returns the same array when nothing changed. */
export function applyRows<T>(known: T[], rows: readonly T[], kind: RowKind<T>): Applied<T[]> {
  const incoming = new Map(rows.map((row) => [kind.key(row), row]));
  let changed = false;
  const data = known.map((row) => {
    const next = incoming.get(kind.key(row));
    if (next === undefined) return row;
    incoming.delete(kind.key(row));
    if (!kind.isNewer(next, row)) return row;
    changed = true;
    return next;
  });
  return { data: changed ? data : known, unknown: incoming.size };
}

/** As `applyRows`, and rows not at hand are added at the end. */
export function mergeRows<T>(known: T[], rows: readonly T[], kind: RowKind<T>): T[] {
  const { data } = applyRows(known, rows, kind);
  const keys = new Set(known.map(kind.key));
  const added = rows.filter((row) => !keys.has(kind.key(row)));
  return added.length === 0 ? data : [...data, ...added];
}

export function removeRows<T>(known: T[], keys: ReadonlySet<string>, kind: RowKind<T>): T[] {
  const left = known.filter((row) => !keys.has(kind.key(row)));
  return left.length === known.length ? known : left;
}

export function applyToPages<T>(list: Pages<T>, rows: readonly T[], kind: RowKind<T>): Applied<Pages<T>> {
  const seen = new Set<string>();
  const pages = list.pages.map((page) => {
    const { data } = applyRows(page.items, rows, kind);
    for (const row of page.items) seen.add(kind.key(row));
    return data === page.items ? page : { ...page, items: data };
  });
  const changed = pages.some((page, index) => page !== list.pages[index]);
  const unknown = rows.filter((row) => !seen.has(kind.key(row))).length;
  return { data: changed ? { ...list, pages } : list, unknown };
}

export function removeFromPages<T>(list: Pages<T>, keys: ReadonlySet<string>, kind: RowKind<T>): Pages<T> {
  let removed = 0;
  const trimmed = list.pages.map((page) => {
    const items = removeRows(page.items, keys, kind);
    removed += page.items.length - items.length;
    return items === page.items ? page : { ...page, items };
  });
  if (removed === 0) return list;
  return { ...list, pages: trimmed.map((page) => ({ ...page, total: Math.max(0, page.total - removed) })) };
}
