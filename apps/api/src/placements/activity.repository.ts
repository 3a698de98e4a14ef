import { Injectable } from '@nestjs/common';
import type { HostId } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { SummedBuckets } from './activity-span.js';
import type { HostRef, Matching } from './matching.js';
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

export interface Counts {
  readonly started: BucketRow[];
  readonly ended: BucketRow[];
}

interface RunsAsked {
  readonly matching: Matching;
  readonly clocks: Clocks;
}

/** Of runs that began in one bucket, or that ended in one. */
interface CountRow {
  readonly started: number | null;
  readonly ended: number | null;
  readonly count: number;
}

/** What a clock is off is measured by messages, which take a while: within this, a host's own clock is as right as any other. */
const OWN_CLOCK_MS = 2000;
const OWN_CLOCKS: Clocks = { leastMs: 0, mostMs: 0, wild: [], aheadMs: '{}' };

@Injectable()
export class ActivityRepository {
  constructor(private readonly questions: Questions) {}

  /** Runs that began, and that ended, by bucket: gone through one by one. */
  async counts(asked: RunsAsked, buckets: Buckets): Promise<Counts> {
    const rows = await this.questions.$queryRaw<CountRow[]>`${counted(asked, buckets)}`;
    return countsOf(rows);
  }

  /**
   * The same of all hosts, from sums, which are by hosts' own clocks. Of hosts whose clocks are off, what the sums have of them
   * is taken out again, and counted by the control plane's clock.
   */
  async sums(clocks: Clocks, buckets: SummedBuckets): Promise<Counts> {
    const { from, to, count, minutes } = buckets;
    const off = await this.questions.$queryRaw<HostRef[]>`
      SELECT id, key FROM hosts WHERE abs(clock_offset_ms::bigint) > ${OWN_CLOCK_MS}`;
    const matching = { hosts: off };
    const ofOff =
      off.length === 0
        ? Prisma.empty
        : Prisma.sql`
          UNION ALL SELECT started, ended, -count FROM (${counted({ matching, clocks: OWN_CLOCKS }, buckets)}) AS by_own_clock
          UNION ALL SELECT started, ended, count FROM (${counted({ matching, clocks }, buckets)}) AS by_this_clock`;
    const width = (to.getTime() - from.getTime()) / count;
    // One statement: runs that are written meanwhile are in all of it or in nothing.
    const rows = await this.questions.$queryRaw<CountRow[]>`
      WITH summed AS (
        SELECT (date_part('epoch', at - ${from}::timestamptz) * 1000 / ${width}::float8)::int AS bucket,
          sum(started)::int AS started, sum(ended)::int AS ended
        FROM (
          SELECT date_bin(${width}::float8 * interval '1 ms', begins_at, ${from}::timestamptz) AS at, started, ended
          FROM run_activity WHERE minutes = ${minutes} AND begins_at >= ${from} AND begins_at < ${to}
          UNION ALL
          SELECT date_bin(${width}::float8 * interval '1 ms', minute, ${from}::timestamptz), started, ended
          FROM run_activity_changes WHERE minute >= ${from} AND minute < ${to}
        ) AS each GROUP BY at
      )
      SELECT started, ended, sum(count)::int AS count FROM (
        SELECT bucket AS started, NULL::int AS ended, started AS count FROM summed
        UNION ALL SELECT NULL, bucket, ended FROM summed
        ${ofOff}
      ) AS each GROUP BY started, ended`;
    return countsOf(rows);
  }

