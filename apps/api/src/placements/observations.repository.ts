import { Injectable } from '@nestjs/common';
import type { UnobservedSpan } from '@roadstead/contract';
import type { HostId, Labels } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { HostRef } from './matching.js';
import { observedUntil } from './run-rows.js';

/** Shorter ones are the agent's and engine's own restarts, in which the list that follows shows what changed. */
const SHORTEST_GAP = Prisma.sql`interval '1 s'`;

interface SpanRow {
  readonly hostId: HostId;
  readonly hostName: string;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly all: number;
}

interface KnownHost extends HostRef {
  readonly name: string;
  readonly labels: Labels;
  readonly clockOffsetMs: number | null;
}

/** Spans that are counted; of more it is said that there are more. */
const MOST_COUNTED_SPANS = 1000;

export interface Unobserved {
  readonly spans: UnobservedSpan[];
  readonly leftOut: number;
  /** There are more than that. */
  readonly leftOutIsLeast: boolean;
}

/** Who was watched when. */
@Injectable()
export class ObservationsRepository {
  constructor(private readonly questions: Questions) {}

  /**
   * Spans within [from, to] in which nobody watched, by host; a moment is a span of no length.
   * @param hostIds absent: all hosts, without those that were revoked before
   * @param from absent: since ever
   * @returns the first ones, and how many more there are; beyond MOST_COUNTED_SPANS they are not counted
   */
  async unobserved(
    hostIds: readonly HostId[] | undefined,
    { from, to }: { from?: Date; to: Date },
    limit: number,
  ): Promise<Unobserved> {
    const since = from ?? null;
    const most = Math.max(limit, MOST_COUNTED_SPANS);
    const ofHosts = hostIds === undefined ? Prisma.sql`TRUE` : Prisma.sql`h.id = ANY(${hostIds}::uuid[])`;
    const observed = Prisma.sql`SELECT o.observed_from, ${observedUntil(Prisma.sql`a.ahead`)} AS until
      FROM observations o WHERE o.host_id = a.id`;
    const before = Prisma.sql`${observed} AND o.observed_from <= a.since ORDER BY o.observed_from DESC LIMIT 1`;
    // Nearly all hosts were watched at a moment, and one look tells.
    const isUnsure =
      from?.getTime() === to.getTime()
        ? Prisma.sql`NOT coalesce((SELECT latest.until >= a.until FROM (${before}) AS latest), FALSE)`
        : Prisma.sql`TRUE`;
    // Host after host, so that no more are gone through than are counted.
    const rows = await this.questions.$queryRaw<SpanRow[]>`
      WITH found AS (
        SELECT a.id, a.name, a.ahead, gap.gap_from, gap.gap_to
        FROM (
          SELECT h.id, h.name, ${OFFSET} AS ahead, coalesce(${since}::timestamptz + ${OFFSET}, '-infinity') AS since,
            ${to}::timestamptz + ${OFFSET} AS until
          FROM hosts h
          WHERE ${ofHosts} AND (h.revoked_at IS NULL OR h.revoked_at > coalesce(${since}::timestamptz, '-infinity'))
          ORDER BY h.name, h.id
        ) AS a
        CROSS JOIN LATERAL (
          SELECT gap_from, gap_to FROM (
            SELECT o.until AS gap_from, lead(o.observed_from) OVER (ORDER BY o.observed_from) AS gap_to
            FROM (
              (${before})
              UNION ALL (${observed} AND o.observed_from > a.since AND o.observed_from <= a.until)
              UNION ALL (${observed} AND o.observed_from > a.until ORDER BY o.observed_from LIMIT 1)
            ) AS o
            UNION ALL
            SELECT NULL, (SELECT min(o.observed_from) FROM observations o WHERE o.host_id = a.id)
            WHERE NOT EXISTS (SELECT FROM observations o WHERE o.host_id = a.id AND o.observed_from <= a.since)
          ) AS each
          WHERE coalesce(gap_from < a.until, TRUE) AND coalesce(gap_to > a.since, TRUE)
            AND coalesce(gap_to - gap_from > ${SHORTEST_GAP}, TRUE)
        ) AS gap
        WHERE ${isUnsure}
        ORDER BY a.name, a.id, gap.gap_from NULLS FIRST LIMIT ${most + 1}
      )
      SELECT id AS "hostId", name AS "hostName", gap_from - ahead AS "from", gap_to - ahead AS "to",
        count(*) OVER ()::int AS "all"
      FROM found ORDER BY name, id, gap_from NULLS FIRST LIMIT ${limit}`;
    const spans = rows.map(({ hostId, hostName, from: begins, to: ends }) => ({
      hostId,
      hostName,
      from: begins?.toISOString(),
      to: ends?.toISOString(),
    }));
    const all = rows[0]?.all ?? 0;
    return { spans, leftOut: Math.min(all, most) - rows.length, leftOutIsLeast: all > most };
  }

  /** @param ids absent: all that there are and were */
  hosts(ids: readonly HostId[] | undefined): Promise<KnownHost[]> {
    const wanted = ids === undefined ? Prisma.sql`TRUE` : Prisma.sql`id = ANY(${ids}::uuid[])`;
    return this.questions.$queryRaw<KnownHost[]>`
      SELECT id, key, name, labels, clock_offset_ms AS "clockOffsetMs" FROM hosts WHERE ${wanted}`;
  }
}
