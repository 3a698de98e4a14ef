import { listedRepository } from '@roadstead/domain';
import { Prisma } from '../platform/prisma/generated/client.js';

/** A time by a host's clock as one by the control plane's. */
export function settled(time: Prisma.Sql, clockOffsetMs: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${time} - coalesce(${clockOffsetMs}, 0) * interval '1 millisecond')`;
}

/** References with any tag of the repository, by whichever of its names. @throws RoadsteadError `reference.malformed` */
export function ofRepository(reference: Prisma.Sql, repository: string): Prisma.Sql {
  return Prisma.sql`starts_with(lower(${reference}), ${`${listedRepository(repository)}:`})`;
}
