import { Injectable } from '@nestjs/common';
import type { HostId } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { Matching } from './matching.js';
import { observedUntil } from './run-rows.js';
import { type Clocks, runs } from './run-source.js';
import { comesTwice } from './run-ways.js';

export interface Buckets {
  readonly from: Date;
  readonly to: Date;
  readonly count: number;
}

export interface BucketRow {
  /** From 0. */
  readonly bucket: number;
  readonly count: number;
}

@Injectable()
export class ActivityRepository {
  constructor(private readonly questions: Questions) {}

  /** Runs that began, and that ended, by bucket. */
  async counts(
    asked: { readonly matching: Matching; readonly clocks: Clocks },
    { from, to, count }: Buckets,
  ): Promise<{ started: BucketRow[]; ended: BucketRow[] }> {
    const { leastMs, mostMs, wild } = asked.clocks;
    const window = { type: 'span' as const, from, to };
    const [least, most] = [new Date(from.getTime() + leastMs), new Date(to.getTime() + mostMs)];
    const source = runs({
      ...asked,
      window,
      columns: Prisma.sql`p.id, p.host_key, p.started_at, p.ended_at`,
      // What goes on through all of it neither begins nor ends in it.
      condition: Prisma.sql`(p.started_at >= ${least}::timestamptz OR p.ended_at <= ${most}::timestamptz
        OR p.host_key = ANY(${wild}::int[]))`,
    });
    const once = comesTwice({ ...asked, window }) ? Prisma.sql`SELECT DISTINCT * FROM (${source}) AS each` : source;
    // Whole microseconds: to look a time up among edges, or to move it by an interval, costs more than all the rest.
    const [begin, span] = [from.getTime() * 1000, (to.getTime() - from.getTime()) * 1000];
    const after = (time: Prisma.Sql) =>
      Prisma.sql`(date_part('epoch', ${time}) * 1e6)::bigint - ahead - ${begin}::bigint`;
    const bucket = (us: Prisma.Sql) =>
      Prisma.sql`CASE WHEN ${us} >= 0 AND ${us} < ${span}::bigint THEN (${us} * ${count}::int / ${span}::bigint)::int END`;
    const rows = await this.questions.$queryRaw<{ started: number | null; ended: number | null; count: number }[]>`
      SELECT started, ended, count(*)::int AS count FROM (
        SELECT ${bucket(Prisma.sql`began`)} AS started, ${bucket(Prisma.sql`gone`)} AS ended FROM (
          SELECT ${after(Prisma.sql`run.started_at`)} AS began, ${after(Prisma.sql`run.ended_at`)} AS gone
          FROM (${once}) AS run
          JOIN (SELECT key, coalesce(clock_offset_ms, 0) * 1000 AS ahead FROM hosts) AS host ON key = run.host_key OFFSET 0
        ) AS each
      ) AS counted
      GROUP BY GROUPING SETS ((started), (ended))`;
    const of = (key: 'started' | 'ended') =>
      rows.flatMap((row) => (row[key] === null ? [] : [{ bucket: row[key], count: row.count }]));
    return { started: of('started'), ended: of('ended') };
  }

  /** Hosts that were watched through some part of each bucket. */
  observedHosts(hostIds: readonly HostId[] | undefined, { from, to, count }: Buckets): Promise<BucketRow[]> {
    const of = (time: Prisma.Sql) =>
      Prisma.sql`least(greatest(${bucketOf(time, { from, to, count })}, 1), ${count}::int)`;
    // A host counts once in a bucket, however many spans of it touch that: from the first bucket that no span before it has.
    return this.questions.$queryRaw<BucketRow[]>`
      WITH span AS (
        SELECT ${of(Prisma.sql`o.begins`)} AS first, ${of(Prisma.sql`o.ends`)} AS last,
          max(${of(Prisma.sql`o.ends`)}) OVER (PARTITION BY h.id ORDER BY o.begins
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
        FROM hosts h CROSS JOIN LATERAL (
          SELECT o.observed_from - ${OFFSET} AS begins, ${observedUntil(OFFSET)} - ${OFFSET} AS ends
          FROM observations o WHERE o.host_id = h.id AND o.observed_from < ${to}::timestamptz + ${OFFSET}
            AND (o.open OR o.observed_to >= ${from}::timestamptz + ${OFFSET})
        ) AS o
        WHERE ${ofHosts(hostIds)} AND o.ends >= ${from}::timestamptz
      ),
      step AS MATERIALIZED (
        SELECT bucket, sum(change) AS change FROM (
          SELECT first, last FROM (SELECT greatest(first, coalesce(before + 1, first)) AS first, last FROM span) AS anew
          WHERE first <= last
        ) AS anew CROSS JOIN LATERAL (VALUES (first, 1), (last + 1, -1)) AS each(bucket, change)
        GROUP BY bucket
      )
      SELECT each - 1 AS bucket, (sum(coalesce(change, 0)) OVER (ORDER BY each))::int AS count
      FROM generate_series(1, ${count}::int) AS each LEFT JOIN step ON step.bucket = each`;
  }

  async since(hostIds: readonly HostId[] | undefined): Promise<Date | undefined> {
    const [row] = await this.questions.$queryRaw<{ since: Date | null }[]>`
      SELECT min(o.begins - ${OFFSET}) AS since FROM hosts h CROSS JOIN LATERAL (
        SELECT min(observed_from) AS begins FROM observations WHERE host_id = h.id
      ) AS o WHERE ${ofHosts(hostIds)}`;
    return row?.since ?? undefined;
  }
}

function ofHosts(hostIds: readonly HostId[] | undefined): Prisma.Sql {
  return hostIds === undefined ? Prisma.sql`TRUE` : Prisma.sql`h.id = ANY(${hostIds}::uuid[])`;
}

/** From 1; 0 before all, one more than the count after all. */
function bucketOf(time: Prisma.Sql, { from, to, count }: Buckets): Prisma.Sql {
  const [begin, end] = [from.getTime() / 1000, to.getTime() / 1000];
  const edges = Array.from({ length: count + 1 }, (_, edge) => begin + ((end - begin) * edge) / count);
  // Looked up among edges: to take the seconds out of each time costs more than all the rest.
  return Prisma.sql`width_bucket(${time},
    ARRAY(SELECT to_timestamp(edge) FROM unnest(${edges}::float8[]) AS edge ORDER BY edge))`;
}
