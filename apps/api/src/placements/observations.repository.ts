import { Injectable } from '@nestjs/common';
import type { UnobservedSpan } from '@roadstead/contract';
import type { HostId, Labels } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
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

export interface HostRow {
  readonly id: HostId;
  readonly name: string;
  readonly labels: Labels;
  readonly clockOffsetMs: number | null;
}

/** Who was watched when. */
@Injectable()
export class ObservationsRepository {
  constructor(private readonly questions: Questions) {}

  /**
   * Spans within [from, to] in which nobody watched, by host; a moment is a span of no length.
   * @param hostIds absent: all hosts, without those that were revoked before
   * @param from absent: since ever
   */
  async unobserved(
    hostIds: readonly HostId[] | undefined,
    { from, to }: { from?: Date; to: Date },
    limit: number,
  ): Promise<{ spans: UnobservedSpan[]; leftOut: number }> {
    const since = from ?? null;
    const ofHosts = hostIds === undefined ? Prisma.sql`TRUE` : Prisma.sql`h.id = ANY(${hostIds}::uuid[])`;
    const observed = Prisma.sql`SELECT o.observed_from, ${observedUntil(Prisma.sql`a.ahead`)} AS until
      FROM observations o WHERE o.host_id = a.id`;
    const rows = await this.questions.$queryRaw<SpanRow[]>`
      WITH asked AS MATERIALIZED (
        SELECT h.id, h.name, ${OFFSET} AS ahead, coalesce(${since}::timestamptz + ${OFFSET}, '-infinity') AS since,
          ${to}::timestamptz + ${OFFSET} AS until
        FROM hosts h
        WHERE ${ofHosts} AND (h.revoked_at IS NULL OR h.revoked_at > coalesce(${since}::timestamptz, '-infinity'))
      ),
      span AS (
        SELECT a.id, a.name, a.ahead, a.since, a.until, o.until AS gap_from,
          lead(o.observed_from) OVER (PARTITION BY a.id ORDER BY o.observed_from) AS gap_to
        FROM asked a CROSS JOIN LATERAL (
          (${observed} AND o.observed_from <= a.since ORDER BY o.observed_from DESC LIMIT 1)
          UNION ALL (${observed} AND o.observed_from > a.since AND o.observed_from <= a.until)
          UNION ALL (${observed} AND o.observed_from > a.until ORDER BY o.observed_from LIMIT 1)
        ) AS o
        UNION ALL
        SELECT a.id, a.name, a.ahead, a.since, a.until, NULL,
          (SELECT min(o.observed_from) FROM observations o WHERE o.host_id = a.id)
        FROM asked a
        WHERE NOT EXISTS (SELECT FROM observations o WHERE o.host_id = a.id AND o.observed_from <= a.since)
      )
      SELECT id AS "hostId", name AS "hostName", gap_from - ahead AS "from", gap_to - ahead AS "to",
        count(*) OVER ()::int AS "all"
      FROM span
      WHERE coalesce(gap_from < until, TRUE) AND coalesce(gap_to > since, TRUE)
        AND coalesce(gap_to - gap_from > ${SHORTEST_GAP}, TRUE)
      ORDER BY name, id, gap_from NULLS FIRST LIMIT ${limit}`;
    const spans = rows.map(({ hostId, hostName, from: begins, to: ends }) => ({
      ...{ hostId, hostName, from: begins?.toISOString(), to: ends?.toISOString() },
    }));
    return { spans, leftOut: (rows[0]?.all ?? 0) - rows.length };
  }

  async hosts(ids: readonly HostId[]): Promise<HostRow[]> {
    return this.questions.$queryRaw<HostRow[]>`
      SELECT id, name, labels, clock_offset_ms AS "clockOffsetMs" FROM hosts WHERE id = ANY(${ids}::uuid[])`;
  }
}
