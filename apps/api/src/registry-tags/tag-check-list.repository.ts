import { Injectable } from '@nestjs/common';
import { TagCheck, type TagCheckPage } from '@roadstead/contract';
import { afterCursor, containsPattern, cutPage } from '../platform/database/keyset.js';
import { Questions } from '../platform/database/questions.js';
import type { QueryOf } from '../platform/http/route.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { COMPARED, MADE_AT, RUNNING } from './running-tags.js';

const COLUMNS = [
  { expression: Prisma.sql`k.reference`, type: 'text' },
  { expression: Prisma.sql`k.registry`, type: 'text' },
];
const PROBLEM = Prisma.sql`coalesce(CASE WHEN p.not_before > now() THEN p.problem END, k.problem)`;
const FROM = Prisma.sql`registry_tag_checks k LEFT JOIN registry_paces p USING (registry)`;

interface CheckRow {
  reference: string;
  registry: string;
  digest: string | null;
  since: Date | null;
  checked_at: Date | null;
  tried_at: Date | null;
  due_at: Date;
  problem: unknown;
  paused_until: Date | null;
  same: number;
  moved: number;
  unknown: number;
}

interface Counted {
  total: number;
  failed: number;
  due: number;
  oldest: Date | null;
  not_asked: number;
}

/** The tags that are checked, by name, and how they stand. */
@Injectable()
export class TagCheckListRepository {
  constructor(private readonly questions: Questions) {}

  async page(query: QueryOf<'listTagChecks'>): Promise<Omit<TagCheckPage, 'everyMinutes'>> {
    const where = conditions(query);
    const [[counted], rows] = await Promise.all([
      this.questions.$queryRaw<Counted[]>`
        SELECT count(*)::int AS total, count(*) FILTER (WHERE ${PROBLEM} IS NOT NULL)::int AS failed,
          count(*) FILTER (WHERE k.due_at <= now() AND (p.not_before > now()) IS NOT TRUE)::int AS due, min(k.checked_at) AS oldest,
          (SELECT count(*)::int FROM ${RUNNING} WHERE NOT EXISTS (
            SELECT FROM registry_tag_checks x WHERE x.reference = c.tag_reference)) AS not_asked
        FROM ${FROM} WHERE ${where}`,
      this.questions.$queryRaw<CheckRow[]>`
        WITH page AS MATERIALIZED (
          SELECT k.*, ${PROBLEM} AS told, CASE WHEN p.not_before > now() THEN p.not_before END AS paused_until
          FROM ${FROM} WHERE ${where} AND ${afterCursor(query.cursor, 'asc', COLUMNS)}
          ORDER BY k.reference LIMIT ${query.limit + 1}
        ),
        compared AS MATERIALIZED (SELECT * FROM (${COMPARED}) AS all_of WHERE reference IN (SELECT reference FROM page)),
        counted AS (
          SELECT c.tag_reference AS reference,
            count(*) FILTER (WHERE v.verdict = 'same')::int AS same,
            count(*) FILTER (WHERE v.verdict = 'moved' AND ${MADE_AT} <= v.checked_at)::int AS moved,
            count(*)::int AS running
          FROM ${RUNNING}
          LEFT JOIN compared v ON v.reference = c.tag_reference AND v.image_id = c.image_id
          WHERE c.tag_reference IN (SELECT reference FROM page) GROUP BY c.tag_reference
        )
        SELECT page.reference, page.registry, t.digest, t.valid_from AS since, page.checked_at, page.tried_at, page.due_at,
          page.told AS problem, page.paused_until, coalesce(n.same, 0) AS same, coalesce(n.moved, 0) AS moved,
          coalesce(n.running - n.same - n.moved, 0) AS unknown
        FROM page
        LEFT JOIN registry_tags t ON t.reference = page.reference AND t.valid_to IS NULL
        LEFT JOIN counted n ON n.reference = page.reference
        ORDER BY page.reference`,
    ]);
    const page = cutPage(rows, query.limit, (last) => [last.reference, last.registry]);
    return {
      items: page.rows.map(toCheck),
      total: counted?.total ?? 0,
      failed: counted?.failed ?? 0,
      due: counted?.due ?? 0,
      oldestCheckedAt: counted?.oldest?.toISOString(),
      notAsked: counted?.not_asked ?? 0,
      nextCursor: page.nextCursor,
    };
  }
}

function conditions({ reference, q, failed }: QueryOf<'listTagChecks'>): Prisma.Sql {
  const all = [Prisma.sql`TRUE`];
  if (reference !== undefined) all.push(Prisma.sql`k.reference = ${reference}`);
  if (q !== undefined && q.trim() !== '') all.push(Prisma.sql`lower(k.reference) LIKE ${containsPattern(q.trim())}`);
  if (failed === 'true') all.push(Prisma.sql`${PROBLEM} IS NOT NULL`);
  return Prisma.join(all, ' AND ');
}

function toCheck(row: CheckRow): TagCheck {
  const { reference, registry, digest, same, moved, unknown } = row;
  return TagCheck.parse({
    reference,
    registry,
    digest: digest ?? undefined,
    since: row.since?.toISOString(),
    checkedAt: row.checked_at?.toISOString(),
    triedAt: row.tried_at?.toISOString(),
    dueAt: row.due_at.toISOString(),
    problem: row.problem ?? undefined,
    pausedUntil: row.paused_until?.toISOString(),
    running: { same, moved, unknown },
  });
}
