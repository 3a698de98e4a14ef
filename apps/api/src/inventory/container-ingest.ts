import type { ContainerId, Digest } from '@roadstead/domain';
import { LIVE_STATES } from '@roadstead/domain';
import { storableJson } from '../platform/database/storable.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { IngestScope, Touched } from './ingest-scope.js';
import type { ContainerRow } from './inventory-rows.js';

/** Characters of a name that columns hold to sort and index by: Docker sets no limit, an index has one. */
export const INDEXED_LENGTH = 500;
/** Windows' exit codes have no sign: as 32 bits with one they are what Windows itself also writes. */
const EXIT_CODE = Prisma.sql`((c.record ->> 'exitCode')::bigint::bit(32))::int`;

/** Since when a container is unhealthy, an engine forgets after some probes: what it has told once stays while that lasts. */
const KEPT_HEALTH = Prisma.sql`
  CASE WHEN stored.health = 'unhealthy' AND EXCLUDED.health = 'unhealthy' AND stored.record -> 'unhealthySince' IS NOT NULL
    AND stored.started_at IS NOT DISTINCT FROM EXCLUDED.started_at
  THEN jsonb_build_object('unhealthySince', stored.record -> 'unhealthySince') ELSE '{}' END`;

export interface ContainerEffect {
  readonly id: ContainerId;
  readonly imageId: Digest;
}

/** Stores the rows that differ from what is there. @returns those */
export function storeContainers({ tx, hostId }: IngestScope, rows: Prisma.Sql): Promise<ContainerEffect[]> {
  return tx.$queryRaw<ContainerEffect[]>`
    WITH incoming AS (
      SELECT DISTINCT ON (id) id, fingerprint, record FROM (
        SELECT item ->> 'id' AS id, (item ->> 'fingerprint')::bigint AS fingerprint, item -> 'record' AS record
        FROM ${rows} AS rows(item)
      ) AS parsed ORDER BY id
    )
    INSERT INTO containers AS stored (host_id, id, name, image_id, image_reference, state, health, started_at, created_at,
      record, fingerprint, search_text)
    SELECT ${hostId}::uuid, id, left(record ->> 'name', ${INDEXED_LENGTH}), record ->> 'imageId',
      left(record ->> 'imageReference', ${INDEXED_LENGTH}), record ->> 'state',
      record ->> 'health', ${startedAt()}, (record ->> 'createdAt')::timestamptz, record, fingerprint,
      lower(concat_ws(' ', record ->> 'name', record ->> 'imageReference', record ->> 'command', id))
    FROM incoming
    ON CONFLICT (host_id, id) DO UPDATE SET name = EXCLUDED.name, image_id = EXCLUDED.image_id,
      image_reference = EXCLUDED.image_reference, state = EXCLUDED.state, health = EXCLUDED.health,
      started_at = EXCLUDED.started_at, created_at = EXCLUDED.created_at, record = ${KEPT_HEALTH} || EXCLUDED.record,
      fingerprint = EXCLUDED.fingerprint, search_text = EXCLUDED.search_text
    WHERE stored.fingerprint <> EXCLUDED.fingerprint
    RETURNING id, image_id AS "imageId"`;
}

/** The rows of a delta, for `storeContainers`. */
export function containerRows(rows: readonly ContainerRow[]): Prisma.Sql {
  return Prisma.sql`jsonb_array_elements(${storableJson(rows)}::jsonb)`;
}

/** An engine writes the year 1 for "never". */
function startedAt(): Prisma.Sql {
  return Prisma.sql`CASE WHEN record ->> 'startedAt' > '1970' THEN (record ->> 'startedAt')::timestamptz END`;
}

export function removeContainers({ tx, hostId }: IngestScope, ids: readonly ContainerId[]): Promise<ContainerEffect[]> {
  return tx.$queryRaw<ContainerEffect[]>`
    DELETE FROM containers WHERE host_id = ${hostId}::uuid AND id = ANY(${ids}) RETURNING id, image_id AS "imageId"`;
}

/** Removes what a list does not have. */
export function removeOtherContainers({ tx, hostId }: IngestScope, listed: Prisma.Sql): Promise<ContainerEffect[]> {
  return tx.$queryRaw<ContainerEffect[]>`
    DELETE FROM containers c
    WHERE c.host_id = ${hostId}::uuid
      AND NOT EXISTS (SELECT FROM ${listed} AS rows(item) WHERE item ->> 'id' = c.id)
    RETURNING id, image_id AS "imageId"`;
}

