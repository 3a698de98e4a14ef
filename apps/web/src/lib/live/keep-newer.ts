import { replaceEqualDeep } from '@tanstack/react-query';
import type { Pages, RowKind } from './apply-rows';

/**
 * For `structuralSharing` of a query: an answer that was read before a delta arrived must not undo it. Rows that did not
 * change keep their identity, so that they are not drawn again.
 */
export function keepNewerRow<T>(kind: RowKind<T>) {
  return (known: unknown, fetched: unknown): unknown => {
    if (known === undefined) return fetched;
    return kind.isNewer(known as T, fetched as T) ? known : replaceEqualDeep(known, fetched);
  };
}

export function keepNewerRows<T>(kind: RowKind<T>) {
  return (known: unknown, fetched: unknown): unknown => {
    if (known === undefined) return fetched;
    return replaceEqualDeep(known, pickNewer(fetched as T[], indexed(known as T[], kind), kind));
  };
}

export function keepNewerPages<T>(kind: RowKind<T>) {
  return (known: unknown, fetched: unknown): unknown => {
    if (known === undefined) return fetched;
    const rows = indexed(
      (known as Pages<T>).pages.flatMap((page) => page.items),
      kind,
    );
    const { pages, pageParams } = fetched as Pages<T>;
    const kept = pages.map((page) => ({ ...page, items: pickNewer(page.items, rows, kind) }));
    return replaceEqualDeep(known, { pages: kept, pageParams });
  };
}

function indexed<T>(rows: T[], kind: RowKind<T>): Map<string, T> {
  return new Map(rows.map((row) => [kind.key(row), row]));
}

function pickNewer<T>(fetched: T[], known: Map<string, T>, kind: RowKind<T>): T[] {
  return fetched.map((row) => {
    const held = known.get(kind.key(row));
    return held !== undefined && kind.isNewer(held, row) ? held : row;
  });
}
