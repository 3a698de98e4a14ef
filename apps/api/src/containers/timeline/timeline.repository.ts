import { Injectable } from '@nestjs/common';
import type { ContainerId, HostId } from '@roadstead/domain';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import type { ActionRow, GapRow, JobRow, RunRow } from './timeline-rows.js';

export interface TimelineWindow {
  readonly hostId: HostId;
  readonly containerId: ContainerId;
  /** By the control plane's clock. */
  readonly before: Date;
  readonly limit: number;
  /** What the host's clock is ahead. */
  readonly offsetMs: number;
}

/** Shorter ones are the agent's and engine's own restarts, in which the list that follows shows what changed. */
const SHORTEST_GAP_SECONDS = 1;

/** Each gives the newest rows before a moment; times of the host are set right by the offset of its clock. */
@Injectable()
export class TimelineRepository {
  constructor(private readonly prisma: PrismaService) {}

  runs({ hostId, containerId, before, limit, offsetMs }: TimelineWindow): Promise<RunRow[]> {
    return this.prisma.$queryRaw<RunRow[]>`
      SELECT container_name AS name, started_at - ${offsetMs}::float8 * interval '1 ms' AS "from",
        ended_at - ${offsetMs}::float8 * interval '1 ms' AS "to", end_known_by AS "endKnownBy", exit_code AS "exitCode"
      FROM runs
      WHERE container_key = (SELECT key FROM run_containers WHERE host_id = ${hostId}::uuid AND container_id = ${containerId})
        AND started_at < ${before}::timestamptz + ${offsetMs}::float8 * interval '1 ms'
      ORDER BY started_at DESC LIMIT ${limit}`;
  }

  actions({ hostId, containerId, before, limit }: TimelineWindow): Promise<ActionRow[]> {
    return this.prisma.$queryRaw<ActionRow[]>`
      SELECT at, actor, verb, target, outcome, detail FROM actions
      WHERE detail ->> 'containerId' = ${containerId} AND detail ->> 'hostId' = ${hostId} AND at < ${before}::timestamptz
      ORDER BY at DESC LIMIT ${limit}`;
  }

  /** About this container, that made it in another's place, or that removed it with others. */
  jobs({ hostId, containerId, before, limit }: TimelineWindow): Promise<JobRow[]> {
    return this.prisma.$queryRaw<JobRow[]>`
      SELECT id, created_at AS at, ended_at AS "endedAt", kind, state, created_by AS "createdBy" FROM (
        SELECT * FROM jobs WHERE params ->> 'containerId' = ${containerId} AND host_id = ${hostId}::uuid
        UNION ALL
        SELECT * FROM jobs
        WHERE host_id = ${hostId}::uuid AND kind = 'container.recreate' AND result ->> 'containerId' = ${containerId}
        UNION ALL
        SELECT * FROM jobs
        WHERE host_id = ${hostId}::uuid AND kind = 'container.prune' AND result -> 'deleted' ? ${containerId}
      ) AS of_container
      WHERE created_at < ${before}::timestamptz ORDER BY created_at DESC LIMIT ${limit}`;
  }

  /** @param since by the host's clock: what was before is not about this container */
  async gaps({ hostId, before, limit, offsetMs }: TimelineWindow, since: Date): Promise<GapRow[]> {
    return this.prisma.$queryRaw<GapRow[]>`
      SELECT span_end - ${offsetMs}::float8 * interval '1 ms' AS "from", next_begin - ${offsetMs}::float8 * interval '1 ms' AS "until"
      FROM (
        SELECT observed_to AS span_end, lead(observed_from) OVER (ORDER BY observed_from) AS next_begin, open
        FROM observations WHERE host_id = ${hostId}::uuid AND observed_to >= ${since}::timestamptz
      ) AS spans
      WHERE span_end < ${before}::timestamptz + ${offsetMs}::float8 * interval '1 ms'
        AND (next_begin - span_end > ${SHORTEST_GAP_SECONDS}::float8 * interval '1 s' OR (next_begin IS NULL AND NOT open))
      ORDER BY span_end DESC LIMIT ${limit}`;
  }
}