  /**
   * Hosts that were watched through some part of each bucket: all that had been watched by the end of the span, less those that
   * were not watched at all in it: before their first observation, between two, or after their last. Few of those times are as long
   * as a bucket, so that only few are looked at by bucket.
   */
  observedHosts(hostIds: readonly HostId[] | undefined, { from, to, count }: Buckets): Promise<BucketRow[]> {
    const [begin, span] = [from.getTime() * 1000, (to.getTime() - from.getTime()) * 1000];
    const width = Prisma.sql`${span / count}::float8 * interval '1 microsecond'`;
    const bucket = (time: Prisma.Sql) => {
      const us = Prisma.sql`((date_part('epoch', ${time} - ahead) * 1e6)::bigint - ${begin}::bigint)`;
      return Prisma.sql`CASE WHEN ${us} < 0 THEN -1 WHEN ${us} >= ${span}::bigint THEN ${count}::int
        ELSE (${us} * ${count}::int / ${span}::bigint)::int END`;
    };
    const extreme = (which: Prisma.Sql) => Prisma.sql`(SELECT ${which}(ahead) FROM host)`;
    // What goes on is not in `watched_before` of those that begin later by the host's clock, which was put back meanwhile.
    return this.questions.$queryRaw<BucketRow[]>`
      WITH host AS MATERIALIZED (
        SELECT h.id, ${OFFSET} AS ahead, o.observed_from AS open_from, ${observedUntil(OFFSET)} AS open_until
        FROM hosts h LEFT JOIN observations o ON o.host_id = h.id AND o.open WHERE ${ofHosts(hostIds)}
      ),
      gap_before AS MATERIALIZED (
        SELECT o.host_id, o.watched_before AS begins, o.observed_from AS ends FROM observations o
        WHERE o.observed_from >= ${from}::timestamptz + ${extreme(Prisma.sql`min`)}
          AND o.observed_from < ${to}::timestamptz + ${extreme(Prisma.sql`max`)}
          AND (o.watched_before IS NULL OR o.observed_from - o.watched_before >= ${width})
          AND ${hostIds === undefined ? Prisma.sql`TRUE` : Prisma.sql`o.host_id = ANY(${hostIds}::uuid[])`}
      ),
      after_last AS MATERIALIZED (
        SELECT ahead, greatest(last.until, CASE WHEN open_from < ${to}::timestamptz + ahead THEN open_until END) AS begins
        FROM host CROSS JOIN LATERAL (
          SELECT greatest(o.watched_before, ${observedUntil(Prisma.sql`host.ahead`)}) AS until FROM observations o
          WHERE o.host_id = host.id AND o.observed_from < ${to}::timestamptz + host.ahead
          ORDER BY o.observed_from DESC, o.id DESC LIMIT 1
        ) AS last
      ),
      unwatched AS (
        SELECT CASE WHEN begins IS NULL THEN 0 ELSE ${bucket(Prisma.sql`begins`)} + 1 END AS first_bucket,
          ${bucket(Prisma.sql`ends`)} AS until_bucket
        FROM (
          SELECT greatest(begins, CASE WHEN open_from < ends THEN open_until END) AS begins, ends, ahead
          FROM gap_before JOIN host ON id = host_id WHERE ends < ${to}::timestamptz + ahead
        ) AS gap
        UNION ALL SELECT ${bucket(Prisma.sql`begins`)} + 1, ${count}::int FROM after_last
      ),
      step AS (
        SELECT bucket, sum(change)::int AS change
        FROM unwatched CROSS JOIN LATERAL (VALUES (first_bucket, -1), (until_bucket, 1)) AS each(bucket, change)
        WHERE first_bucket < until_bucket GROUP BY bucket
      )
      SELECT each AS bucket, (SELECT count(*) FROM after_last)::int
        + (sum(coalesce(change, 0)) OVER (ORDER BY each))::int AS count
      FROM generate_series(0, ${count}::int - 1) AS each LEFT JOIN step ON step.bucket = each`;
  }

  async since(hostIds: readonly HostId[] | undefined): Promise<Date | undefined> {
    const [row] = await this.questions.$queryRaw<{ since: Date | null }[]>`
      SELECT min(o.begins - ${OFFSET}) AS since FROM hosts h CROSS JOIN LATERAL (
        SELECT min(observed_from) AS begins FROM observations WHERE host_id = h.id
      ) AS o WHERE ${ofHosts(hostIds)}`;
    return row?.since ?? undefined;
  }
}

function countsOf(rows: readonly CountRow[]): Counts {
  const of = (key: 'started' | 'ended') =>
    rows.flatMap((row) => (row[key] === null || row.count === 0 ? [] : [{ bucket: row[key], count: row.count }]));
  return { started: of('started'), ended: of('ended') };
}

/** Rows of CountRow. */
function counted(asked: RunsAsked, { from, to, count }: Buckets): Prisma.Sql {
  const { clocks } = asked;
  // What ended at the very beginning counts, though it did not go on in it.
  const window = { type: 'span' as const, from: new Date(from.getTime() - 1), to };
  const [least, most] = [new Date(from.getTime() + clocks.leastMs), new Date(to.getTime() + clocks.mostMs)];
  const source = runs({
    ...asked,
    window,
    columns: Prisma.sql`p.id, p.host_key, p.started_at, p.ended_at`,
    // What goes on through all of it neither begins nor ends in it.
    condition: Prisma.sql`(p.started_at >= ${least}::timestamptz OR p.ended_at <= ${most}::timestamptz
      OR p.host_key = ANY(${clocks.wild}::int[]))`,
  });
  const once = comesTwice({ ...asked, window }) ? Prisma.sql`SELECT DISTINCT * FROM (${source}) AS each` : source;
  // Whole microseconds: to look a time up among edges, or to move it by an interval, costs more than all the rest.
  const [begin, span] = [from.getTime() * 1000, (to.getTime() - from.getTime()) * 1000];
  const after = (time: Prisma.Sql) =>
    Prisma.sql`(date_part('epoch', ${time}) * 1e6)::bigint - ahead - ${begin}::bigint`;
  const bucket = (us: Prisma.Sql) =>
    Prisma.sql`CASE WHEN ${us} >= 0 AND ${us} < ${span}::bigint THEN (${us} * ${count}::int / ${span}::bigint)::int END`;
  const ahead =
    clocks === OWN_CLOCKS
      ? Prisma.sql`SELECT key, 0 AS ahead FROM hosts`
      : Prisma.sql`SELECT key, coalesce(clock_offset_ms, 0) * 1000::bigint AS ahead FROM hosts`;
  return Prisma.sql`
    SELECT started, ended, count(*)::int AS count FROM (
      SELECT ${bucket(Prisma.sql`began`)} AS started, ${bucket(Prisma.sql`gone`)} AS ended FROM (
        SELECT ${after(Prisma.sql`run.started_at`)} AS began, ${after(Prisma.sql`run.ended_at`)} AS gone
        FROM (${once}) AS run JOIN (${ahead}) AS host ON key = run.host_key OFFSET 0
      ) AS each
    ) AS counted
    GROUP BY GROUPING SETS ((started), (ended))`;
}

function ofHosts(hostIds: readonly HostId[] | undefined): Prisma.Sql {
  return hostIds === undefined ? Prisma.sql`TRUE` : Prisma.sql`h.id = ANY(${hostIds}::uuid[])`;
}
