import { Prisma } from '../prisma/generated/client.js';

const BYTES = 4;

/**
 * An aggregate: all values of an integer column as one `bytea`. To take a list of a hundred thousand numbers apart costs the
 * driver longer than to find them.
 */
export function packedIntegers(column: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`string_agg(int4send(${column}), '')`;
}

/** The values of any number of such columns, one after the other. */
export function unpackedIntegers(packed: readonly Buffer[]): Int32Array {
  const values = new Int32Array(packed.reduce((sum, { length }) => sum + length / BYTES, 0));
  let place = 0;
  for (const bytes of packed) {
    for (let at = 0; at < bytes.length; at += BYTES) values[place++] = bytes.readInt32BE(at);
  }
  return values;
}
