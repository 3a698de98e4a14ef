import { Injectable } from '@nestjs/common';
import type { FoundPackage, ImagePackages, PackageCarrier, PackageScan } from '@roadstead/contract';
import { type Digest, ErrorBody, JobId, JobState } from '@roadstead/domain';
import { Distribution, Ecosystem, PackageDatabase } from '@roadstead/domain/packages';
import { z } from 'zod';
import { KNOWN, KNOWN_UNTIL, RUN_COLUMNS } from '../placements/run-rows.js';
import { within } from '../placements/run-source.js';
import { OFFSET } from '../platform/database/host-offset.js';
import { afterCursor, containsPattern, writeCursor } from '../platform/database/keyset.js';
import { Questions } from '../platform/database/questions.js';
import type { QueryOf } from '../platform/http/route.js';
import { Prisma } from '../platform/prisma/generated/client.js';

interface PackageRow {
  id: bigint;
  ecosystem: string;
  name: string;
  version: string;
  architecture: string | null;
  source: string | null;
  source_version: string | null;
  license: string | null;
}

const PACKAGE = Prisma.sql`p.id, p.ecosystem, p.name, p.version, p.architecture, p.source, p.source_version, p.license`;

interface CarrierRow {
  hostId: string;
  hostName: string;
  containerId: string;
  containerName: string;
  imageId: string;
  imageReference: string;
  from: Date | null;
  isObserved: boolean;
  dataAsOf: Date | null;
}

/** `byName`: it was found by its own name, else by that of its source. */
export interface NamedPackage {
  readonly package: FoundPackage;
  readonly byName: boolean;
}

export interface ImageRow {
  id: Digest;
  references: string[];
  hosts: number;
  running: number;
  distribution: unknown;
  scannedAt: Date;
}

/** Containers whose packages are not known: images and containers, of those not read and of those that cannot be. */
export interface UnknownRow {
  isRead: boolean;
  images: number;
  containers: number;
}

/**
 * What runs, now or at a moment: host, container and image, as history tells it (decision 0028): whose end lies in a gap is
 * taken as it was last seen, and said to be unobserved.
 */
function runs(asOf: Date | undefined): Prisma.Sql {
  if (asOf === undefined) {
    return Prisma.sql`
      SELECT c.host_id, c.id AS container_id, c.name AS container_name, c.image_id, c.image_reference,
        c.started_at - ${OFFSET} AS started_at, h.status = 'online' AS is_observed
      FROM containers c JOIN hosts h ON h.id = c.host_id WHERE c.state IN ('running', 'paused')`;
  }
  return Prisma.sql`
    SELECT r.host_id, r.container_id, r.container_name, r.image_id, r.image_reference, r.started_at - r.ahead AS started_at,
      ${KNOWN_UNTIL} - r.ahead >= ${asOf}::timestamptz AS is_observed
    FROM (
      SELECT ${RUN_COLUMNS} FROM placements p JOIN hosts h ON h.id = p.host_id WHERE ${within({ type: 'moment', at: asOf })}
    ) AS r ${KNOWN}`;
}

@Injectable()
export class PackagesRepository {
  constructor(private readonly questions: Questions) {}

  /** Packages by name, or by that of their source, up to `limit`. @param name `*` and `?` are wildcards */
  async named(name: string, limit: number): Promise<NamedPackage[]> {
    const pattern = likePattern(name);
    const rows = await this.questions.$queryRaw<(PackageRow & { by_name: boolean })[]>`
      SELECT ${PACKAGE}, p.name LIKE ${pattern} AS by_name FROM packages p WHERE p.name LIKE ${pattern}
      UNION SELECT ${PACKAGE}, p.name LIKE ${pattern} FROM packages p WHERE p.source LIKE ${pattern} LIMIT ${limit}`;
    return rows.map((row) => ({ package: toPackage(row), byName: row.by_name }));
  }

  /** Which image has which of the packages, up to `limit`. */
  holdings(packageIds: readonly string[], limit: number): Promise<{ imageId: Digest; packageId: string }[]> {
    return this.questions.$queryRaw`
      SELECT image_id AS "imageId", package_id::text AS "packageId" FROM image_packages
      WHERE package_id = ANY(${packageIds.map(BigInt)}::bigint[]) LIMIT ${limit}`;
  }

