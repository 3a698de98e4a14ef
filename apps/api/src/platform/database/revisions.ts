import type { Database } from '../prisma/prisma.service.js';

/**
 * A revision for rows that are about to be read and are put together from several tables, so that no one table's
 * `revision` tells their age. Drawn before the read: of two such rows, the one with the higher revision shows all that
 * was committed before the other's was drawn.
 */
export async function drawRevision(database: Pick<Database, '$queryRaw'>): Promise<number> {
  const [row] = await database.$queryRaw<{ revision: bigint }[]>`SELECT nextval('revisions') AS revision`;
  return Number(row?.revision);
}
