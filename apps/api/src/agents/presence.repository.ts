import { Injectable } from '@nestjs/common';
import type { HostId } from '@roadstead/domain';
import { ADVISORY_LOCKS } from '../platform/database/advisory-locks.js';
import { storableJson } from '../platform/database/storable.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** The latest that was heard from a host, not written down yet. */
export interface Beat {
  readonly hostId: HostId;
  /** ISO 8601, by the host's clock. */
  readonly clock: string;
  readonly clockOffsetMs: number;
  readonly agentRssBytes: number;
  readonly engine: 'up' | 'down';
  readonly engineError?: string;
  /** The epoch that the agent watches, where its view equals the applied one: the inventory is true as of now. */
  readonly currentEpoch?: string;
}

@Injectable()
export class PresenceRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Writes any number of beats in one statement. Hosts whose row is in use are left out: their turn comes again.
   * @returns the hosts that were written, and whether their status or engine state is another than before
   */
  async write(beats: readonly Beat[]): Promise<{ hostId: HostId; changed: boolean }[]> {
    return this.prisma.$queryRaw<{ hostId: HostId; changed: boolean }[]>`
      WITH beats AS (
        SELECT * FROM jsonb_to_recordset(${storableJson(beats)}::jsonb) AS beat(
          "hostId" uuid, "clock" timestamptz, "clockOffsetMs" float8, "agentRssBytes" float8, "engine" text,
          "engineError" text, "currentEpoch" uuid)
      ),
      before AS (
        SELECT id, status, engine_state, engine_error FROM hosts
        WHERE id IN (SELECT "hostId" FROM beats) AND status <> 'revoked'
        FOR UPDATE SKIP LOCKED
      ),
      written AS (
        UPDATE hosts h
        SET status = 'online', last_heard_at = now(), engine_state = b."engine", engine_error = b."engineError",
          clock_offset_ms = greatest(least(b."clockOffsetMs", 2147483647), -2147483648)::int,
          agent_rss_bytes = least(b."agentRssBytes", 9007199254740991)::bigint,
          data_as_of = CASE WHEN b."currentEpoch" = h.epoch THEN now() ELSE h.data_as_of END
        FROM beats b JOIN before ON before.id = b."hostId"
        WHERE h.id = b."hostId"
        RETURNING h.id, (h.status, h.engine_state, h.engine_error)
          IS DISTINCT FROM (before.status, before.engine_state, before.engine_error) AS changed
      ),
      observed AS (
        UPDATE observations o SET observed_to = greatest(o.observed_to, b."clock")
        FROM beats b JOIN written ON written.id = b."hostId"
        WHERE o.host_id = b."hostId" AND o.epoch = b."currentEpoch" AND o.open
      )
      SELECT id AS "hostId", changed FROM written`;
  }

  /** Moves hosts that were silent for too long. @returns those that moved */
  async sweep(unknownAfterSeconds: number, offlineAfterSeconds: number): Promise<HostId[]> {
    const moved = await this.prisma.$queryRaw<{ id: HostId }[]>`
      WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCKS.presence}::bigint) AS mine),
      silent AS (
        SELECT id, CASE
            WHEN last_heard_at IS NULL OR last_heard_at < now() - make_interval(secs => ${offlineAfterSeconds}) THEN 'offline'
            ELSE 'unknown'
          END AS status
        FROM hosts
        WHERE (SELECT mine FROM turn) AND status IN ('online', 'unknown')
          AND (last_heard_at IS NULL OR last_heard_at < now() - make_interval(secs => ${unknownAfterSeconds}))
        FOR UPDATE SKIP LOCKED
      )
      UPDATE hosts h SET status = silent.status FROM silent
      WHERE h.id = silent.id AND h.status <> silent.status
      RETURNING h.id`;
    return moved.map(({ id }) => id);
  }

  /** Of these hosts, those whose rows do not add up to the hash of the view that was applied. */
  async drifted(hostIds: readonly HostId[]): Promise<HostId[]> {
    const rows = await this.prisma.$queryRaw<{ id: HostId }[]>`
      SELECT h.id FROM hosts h
      WHERE h.id = ANY(${hostIds}::uuid[]) AND h.view_hash <>
        (SELECT coalesce(bit_xor(c.fingerprint), 0) FROM containers c WHERE c.host_id = h.id) #
        (SELECT coalesce(bit_xor(i.fingerprint), 0) FROM host_images i WHERE i.host_id = h.id)`;
    return rows.map(({ id }) => id);
  }
}
