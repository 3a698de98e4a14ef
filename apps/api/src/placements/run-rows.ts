import type { Placement, StartedBy } from '@roadstead/contract';
import type { ContainerId, Digest, HostId, JobId, JobKind } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { Prisma } from '../platform/prisma/generated/client.js';

/** A run with what is known of it; times are set right by what the host's clock is off. */
export interface RunRow {
  readonly id: bigint;
  readonly hostId: HostId;
  readonly hostName: string;
  readonly containerId: ContainerId;
  readonly containerName: string;
  readonly imageId: Digest;
  readonly imageReference: string;
  readonly from: Date;
  readonly to: Date | null;
  readonly endKnownBy: 'engine' | 'event' | 'gap' | null;
  readonly exitCode: number | null;
  /** It is known to have run until then. */
  readonly knownUntil: Date | null;
  readonly jobId: JobId | null;
  readonly jobKind: JobKind | null;
  readonly jobActor: string | null;
  readonly verb: string | null;
  readonly actor: string | null;
  /** Its start was watched, and what anybody did then is on record. */
  readonly watched: boolean | null;
}

/** Heartbeats come every five seconds: an agent of which one is younger than that watches now. */
const FRESH_SECONDS = 17;
/** A command takes effect after it was asked for and before it is on record, by clocks that differ a little. */
const CLOCKS = Prisma.sql`interval '2 s'`;
/** Actions from before are not kept: what began then may have been begun by one of them. */
const ACTIONS_KEPT_SINCE = Prisma.sql`(SELECT coalesce(max(last_at), '-infinity') FROM action_checkpoints)`;

/** To the ids of `found`: runs `p` with all that their keys stand for. */
export const WHOLE_RUNS = Prisma.sql`JOIN runs p ON p.id = found.id JOIN hosts h ON h.key = p.host_key
  JOIN run_containers c ON c.key = p.container_key JOIN history_images i ON i.key = p.image_key`;
/** Columns of those. */
export const RUN_COLUMNS = Prisma.sql`p.id, h.id AS host_id, h.name AS host_name, ${OFFSET} AS ahead, c.container_id,
  p.container_name, i.image_id, i.image_reference, p.started_at, p.ended_at, p.end_known_by, p.exit_code`;

/** Until when the observation `o` goes, by the host's clock: one that goes on, a little further than now, which processes tell by clocks of their own. */
export function observedUntil(ahead: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`CASE WHEN o.open AND o.observed_to > now() + ${ahead} - ${FRESH_SECONDS}::int * interval '1 s'
    THEN greatest(o.observed_to, now() + ${ahead} + ${CLOCKS}) ELSE o.observed_to END`;
}

/**
 * Until when the run `r` is known to have gone on, by the host's clock. An engine's times tell of a whole run, whoever
 * watched. One that is open, or that ended in a gap, is known until it was last seen.
 */
export const KNOWN = Prisma.sql`LEFT JOIN LATERAL (
    SELECT greatest(r.started_at, least(r.ended_at, ${observedUntil(Prisma.sql`r.ahead`)})) AS until
    FROM observations o WHERE o.host_id = r.host_id AND (r.ended_at IS NULL OR o.observed_from < r.ended_at)
    ORDER BY o.observed_from DESC LIMIT 1
  ) AS known ON r.ended_at IS NULL OR r.end_known_by = 'gap'`;
export const KNOWN_UNTIL = Prisma.sql`CASE WHEN r.ended_at IS NULL OR r.end_known_by = 'gap'
  THEN coalesce(known.until, r.started_at) ELSE r.ended_at END`;

/** All of `r`, a run with RUN_COLUMNS. */
export const TOLD = Prisma.sql`
  r.id, r.host_id AS "hostId", r.host_name AS "hostName", r.container_id AS "containerId",
  r.container_name AS "containerName", r.image_id AS "imageId", r.image_reference AS "imageReference",
  r.started_at - r.ahead AS "from", r.ended_at - r.ahead AS "to", r.end_known_by AS "endKnownBy", r.exit_code AS "exitCode",
  ${KNOWN_UNTIL} - r.ahead AS "knownUntil", job.id AS "jobId", job.kind AS "jobKind", job.actor AS "jobActor",
  action.verb, action.actor,
  watched.until >= r.started_at AND r.started_at - r.ahead > ${ACTIONS_KEPT_SINCE} AS watched`;

/** What began `r`: the job whose label its container has and in whose time it began, an action, or who knows what. */
export const BEGUN_BY = Prisma.sql`
  LEFT JOIN LATERAL (
    SELECT j.id, j.kind, j.created_by AS actor
    FROM history_containers c
    JOIN jobs j ON j.id = CASE WHEN c.labels ->> 'io.roadstead.job' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      THEN (c.labels ->> 'io.roadstead.job')::uuid END
    WHERE c.host_id = r.host_id AND c.container_id = r.container_id AND j.host_id = r.host_id
      AND r.started_at - r.ahead BETWEEN j.created_at - ${CLOCKS} AND coalesce(j.ended_at, now()) + ${CLOCKS}
    LIMIT 1
  ) AS job ON TRUE
  LEFT JOIN LATERAL (
    SELECT a.verb, a.actor FROM actions a
    WHERE a.detail ->> 'containerId' = r.container_id AND a.detail ->> 'hostId' = r.host_id::text
      AND a.verb IN ('container.start', 'container.restart') AND a.outcome = 'ok'
      AND a.at >= r.started_at - r.ahead - ${CLOCKS}
      AND (a.detail ->> 'askedAt')::timestamptz <= r.started_at - r.ahead + ${CLOCKS}
    ORDER BY a.at LIMIT 1
  ) AS action ON TRUE
  LEFT JOIN LATERAL (
    SELECT ${observedUntil(Prisma.sql`r.ahead`)} AS until FROM observations o
    WHERE o.host_id = r.host_id AND o.observed_from <= r.started_at ORDER BY o.observed_from DESC LIMIT 1
  ) AS watched ON TRUE`;

/** @param at the moment that is asked about, or the beginning of the span; absent: no beginning */
export function toPlacement(row: RunRow, at: Date | undefined): Placement {
  const { from, to, knownUntil } = row;
  const goesOn = to === null && knownUntil !== null && knownUntil.getTime() > Date.now() - FRESH_SECONDS * 1000;
  const isUnsure = (to === null && !goesOn) || row.endKnownBy === 'gap';
  const observed = at === undefined || knownUntil === null || knownUntil >= at;
  // Property by property: with an object spread into it, a row takes 3.6 kB and fills the young generation (decision 0039).
  return {
    id: String(row.id),
    hostId: row.hostId,
    hostName: row.hostName,
    containerId: row.containerId,
    containerName: row.containerName,
    imageId: row.imageId,
    imageReference: row.imageReference,
    from: from.toISOString(),
    to: to?.toISOString(),
    endKnownBy: row.endKnownBy ?? undefined,
    exitCode: row.exitCode ?? undefined,
    startedBy: startedBy(row),
    certainty: observed ? 'observed' : 'unobserved',
    lastSeenAt: isUnsure ? knownUntil?.toISOString() : undefined,
  };
}

function startedBy({ jobId, jobKind, jobActor, verb, actor, watched }: RunRow): StartedBy {
  if (jobId !== null && jobKind !== null) return { type: 'job', jobId, kind: jobKind, actor: jobActor ?? '' };
  if (verb !== null && actor !== null) return { type: 'action', verb, actor };
  return { type: watched === true ? 'outside' : 'unknown' };
}