/**
 * Writes what stored containers tell of their runs. One run is one start time: it is open while the container lives, and
 * ends when the engine says it finished. A run that is open although the container has been started anew since ended
 * before that: where the engine's finish time lies between the two starts it is the end, else the new start is the bound.
 * After a gap the finish time is a bound, too: it is that of the last run, and there may have been others in between.
 */
export async function trackRuns(
  { tx, hostId, gap }: IngestScope,
  touched: readonly Touched<ContainerId>[],
): Promise<void> {
  if (touched.length === 0) return;
  const seen = gap ? 'gap' : 'event';
  const run = Prisma.sql`
    SELECT k.key, c.name, c.image_id, c.image_reference, c.started_at, c.state = ANY(${LIVE_STATES}) AS live, t.at,
      (c.record ->> 'finishedAt')::timestamptz AS finished_at, ${EXIT_CODE} AS exit_code
    FROM containers c
    JOIN jsonb_to_recordset(${JSON.stringify(touched)}::jsonb) AS t(id text, at timestamptz) ON t.id = c.id
    LEFT JOIN run_containers k ON k.host_id = c.host_id AND k.container_id = c.id
    WHERE c.host_id = ${hostId}::uuid`;
  await tx.$executeRaw`
    WITH run AS (${run}),
    superseded AS (
      SELECT p.id, p.started_at, run.started_at AS next_start, run.at,
        CASE WHEN run.finished_at BETWEEN p.started_at AND coalesce(run.started_at, 'infinity') THEN run.finished_at END
          AS finished_at
      FROM runs p JOIN run ON run.key = p.container_key
      WHERE p.end_known_by IS NULL AND p.started_at IS DISTINCT FROM run.started_at
    )
    UPDATE runs p
    SET ended_at = coalesce(s.finished_at, greatest(s.started_at, coalesce(s.next_start, s.at))),
      end_known_by = CASE WHEN s.finished_at IS NULL OR ${gap} THEN ${seen} ELSE 'engine' END
    FROM superseded s WHERE p.id = s.id`;
  // A key that is missing is an error, and not a run less.
  await tx.$executeRaw`
    WITH run AS (${run}),
    ended AS (
      SELECT run.*, NOT live AND finished_at >= started_at AS by_engine FROM run WHERE started_at IS NOT NULL
    )
    INSERT INTO runs AS p (host_key, container_key, container_name, image_key, started_at, ended_at, end_known_by, exit_code)
    SELECT (SELECT key FROM hosts WHERE id = ${hostId}::uuid), key, name,
      (SELECT i.key FROM history_images i WHERE i.image_id = ended.image_id AND i.image_reference = ended.image_reference),
      started_at,
      CASE WHEN live THEN NULL WHEN by_engine THEN finished_at ELSE greatest(started_at, at) END,
      CASE WHEN live THEN NULL WHEN by_engine THEN 'engine' ELSE ${seen} END,
      CASE WHEN by_engine THEN exit_code END
    FROM ended
    ON CONFLICT (container_key, started_at) DO UPDATE SET container_name = EXCLUDED.container_name,
      ended_at = EXCLUDED.ended_at, end_known_by = EXCLUDED.end_known_by, exit_code = EXCLUDED.exit_code
    WHERE (p.container_name, p.ended_at, p.end_known_by, p.exit_code)
      IS DISTINCT FROM (EXCLUDED.container_name, EXCLUDED.ended_at, EXCLUDED.end_known_by, EXCLUDED.exit_code)`;
}

/** Ends what still ran when its container was removed. */
export async function endRuns(
  { tx, hostId, gap }: IngestScope,
  removed: readonly Touched<ContainerId>[],
): Promise<void> {
  if (removed.length === 0) return;
  await tx.$executeRaw`
    UPDATE runs p SET ended_at = greatest(p.started_at, r.at), end_known_by = ${gap ? 'gap' : 'event'}
    FROM jsonb_to_recordset(${JSON.stringify(removed)}::jsonb) AS r(id text, at timestamptz)
    JOIN run_containers k ON k.host_id = ${hostId}::uuid AND k.container_id = r.id
    WHERE p.container_key = k.key AND p.end_known_by IS NULL`;
}