  /** The images, those with most running containers first. */
  async images(imageIds: readonly Digest[], asOf: Date | undefined, limit: number): Promise<ImageRow[]> {
    return this.questions.$queryRaw<ImageRow[]>`
      WITH runs AS (${runs(asOf)}),
      counted AS (SELECT image_id, count(*)::int AS running FROM runs GROUP BY image_id),
      held AS (
        SELECT image_id, count(DISTINCT host_id)::int AS hosts,
          coalesce(array_agg(DISTINCT reference ORDER BY reference) FILTER (WHERE reference IS NOT NULL), '{}') AS names
        FROM host_images LEFT JOIN LATERAL unnest("references") AS reference ON TRUE
        WHERE image_id = ANY(${[...imageIds]}::text[]) GROUP BY image_id)
      SELECT s.image_id AS id, coalesce(held.names, '{}') AS "references", coalesce(held.hosts, 0) AS hosts,
        coalesce(counted.running, 0) AS running, s.distribution, s.scanned_at AS "scannedAt"
      FROM image_package_scans s LEFT JOIN held ON held.image_id = s.image_id LEFT JOIN counted ON counted.image_id = s.image_id
      WHERE s.image_id = ANY(${[...imageIds]}::text[])
      ORDER BY running DESC, hosts DESC, s.image_id LIMIT ${limit}`;
  }

  /** The containers of the images, in the order of hosts and names, with how many there are in all and on how many hosts. */
  async carriers(
    imageIds: readonly Digest[],
    { asOf, cursor, limit }: { asOf?: Date; cursor?: string; limit: number },
  ): Promise<{ items: Omit<PackageCarrier, 'packageIds'>[]; total: number; hosts: number; nextCursor?: string }> {
    const columns = [
      { expression: Prisma.sql`h.name`, type: 'text' },
      { expression: Prisma.sql`r.container_name`, type: 'text' },
      { expression: Prisma.sql`r.host_id`, type: 'uuid' },
      { expression: Prisma.sql`r.container_id`, type: 'text' },
    ];
    const from = Prisma.sql`(${runs(asOf)}) r JOIN hosts h ON h.id = r.host_id
      WHERE r.image_id = ANY(${[...imageIds]}::text[])`;
    const [rows, [count]] = await Promise.all([
      this.questions.$queryRaw<CarrierRow[]>`
        SELECT r.host_id AS "hostId", h.name AS "hostName", r.container_id AS "containerId",
          r.container_name AS "containerName", r.image_id AS "imageId", r.image_reference AS "imageReference",
          r.started_at AS "from", r.is_observed AS "isObserved", h.data_as_of AS "dataAsOf"
        FROM ${from} AND ${afterCursor(cursor, 'asc', columns)}
        ORDER BY ${Prisma.join(columns.map(({ expression }) => expression))} LIMIT ${limit + 1}`,
      this.questions.$queryRaw<{ total: number; hosts: number }[]>`
        SELECT count(*)::int AS total, count(DISTINCT r.host_id)::int AS hosts FROM ${from}`,
    ]);
    const items = rows.slice(0, limit).map(toCarrier);
    const last = items.at(-1);
    const nextCursor =
      rows.length > limit && last
        ? writeCursor([last.hostName, last.containerName, last.hostId, last.containerId])
        : undefined;
    return { items, total: count?.total ?? 0, hosts: count?.hosts ?? 0, nextCursor };
  }

  unknown(asOf: Date | undefined): Promise<UnknownRow[]> {
    return this.questions.$queryRaw<UnknownRow[]>`
      WITH used AS (SELECT image_id, count(*)::int AS containers FROM (${runs(asOf)}) r GROUP BY image_id)
      SELECT s.image_id IS NOT NULL AS "isRead", count(*)::int AS images, sum(u.containers)::int AS containers
      FROM used u LEFT JOIN image_package_scans s ON s.image_id = u.image_id
      WHERE s.image_id IS NULL OR NOT s.is_readable GROUP BY 1`;
  }

