import type { OriginStatus } from '@roadstead/contract';
import { Prisma } from '../platform/prisma/generated/client.js';

/** What is known of where an image came from, as SQL. @param imageId an expression */
export function originStatus(imageId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`CASE
    WHEN EXISTS (SELECT FROM image_origins o WHERE o.image_id = ${imageId} AND o.relation = 'made') THEN 'made'
    WHEN EXISTS (SELECT FROM image_origins o WHERE o.image_id = ${imageId}) THEN 'came'
    ELSE 'unknown' END`;
}

/** The condition that an image's origin is of that status. */
export function hasOrigin(imageId: Prisma.Sql, status: OriginStatus): Prisma.Sql {
  return Prisma.sql`${originStatus(imageId)} = ${status}`;
}
