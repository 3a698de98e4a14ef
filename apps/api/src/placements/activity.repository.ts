import { Injectable } from '@nestjs/common';
import type { HostId } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { Matching } from './matching.js';
import { observedUntil } from './run-rows.js';
import { type Clocks, comesTwice, runs } from './run-source.js';

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
    const bucket = (time: Prisma.Sql) => bucketOf(Prisma.sql`${time} - ${OFFSET}`, { from, to, count });
    const source = runs({
      ...asked,
      window: { type: 'span', from, to },
      columns: Prisma.sql`p.id, ${bucket(Prisma.sql`p.started_at`)} AS started, ${bucket(Prisma.sql`p.ended_at`)} AS ended`,
    });
    const once = comesTwice(asked.matching) ? Prisma.sql`SELECT DISTINCT * FROM (${source}) AS each` : source;
    const rows = await this.questions.$queryRaw<{ started: number | null; ended: number | null; count: number }[]>`
      SELECT started, ended, count(*)::int AS count FROM (${once}) AS run
      GROUP BY GROUPING SETS ((started), (ended))`;
    const of = (key: 'started' | 'ended') =>
      rows.flatMap((row) => {
        const at = row[key];
        return at === null || at < 1 || at > count ? [] : [{ bucket: at - 1, count: row.count }];
      });
    return { started: of('started'), ended: of('ended') };
  }

  /** Hosts that were watched through some part of each bucket. */
  observedHosts(hostIds: readonly HostId[] | undefined, { from, to, count }: Buckets): Promise<BucketRow[]> {
    const of = (time: Prisma.Sql) =>
      Prisma.sql`least(greatest(${bucketOf(time, { from, to, count })}, 1), ${count}::int)`;
    return this.questions.$queryRaw<BucketRow[]>`
      SELECT bucket - 1 AS bucket, count(DISTINCT id)::int AS count
      FROM hosts h CROSS JOIN LATERAL (
        SELECT o.observed_from - ${OFFSET} AS begins, ${observedUntil(OFFSET)} - ${OFFSET} AS ends
        FROM observations o WHERE o.host_id = h.id AND o.observed_from < ${to}::timestamptz + ${OFFSET}
      ) AS o, generate_series(${of(Prisma.sql`o.begins`)}, ${of(Prisma.sql`o.ends`)}) AS bucket
      WHERE ${ofHosts(hostIds)} AND o.ends >= ${from}::timestamptz
      GROUP BY bucket`;
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
  return Prisma.sql`width_bucket(extract(epoch FROM ${time})::float8, ${from.getTime() / 1000}::float8,
    ${to.getTime() / 1000}::float8, ${count}::int)`;
}
