import { RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';
import { Prisma } from '../prisma/generated/client.js';

/**
 * Paging by keyset: a page begins after the sort key and the tie-breakers of the last row before it, so that rows which
 * come and go meanwhile neither repeat nor hide others. The cursor holds them as text, as Postgres wrote it.
 */
const Cursor = z.array(z.string()).min(2).max(4);

function writeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * The first page of the rows, and the cursor of the next: there is one if there are more rows, so one more is asked for.
 * @param key of the last row of the page, as `afterCursor` reads it
 */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  key: (last: Row) => readonly string[],
): { rows: Row[]; nextCursor: string | undefined } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { rows: shown, nextCursor: hasMore ? writeCursor(key(last)) : undefined };
}

/**
 * The condition for rows after the cursor; always true without one.
 * @param columns what is sorted by: key first, then what makes it unique; with the Postgres type to read the text back
 * @throws RoadsteadError `request.invalid` for a cursor that no list has given
 */
export function afterCursor(
  cursor: string | undefined,
  order: 'asc' | 'desc',
  columns: readonly { expression: Prisma.Sql; type: string }[],
): Prisma.Sql {
  if (cursor === undefined) return Prisma.sql`TRUE`;
  const values = readCursor(cursor);
  if (values.length !== columns.length) throw invalidCursor();
  const left = Prisma.join(columns.map(({ expression }) => expression));
  const right = Prisma.join(columns.map(({ type }, i) => Prisma.sql`CAST(${values[i]} AS ${Prisma.raw(type)})`));
  return Prisma.sql`(${left}) ${Prisma.raw(order === 'asc' ? '>' : '<')} (${right})`;
}

/** @throws RoadsteadError `request.invalid` for a cursor that no list has given */
export function readCursor(text: string): string[] {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw invalidCursor();
  }
}

function invalidCursor(): RoadsteadError {
  return new RoadsteadError('request.invalid', { problem: 'cursor: this is not a cursor that a list has given' });
}

/** A pattern for LIKE that finds the text itself anywhere, in lower case. */
export function containsPattern(text: string): string {
  return `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
}
