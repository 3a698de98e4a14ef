import { listedRepository } from '@roadstead/domain';
import { Prisma } from '../platform/prisma/generated/client.js';

/** References with any tag of the repository, by whichever of its names. @throws RoadsteadError `reference.malformed` */
export function ofRepository(reference: Prisma.Sql, repository: string): Prisma.Sql {
  return Prisma.sql`starts_with(lower(${reference}), ${`${listedRepository(repository)}:`})`;
}
