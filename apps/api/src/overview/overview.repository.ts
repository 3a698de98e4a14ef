import { Injectable } from '@nestjs/common';
import type { Overview } from '@roadstead/contract';
import { Concern } from '@roadstead/contract';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** Exit codes of a container that was stopped on purpose: it ended well, or by the SIGKILL or SIGTERM of a stop. */
const WANTED_EXITS = [0, 137, 143];

type Counts = Pick<Overview, 'hosts' | 'containers' | 'images' | 'jobs'>;

@Injectable()
export class OverviewRepository {
  constructor(private readonly prisma: PrismaService) {}

  async counts(): Promise<Counts> {
    const [row] = await this.prisma.$queryRaw<Counts[]>`
      SELECT
        (SELECT jsonb_build_object('total', count(*), 'online', count(*) FILTER (WHERE status = 'online'),
            'unknown', count(*) FILTER (WHERE status = 'unknown'), 'offline', count(*) FILTER (WHERE status = 'offline'),
            'engineDown', count(*) FILTER (WHERE status = 'online' AND engine_state = 'down'))
          FROM hosts WHERE status <> 'revoked') AS hosts,
        (SELECT jsonb_build_object('total', count(*), 'running', count(*) FILTER (WHERE state = 'running'),
            'paused', count(*) FILTER (WHERE state = 'paused'), 'restarting', count(*) FILTER (WHERE state = 'restarting'),
            'exited', count(*) FILTER (WHERE state = 'exited'), 'created', count(*) FILTER (WHERE state = 'created'),
            'dead', count(*) FILTER (WHERE state = 'dead'),
            'unhealthy', count(*) FILTER (WHERE state = 'running' AND health = 'unhealthy'))
          FROM containers) AS containers,
        (SELECT jsonb_build_object('total', count(*), 'untagged', count(*) FILTER (WHERE NOT tagged), 'bytes',
            (SELECT coalesce(sum(size), 0) FROM layers WHERE chain_id IN (
              SELECT chain_id FROM image_layers WHERE image_id IN (SELECT image_id FROM host_images))))
          FROM (SELECT image_id, bool_or(cardinality("references") > 0) AS tagged FROM host_images GROUP BY image_id) AS present
        ) AS images,
        (SELECT jsonb_build_object('running', count(*) FILTER (WHERE state = 'running'),
            'waiting', count(*) FILTER (WHERE state IN ('queued', 'waiting-for-host', 'interrupted')),
            'failedLastDay', count(*) FILTER (WHERE state = 'failed' AND ended_at > now() - interval '1 day'),
            'succeededLastDay', count(*) FILTER (WHERE state = 'succeeded' AND ended_at > now() - interval '1 day'))
          FROM jobs
          WHERE state IN ('running', 'queued', 'waiting-for-host', 'interrupted') OR created_at > now() - interval '2 days'
        ) AS jobs`;
    if (row === undefined) throw new Error('an aggregate has a row');
    return row;
  }

  /** What wants a human's eye, worst first: hosts, then engines, containers, jobs; within a kind the latest first. */
  async concerns(limit: number): Promise<{ concerns: Concern[]; count: number }> {
    const rows = await this.prisma.$queryRaw<{ concern: unknown; total: number }[]>`
      SELECT jsonb_strip_nulls(concern) AS concern, (count(*) OVER ())::int AS total
      FROM (${CONCERNS}) AS found ORDER BY severity, at DESC NULLS LAST LIMIT ${limit}`;
    return { concerns: rows.map(({ concern }) => Concern.parse(concern)), count: rows[0]?.total ?? 0 };
  }

  async hostsByStatus(): Promise<Record<string, number>> {
    const rows = await this.prisma.host.groupBy({ by: ['status'], _count: true });
    return Object.fromEntries(rows.map(({ status, _count }) => [status, _count]));
  }

