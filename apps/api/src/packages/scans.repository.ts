import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Job } from '@roadstead/contract';
import type { Digest, HostId, JobId } from '@roadstead/domain';
import type { PackageList, PackageReading } from '@roadstead/domain/packages';
import { ADVISORY_LOCKS } from '../platform/database/advisory-locks.js';
import { storableJson, storableText } from '../platform/database/storable.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** Where an image can be read. */
export interface ImagePlace {
  readonly imageId: Digest;
  readonly hostId: HostId;
  readonly hostName: string;
}

/** Images that were read, and where others can be. */
@Injectable()
export class ScansRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** In one transaction and a fixed number of statements, whatever the image holds. */
  async store(reading: PackageReading, list: PackageList, { hostId, id }: Pick<Job, 'hostId' | 'id'>): Promise<void> {
    const rows = keyed(list);
    const column = (pick: (row: (typeof rows)[number]) => string | undefined) =>
      rows.map((row) => storableText(pick(row) ?? ''));
    const keys = rows.map(({ key }) => key);
    const { imageId, databases, distribution = null } = reading;
    const isReadable = databases.length === 0 || databases.some(({ isRead }) => isRead);
    await this.prisma.$transaction(async (database) => {
      await database.$executeRaw`SELECT pg_advisory_xact_lock_shared(${ADVISORY_LOCKS.packages}::bigint)`;
      const [scan] = await database.$queryRaw<{ number: number }[]>`
        INSERT INTO image_package_scans (image_id, host_id, job_id, databases, distribution, packages, is_readable)
        VALUES (${imageId}, ${hostId}::uuid, ${id}::uuid, ${storableJson(databases)}::jsonb,
          nullif(${storableJson(distribution)}::jsonb, 'null'), ${rows.length}, ${isReadable})
        ON CONFLICT (image_id) DO UPDATE SET scanned_at = now(), host_id = EXCLUDED.host_id, job_id = EXCLUDED.job_id,
          databases = EXCLUDED.databases, distribution = EXCLUDED.distribution, packages = EXCLUDED.packages,
          is_readable = EXCLUDED.is_readable
        RETURNING number`;
      // In the order of their keys, so that no two transactions wait for each other.
      await database.$executeRaw`
        INSERT INTO packages (key, ecosystem, name, version, architecture, source, source_version, license)
        SELECT key, ecosystem, name, version, nullif(architecture, ''), nullif(source, ''), nullif(source_version, ''),
          nullif(license, '')
        FROM unnest(${keys}::text[], ${column((row) => row.ecosystem)}::text[], ${column((row) => row.name)}::text[],
          ${column((row) => row.version)}::text[], ${column((row) => row.architecture)}::text[],
          ${column((row) => row.source)}::text[], ${column((row) => row.sourceVersion)}::text[],
          ${column((row) => row.license)}::text[])
          AS new (key, ecosystem, name, version, architecture, source, source_version, license)
        WHERE NOT EXISTS (SELECT FROM packages known WHERE known.key = new.key)
        ORDER BY key ON CONFLICT (key) DO NOTHING`;
      await database.$executeRaw`DELETE FROM image_packages WHERE scan_number = ${scan?.number}`;
      await database.$executeRaw`
        INSERT INTO image_packages (package_id, scan_number)
        SELECT id, ${scan?.number}::int FROM packages WHERE key = ANY(${keys}::text[])`;
    });
  }

  /**
   * Looks at so many packages after one, and removes those of them that no image has any more: a second reading of it found another
   * version. While a reading is being stored it does nothing.
   * @returns how many went, and after which to go on; undefined at the end of the table
   */
  async removeUnheld(after: bigint, limit: number): Promise<{ removed: number; last: bigint | undefined }> {
    return this.prisma.$transaction(async (database) => {
      const [lock] = await database.$queryRaw<{ isTaken: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCKS.packages}::bigint) AS "isTaken"`;
      if (lock?.isTaken !== true) return { removed: 0, last: after };
      const [row] = await database.$queryRaw<{ removed: number; looked: number; last: bigint | null }[]>`
        WITH looked AS MATERIALIZED (SELECT id FROM packages WHERE id > ${after} ORDER BY id LIMIT ${limit}),
        gone AS (
          DELETE FROM packages p USING looked WHERE p.id = looked.id
            AND NOT EXISTS (SELECT FROM image_packages held WHERE held.package_id = p.id) RETURNING p.id
        )
        SELECT (SELECT count(*)::int FROM gone) AS removed, count(*)::int AS looked, max(id) AS last FROM looked`;
      const { removed = 0, looked = 0, last = null } = row ?? {};
      return { removed, last: looked < limit ? undefined : (last ?? undefined) };
    });
  }

  /** Hosts that are online and have one of the images. */
  places(imageIds: readonly Digest[]): Promise<ImagePlace[]> {
    return this.prisma.$queryRaw<ImagePlace[]>`
      SELECT hi.image_id AS "imageId", h.id AS "hostId", h.name AS "hostName"
      FROM host_images hi JOIN hosts h ON h.id = hi.host_id
      WHERE h.status = 'online' AND hi.image_id = ANY(${[...imageIds]}::text[]) ORDER BY h.name`;
  }

  /** Those of them that are in the fleet, or were. */
  async known(imageIds: readonly Digest[]): Promise<Set<Digest>> {
    const rows = await this.prisma.$queryRaw<{ id: Digest }[]>`
      SELECT id FROM images WHERE id = ANY(${[...imageIds]}::text[])`;
    return new Set(rows.map(({ id }) => id));
  }

  /**
   * Images on a host that nobody has read, in no order.
   * @param running only those that a container runs on
   * @param since leaves out those for which a reading was asked since then
   */
  async unread(running: boolean, since?: Date): Promise<Digest[]> {
    const isUsed = Prisma.sql`EXISTS (SELECT FROM containers c WHERE c.image_id = i.image_id AND c.state IN ('running', 'paused'))`;
    const wasTried = Prisma.sql`EXISTS (SELECT FROM jobs j WHERE j.kind = 'image.scan-packages'
      AND j.params->>'imageId' = i.image_id AND j.created_at > ${since ?? new Date()})`;
    const rows = await this.prisma.$queryRaw<{ id: Digest }[]>`
      SELECT i.image_id AS id FROM (SELECT DISTINCT image_id FROM host_images) i
      WHERE NOT EXISTS (SELECT FROM image_package_scans s WHERE s.image_id = i.image_id)
        AND ${running ? isUsed : Prisma.sql`TRUE`} AND ${since === undefined ? Prisma.sql`TRUE` : Prisma.sql`NOT ${wasTried}`}`;
    return rows.map(({ id }) => id);
  }

  /** Readings that have not ended. */
  active(): Promise<{ imageId: Digest; hostId: HostId; jobId: JobId }[]> {
    return this.prisma.$queryRaw`
      SELECT params->>'imageId' AS "imageId", host_id AS "hostId", id AS "jobId" FROM jobs
      WHERE kind = 'image.scan-packages' AND state IN ('queued', 'waiting-for-host', 'running', 'interrupted')`;
  }
}

function keyed(list: PackageList) {
  const rows = new Map<string, PackageList[number] & { key: string }>();
  for (const each of list) {
    const { ecosystem, name, version, architecture, source, sourceVersion, license } = each;
    const parts = [ecosystem, name, version, architecture, source, sourceVersion, license].map((part) => part ?? '');
    const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    rows.set(key, { ...each, key });
  }
  return [...rows.values()];
}
