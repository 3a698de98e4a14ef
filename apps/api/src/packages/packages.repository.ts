import { Injectable } from '@nestjs/common';
import type { FoundPackage, ImagePackageSort, ImagePackages, PackageScan } from '@roadstead/contract';
import { type Digest, ErrorBody, JobId, JobState } from '@roadstead/domain';
import { Distribution, Ecosystem, PackageDatabase } from '@roadstead/domain/packages';
import { z } from 'zod';
import { afterCursor, containsPattern, cutPage } from '../platform/database/keyset.js';
import { packedIntegers, unpackedIntegers } from '../platform/database/packed-integers.js';
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

/** The readings of images, with the packages that were found. */
const HELD = Prisma.sql`image_package_scans s JOIN image_packages ip ON ip.scan_number = s.number
  JOIN packages p ON p.id = ip.package_id`;
const PACKAGE = Prisma.sql`p.id, p.ecosystem, p.name, p.version, p.architecture, p.source, p.source_version, p.license`;

/** `byName`: it was found by its own name, else by that of its source. */
export interface NamedPackage {
  readonly package: FoundPackage;
  readonly byName: boolean;
}

/** An image that has some of the packages. */
export interface Holding {
  imageId: Digest;
  /** Places in the list of packages that was asked for, in its order. */
  packages: number[];
  distribution: unknown;
  scannedAt: Date;
}

const IMAGE_SORT_KEYS: Record<ImagePackageSort, { expression: Prisma.Sql; type: string }> = {
  name: { expression: Prisma.sql`p.name`, type: 'text' },
  source: { expression: Prisma.sql`coalesce(p.source, p.name)`, type: 'text' },
  license: { expression: Prisma.sql`coalesce(p.license, '')`, type: 'text' },
};

@Injectable()
export class PackagesRepository {
  constructor(private readonly questions: Questions) {}

  /** Packages by name, or by that of their source, up to `limit`. @param name `*` and `?` are wildcards */
  async named(name: string, limit: number): Promise<NamedPackage[]> {
    const is = /[*?]/.test(name) ? Prisma.sql`LIKE ${likePattern(name)}` : Prisma.sql`= ${name}`;
    const rows = await this.questions.$queryRaw<(PackageRow & { by_name: boolean })[]>`
      SELECT ${PACKAGE}, TRUE AS by_name FROM packages p WHERE p.name ${is}
      UNION ALL SELECT ${PACKAGE}, FALSE FROM packages p WHERE p.source ${is} AND NOT p.name ${is} LIMIT ${limit}`;
    return rows.map((row) => ({ package: toPackage(row), byName: row.by_name }));
  }

  /** Images that have any of the packages, and which; `limit` is for all that they have together. */
  async holdings(packageIds: readonly string[], limit: number): Promise<Holding[]> {
    const held = await this.questions.$queryRaw<{ packageId: string; scans: Buffer }[]>`
      SELECT package_id::text AS "packageId", ${packedIntegers(Prisma.sql`scan_number`)} AS scans FROM (
        SELECT package_id, scan_number FROM image_packages
        WHERE package_id = ANY(${packageIds.map(BigInt)}::bigint[]) LIMIT ${limit}
      ) AS each GROUP BY package_id`;
    const scansOf = new Map(held.map(({ packageId, scans }) => [packageId, unpackedIntegers([scans])]));
    const byScan = new Map<number, number[]>();
    for (const [place, packageId] of packageIds.entries()) {
      for (const scan of scansOf.get(packageId) ?? []) {
        const known = byScan.get(scan);
        if (known === undefined) byScan.set(scan, [place]);
        else known.push(place);
      }
    }
    const scans = await this.questions.$queryRaw<(Omit<Holding, 'packages'> & { number: number })[]>`
      SELECT number, image_id AS "imageId", distribution, scanned_at AS "scannedAt" FROM image_package_scans
      WHERE number = ANY(${[...byScan.keys()]}::int[])`;
    return scans.map(({ number, imageId, distribution, scannedAt }) => ({
      imageId,
      packages: byScan.get(number) ?? [],
      distribution,
      scannedAt,
    }));
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
    { q = '', sort, order, cursor, limit }: QueryOf<'listImagePackages'>,
  ): Promise<{ items: FoundPackage[]; total: number; nextCursor?: string }> {
    const pattern = containsPattern(q.trim());
    const matching = Prisma.sql`s.image_id = ${imageId} AND (lower(p.name) LIKE ${pattern} OR lower(p.source) LIKE ${pattern})`;
    const key = IMAGE_SORT_KEYS[sort];
    const columns = [
      key,
      { expression: Prisma.sql`p.name`, type: 'text' },
      { expression: Prisma.sql`p.id`, type: 'bigint' },
    ];
    const direction = Prisma.raw(order);
    const ordered = Prisma.join(columns.map(({ expression }) => Prisma.sql`${expression} ${direction}`));
    const [rows, [count]] = await Promise.all([
      this.questions.$queryRaw<(PackageRow & { key: string })[]>`
        SELECT ${PACKAGE}, ${key.expression} AS key FROM ${HELD}
        WHERE ${matching} AND ${afterCursor(cursor, order, columns)} ORDER BY ${ordered} LIMIT ${limit + 1}`,
      this.questions.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total FROM ${HELD} WHERE ${matching}`,
    ]);
    const page = cutPage(rows, limit, (last) => [last.key, last.name, String(last.id)]);
    return { items: page.rows.map(toPackage), total: count?.total ?? 0, nextCursor: page.nextCursor };
  }

  /** Every package of the image, by name. */
  async allOfImage(imageId: Digest): Promise<FoundPackage[]> {
    const rows = await this.questions.$queryRaw<PackageRow[]>`
      SELECT ${PACKAGE} FROM ${HELD} WHERE s.image_id = ${imageId}
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