  async jobsByState(): Promise<Record<string, number>> {
    const rows = await this.prisma.job.groupBy({ by: ['state'], _count: true });
    return Object.fromEntries(rows.map(({ state, _count }) => [state, _count]));
  }
}

/** ISO 8601 in UTC, as the contract has it. */
function iso(expression: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

const CONTAINER = Prisma.sql`'hostId', h.id, 'hostName', h.name, 'containerId', c.id, 'containerName', c.name,
  'knownAt', CASE WHEN h.status <> 'online' THEN ${iso(Prisma.sql`h.data_as_of`)} END`;
const FINISHED_AT = Prisma.sql`(c.record ->> 'finishedAt')::timestamptz`;
const UNHEALTHY_SINCE = Prisma.sql`(c.record ->> 'unhealthySince')::timestamptz`;
/** A host's clock may be that far ahead; what lies further in the future is no news. */
const CLOCK_TOLERANCE = Prisma.sql`interval '1 day'`;
const ON_FLEET = Prisma.sql`containers c JOIN hosts h ON h.id = c.host_id`;

/** Worst first. A failed job that was asked for again is no concern any more: the later one tells how it stands. */
const CONCERNS = Prisma.sql`
  SELECT 1 AS severity, last_heard_at AS at, jsonb_build_object('type', 'host.silent', 'hostId', id, 'hostName', name,
    'status', status, 'since', ${iso(Prisma.sql`last_heard_at`)}) AS concern
  FROM hosts WHERE status IN ('unknown', 'offline')
  UNION ALL
  SELECT 2, last_heard_at, jsonb_build_object('type', 'engine.down', 'hostId', id, 'hostName', name, 'reason', engine_error)
  FROM hosts WHERE status = 'online' AND engine_state = 'down'
  UNION ALL
  SELECT 3, coalesce(${UNHEALTHY_SINCE}, c.started_at), jsonb_build_object('type', 'container.unhealthy', ${CONTAINER},
    'at', ${iso(UNHEALTHY_SINCE)})
  FROM ${ON_FLEET} WHERE c.health = 'unhealthy' AND c.state = 'running'
  UNION ALL
  SELECT 4, c.started_at, jsonb_build_object('type', 'container.restarting', ${CONTAINER},
    'restartCount', (c.record ->> 'restartCount')::bigint)
  FROM ${ON_FLEET} WHERE c.state = 'restarting'
  UNION ALL
  SELECT 5, ${FINISHED_AT}, jsonb_build_object('type', 'container.failed', ${CONTAINER},
    'exitCode', coalesce((c.record ->> 'exitCode')::bigint, 0), 'outOfMemory', (c.record ->> 'outOfMemory')::boolean,
    'at', ${iso(FINISHED_AT)})
  FROM ${ON_FLEET}
  WHERE c.state IN ('exited', 'dead') AND ${FINISHED_AT} BETWEEN now() - interval '1 day' AND now() + ${CLOCK_TOLERANCE}
    AND ((c.record ->> 'outOfMemory')::boolean OR NOT coalesce((c.record ->> 'exitCode')::bigint, 0) = ANY(${WANTED_EXITS}))
  UNION ALL
  SELECT 6, j.ended_at, jsonb_build_object('type', 'job.failed', 'jobId', j.id, 'hostId', h.id, 'hostName', h.name,
    'kind', j.kind, 'subject', coalesce(j.params ->> 'reference', j.container_name,
    j.params -> 'tags' ->> 0, j.kind), 'error', j.error,
    'at', ${iso(Prisma.sql`j.ended_at`)})
  FROM jobs j JOIN hosts h ON h.id = j.host_id
  WHERE j.state = 'failed' AND j.ended_at > now() - interval '1 day' AND NOT EXISTS (
    SELECT FROM jobs again
    WHERE again.host_id = j.host_id AND again.kind = j.kind AND again.params = j.params AND again.id > j.id
      AND again.state <> 'canceled')`;
