import { Injectable } from '@nestjs/common';
import { type ContainerId, HostId } from '@roadstead/domain';
import { ADVISORY_LOCKS } from '../platform/database/advisory-locks.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** A minute of a host, packed by `packBatch`. */
export interface StoredBatch {
  readonly hostId: HostId;
  readonly batchId: string;
  /** Milliseconds since 1970, of the first and the last sample. */
  readonly from: number;
  readonly to: number;
  readonly samples: Buffer;
}

/** What holds history: a batch, or the buckets of one hour. */
export type HistoryPiece =
  | { readonly kind: 'batch'; readonly bytes: Uint8Array }
  | { readonly kind: 'hour'; readonly hour: Date; readonly bytes: Uint8Array };

export interface RolledHour {
  /** Empty: the host. */
  readonly containerId: ContainerId | '';
  readonly buckets: Buffer;
}

/** Containers of one hour of one host that are kept; far beyond what a host runs. */
const MAX_CONTAINERS_PER_HOUR = 5000;

@Injectable()
export class StatsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Any number of batches in one statement; one that is there already has no effect. */
  async store(batches: readonly StoredBatch[]): Promise<void> {
    await this.prisma.$executeRaw`
      INSERT INTO stats_recent (host_id, batch_id, from_at, to_at, samples)
      SELECT host_id, batch_id, to_timestamp(from_ms / 1000), to_timestamp(to_ms / 1000), decode(samples, 'base64')
      FROM unnest(
        ${batches.map(({ hostId }) => hostId)}::uuid[], ${batches.map(({ batchId }) => batchId)}::uuid[],
        ${batches.map(({ from }) => from)}::float8[], ${batches.map(({ to }) => to)}::float8[],
        ${batches.map(({ samples }) => samples.toString('base64'))}::text[]
      ) AS batch(host_id, batch_id, from_ms, to_ms, samples)
      ON CONFLICT DO NOTHING`;
  }

  /** All history of the range, in one statement: what is being rolled up meanwhile is there once. */
  async pieces(hostId: HostId, containerId: ContainerId | '', from: Date, to: Date): Promise<HistoryPiece[]> {
    const rows = await this.prisma.$queryRaw<{ hour: Date | null; bytes: Uint8Array }[]>`
      SELECT NULL::timestamptz AS hour, samples AS bytes FROM stats_recent
      WHERE host_id = ${hostId}::uuid AND to_at >= ${from} AND from_at <= ${to}
      UNION ALL
      SELECT hour, buckets FROM stats_hours
      WHERE host_id = ${hostId}::uuid AND container_id = ${containerId}
        AND hour > ${from}::timestamptz - interval '1 hour' AND hour <= ${to}`;
    return rows.map(({ hour, bytes }) => (hour === null ? { kind: 'batch', bytes } : { kind: 'hour', hour, bytes }));
  }

  /** The newest batches of each host that is shown, if it has any of the last minutes. */
  async newest(hostId: HostId | undefined, since: Date): Promise<{ hostId: HostId; bytes: Uint8Array }[]> {
    return this.prisma.$queryRaw<{ hostId: HostId; bytes: Uint8Array }[]>`
      WITH newest AS (
        SELECT host_id, max(to_at) AS to_at FROM stats_recent
        WHERE to_at >= ${since} AND (${hostId ?? null}::uuid IS NULL OR host_id = ${hostId ?? null}::uuid)
        GROUP BY host_id)
      SELECT r.host_id AS "hostId", r.samples AS bytes
      FROM newest JOIN stats_recent r ON r.host_id = newest.host_id AND r.to_at >= newest.to_at - interval '1 second'
      JOIN hosts h ON h.id = r.host_id AND h.status <> 'revoked'`;
  }

  /** Hours of hosts that ended before a moment and are not rolled up. */
  async dueHours(before: Date): Promise<{ hostId: HostId; hour: Date }[]> {
    const rows = await this.prisma.$queryRaw<{ hostId: string; hour: Date }[]>`
      SELECT DISTINCT host_id AS "hostId", date_trunc('hour', from_at, 'UTC') AS hour FROM stats_recent
      WHERE to_at < ${before} AND date_trunc('hour', from_at, 'UTC') <= ${before}::timestamptz - interval '1 hour'
      ORDER BY 2, 1 LIMIT 5000`;
    return rows.map(({ hostId, hour }) => ({ hostId: HostId.parse(hostId), hour }));
  }

  /** Puts hours in the place of the batches that they are made of, in one transaction. @returns whether it was its turn */
  async roll(hostId: HostId, hour: Date, rollUp: (batches: Uint8Array[]) => Iterable<RolledHour>): Promise<boolean> {
    return this.prisma.$transaction(async (tx) => {
      const [turn] = await tx.$queryRaw<{ mine: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCKS.stats}::bigint) AS mine`;
      if (turn?.mine !== true) return false;
      const batches = await tx.$queryRaw<{ samples: Uint8Array }[]>`
        DELETE FROM stats_recent
        WHERE host_id = ${hostId}::uuid AND from_at >= ${hour} AND from_at < ${hour}::timestamptz + interval '1 hour'
        RETURNING samples`;
      const rolled = [...rollUp(batches.map(({ samples }) => samples))].slice(0, MAX_CONTAINERS_PER_HOUR);
      await tx.$executeRaw`
        INSERT INTO stats_hours (host_id, container_id, hour, buckets)
        SELECT ${hostId}::uuid, container_id, ${hour}, decode(buckets, 'base64')
        FROM unnest(
          ${rolled.map(({ containerId }) => containerId)}::text[],
          ${rolled.map(({ buckets }) => buckets.toString('base64'))}::text[]
        ) AS rolled(container_id, buckets)
        ON CONFLICT DO NOTHING`;
      return true;
    });
  }

  /** @returns how many rows went */
  async forget(before: Date): Promise<number> {
    return this.prisma.$executeRaw`DELETE FROM stats_hours WHERE hour < ${before}`;
  }
}