  async scan(imageId: Digest): Promise<PackageScan | undefined> {
    const [row] = await this.questions.$queryRaw<
      (Omit<PackageScan, 'scannedAt' | 'hostName'> & { scannedAt: Date; hostName: string | null })[]
    >`
      SELECT s.scanned_at AS "scannedAt", s.host_id AS "hostId", h.name AS "hostName", s.job_id AS "jobId", s.databases,
        s.distribution, s.packages
      FROM image_package_scans s LEFT JOIN hosts h ON h.id = s.host_id WHERE s.image_id = ${imageId}`;
    if (row === undefined) return undefined;
    return {
      ...row,
      scannedAt: row.scannedAt.toISOString(),
      hostName: row.hostName ?? undefined,
      databases: z.array(PackageDatabase).parse(row.databases),
      distribution: toDistribution(row.distribution),
    };
  }

  /** The latest reading of the image that was asked for. */
  async lastJob(imageId: Digest): Promise<ImagePackages['lastJob']> {
    const [row] = await this.questions.$queryRaw<{ id: string; state: string; error: unknown }[]>`
      SELECT id, state, error FROM jobs WHERE kind = 'image.scan-packages' AND params->>'imageId' = ${imageId}
      ORDER BY created_at DESC LIMIT 1`;
    if (row === undefined) return undefined;
    const error = ErrorBody.safeParse(row.error).data;
    return { id: JobId.parse(row.id), state: JobState.parse(row.state), error };
  }

  async ofImage(
    imageId: Digest,
    { q = '', cursor, limit }: QueryOf<'listImagePackages'>,
  ): Promise<{ items: FoundPackage[]; total: number; nextCursor?: string }> {
    const pattern = containsPattern(q.trim());
    const matching = Prisma.sql`ip.image_id = ${imageId} AND (lower(p.name) LIKE ${pattern} OR lower(p.source) LIKE ${pattern})`;
    const columns = [
      { expression: Prisma.sql`p.name`, type: 'text' },
      { expression: Prisma.sql`p.id`, type: 'bigint' },
    ];
    const from = Prisma.sql`image_packages ip JOIN packages p ON p.id = ip.package_id`;
    const [rows, [count]] = await Promise.all([
      this.questions.$queryRaw<PackageRow[]>`
        SELECT ${PACKAGE} FROM ${from} WHERE ${matching} AND ${afterCursor(cursor, 'asc', columns)}
        ORDER BY p.name, p.id LIMIT ${limit + 1}`,
      this.questions.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total FROM ${from} WHERE ${matching}`,
    ]);
    const items = rows.slice(0, limit).map(toPackage);
    const last = items.at(-1);
    const nextCursor = rows.length > limit && last ? writeCursor([last.name, last.id]) : undefined;
    return { items, total: count?.total ?? 0, nextCursor };
  }

  /** Every package of the image, by name. */
  async allOfImage(imageId: Digest): Promise<FoundPackage[]> {
    const rows = await this.questions.$queryRaw<PackageRow[]>`
      SELECT ${PACKAGE} FROM image_packages ip JOIN packages p ON p.id = ip.package_id WHERE ip.image_id = ${imageId}
      ORDER BY p.name, p.id`;
    return rows.map(toPackage);
  }
}

/** Of a name with `*` and `?`. */
function likePattern(name: string): string {
  return name
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll(/\*+/g, '%')
    .replaceAll('?', '_');
}

export function toDistribution(value: unknown): Distribution | undefined {
  return Distribution.safeParse(value).data;
}

function toPackage(row: PackageRow): FoundPackage {
  return {
    id: String(row.id),
    ecosystem: Ecosystem.parse(row.ecosystem),
    name: row.name,
    version: row.version,
    architecture: row.architecture ?? undefined,
    source: row.source ?? undefined,
    sourceVersion: row.source_version ?? undefined,
    license: row.license ?? undefined,
  };
}

function toCarrier({ from, isObserved, dataAsOf, ...row }: CarrierRow): Omit<PackageCarrier, 'packageIds'> {
  return {
    ...(row as Pick<PackageCarrier, 'hostId' | 'containerId' | 'imageId'> & typeof row),
    from: from?.toISOString(),
    certainty: isObserved ? 'observed' : 'unobserved',
    dataAsOf: dataAsOf?.toISOString(),
  };
}
