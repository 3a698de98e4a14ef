import { Injectable } from '@nestjs/common';
import { type Page, RegistryMoved } from '@roadstead/contract';
import { afterCursor, containsPattern, writeCursor } from '../platform/database/keyset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { COMPARED, MADE_AT, RUNNING } from '../registry-tags/running-tags.js';
import type { DriftFinder, DriftRequest } from './drift.service.js';
import { ofRepository } from './drift-conditions.js';

/** A container that was made after the last check is not known to lag behind what the registry names. */
const MOVED = Prisma.sql`
  ${RUNNING}
  JOIN (SELECT * FROM (${COMPARED}) AS all_of WHERE verdict = 'moved') v
    ON v.reference = c.tag_reference AND v.image_id = c.image_id AND ${MADE_AT} <= v.checked_at`;

const COLUMNS = [
  { expression: Prisma.sql`c.tag_reference`, type: 'text' },
  { expression: Prisma.sql`h.name`, type: 'text' },
  { expression: Prisma.sql`c.host_id`, type: 'uuid' },
  { expression: Prisma.sql`c.id`, type: 'text' },
];

interface MovedRow {
  host_id: string;
  host_name: string;
  host_status: string;
  data_as_of: Date | null;
  id: string;
  name: string;
  state: string;
  image_reference: string;
  tag_reference: string;
  image_id: string;
  runs_digest: string | null;
  registry: string | null;
  digest: string | null;
  now_id: string | null;
  since: Date;
  not_before: Date | null;
  checked_at: Date;
  problem: unknown;
}

/** Containers that run while their tag names another image in its registry. */
@Injectable()
export class RegistryMovedRepository implements DriftFinder {
  constructor(private readonly questions: Questions) {}

  async page(query: DriftRequest): Promise<Page<RegistryMoved>> {
    const order = Prisma.join(COLUMNS.map(({ expression }) => expression));
    const [total, rows] = await Promise.all([
      this.count(query),
      this.questions.$queryRaw<MovedRow[]>`
        SELECT page.*, k.registry, coalesce(CASE WHEN p.not_before > now() THEN p.problem END, k.problem) AS problem,
          (SELECT max(b.checked_at) FROM registry_tags b
            WHERE b.reference = page.tag_reference AND b.valid_to <= page.since
              AND b.digest IS DISTINCT FROM page.digest) AS not_before,
          (SELECT substr(d.name, length(tag_repository(page.tag_reference)) + 2)
            FROM host_images x CROSS JOIN unnest(x.repo_digests) AS d (name)
            WHERE x.host_id = page.host_id AND x.image_id = page.image_id
              AND starts_with(d.name, tag_repository(page.tag_reference) || '@') ORDER BY 1 LIMIT 1) AS runs_digest
        FROM (
          SELECT c.host_id, h.name AS host_name, h.status AS host_status, h.data_as_of, c.id, c.name, c.state,
            c.image_reference, c.tag_reference, c.image_id, v.digest, v.now_id, v.valid_from AS since, v.checked_at
          FROM ${MOVED} WHERE ${conditions(query)} AND ${afterCursor(query.cursor, 'asc', COLUMNS)}
          ORDER BY ${order} LIMIT ${query.limit + 1}
        ) page
        LEFT JOIN registry_tag_checks k ON k.reference = page.tag_reference
        LEFT JOIN registry_paces p ON p.registry = k.registry
        ORDER BY tag_reference, host_name, host_id, id`,
    ]);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const nextCursor =
      rows.length > query.limit && last !== undefined
        ? writeCursor([last.tag_reference, last.host_name, last.host_id, last.id])
        : undefined;
    return { items: shown.map(toMoved), total, nextCursor };
  }

  async count(query: DriftRequest): Promise<number> {
    const [row] = await this.questions.$queryRaw<{ total: number }[]>`
      SELECT count(*)::int AS total FROM ${MOVED} WHERE ${conditions(query)}`;
    return row?.total ?? 0;
  }
}

function conditions({ host, repository, container, q }: DriftRequest): Prisma.Sql {
  const all = [Prisma.sql`TRUE`];
  if (host !== undefined) all.push(Prisma.sql`c.host_id = ${host}::uuid`);
  if (container !== undefined) all.push(Prisma.sql`c.id = ${container}`);
  if (repository !== undefined) all.push(ofRepository(Prisma.sql`c.tag_reference`, repository));
  if (q !== undefined && q.trim() !== '') {
    const pattern = containsPattern(q.trim());
    all.push(Prisma.sql`(lower(c.name) LIKE ${pattern} OR lower(c.tag_reference) LIKE ${pattern}
      OR lower(h.name) LIKE ${pattern})`);
  }
  return Prisma.join(all, ' AND ');
}

function toMoved(row: MovedRow): RegistryMoved {
  return RegistryMoved.parse({
    kind: 'registry-moved',
    hostId: row.host_id,
    hostName: row.host_name,
    hostStatus: row.host_status,
    dataAsOf: (row.data_as_of ?? new Date(0)).toISOString(),
    containerId: row.id,
    containerName: row.name,
    state: row.state,
    imageReference: row.image_reference,
    reference: row.tag_reference,
    registry: row.registry ?? '',
    runs: row.image_id,
    runsDigest: row.runs_digest ?? undefined,
    ...(row.digest !== null && { now: { digest: row.digest, imageId: row.now_id ?? undefined } }),
    since: row.since.toISOString(),
    notBefore: row.not_before?.toISOString(),
    checkedAt: row.checked_at.toISOString(),
    problem: row.problem ?? undefined,
  });
}
