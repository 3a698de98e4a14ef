import { Injectable } from '@nestjs/common';
import type { Host } from '@roadstead/contract';
import { EngineFacts, EngineState, HostId, HostStatus, Labels } from '@roadstead/domain';
import { drawRevision } from '../platform/database/revisions.js';
import { unlessTaken } from '../platform/database/unless-taken.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

interface HostRow {
  id: string;
  name: string;
  labels: unknown;
  status: string;
  last_heard_at: Date | null;
  data_as_of: Date | null;
  clock_offset_ms: number | null;
  engine_state: string;
  engine_error: string | null;
  engine: unknown;
  agent_version: string | null;
  agent_rss_bytes: bigint | null;
  address: string | null;
  created_at: Date;
  running: number;
  containers: number;
  unhealthy: number;
  images: number;
  active_jobs: number;
}

@Injectable()
export class HostsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Hosts by name, without those that were revoked. */
  async list(ids?: readonly HostId[]): Promise<Host[]> {
    const wanted = ids === undefined ? Prisma.sql`TRUE` : Prisma.sql`h.id = ANY(${ids}::uuid[])`;
    return this.#read(Prisma.sql`${wanted} AND h.status <> 'revoked'`);
  }

  /** One host, also a revoked one. */
  async byId(id: HostId): Promise<Host | undefined> {
    const [host] = await this.#read(Prisma.sql`h.id = ${id}::uuid`);
    return host;
  }

  update(id: HostId, change: { name?: string; labels?: Labels }): Promise<'ok' | 'revoked' | 'name-taken'> {
    const updated = this.prisma.host.updateMany({ where: { id, status: { not: 'revoked' } }, data: change });
    return unlessTaken(updated.then(({ count }) => (count > 0 ? 'ok' : 'revoked')));
  }

  async createJoinToken(token: {
    id: string;
    secretHash: string;
    labels: Labels;
    usesLeft: number;
    createdBy: string;
    expiresAt: Date;
  }): Promise<void> {
    await this.prisma.joinToken.create({ data: token });
  }

  async #read(where: Prisma.Sql): Promise<Host[]> {
    const revision = await drawRevision(this.prisma);
    const rows = await this.prisma.$queryRaw<HostRow[]>`
      WITH wanted AS (SELECT h.* FROM hosts h WHERE ${where}),
      container_counts AS (
        SELECT host_id, count(*)::int AS containers, count(*) FILTER (WHERE state = 'running')::int AS running,
          count(*) FILTER (WHERE state = 'running' AND health = 'unhealthy')::int AS unhealthy
        FROM containers WHERE host_id IN (SELECT id FROM wanted) GROUP BY host_id
      ),
      image_counts AS (
        SELECT host_id, count(*)::int AS images
        FROM host_images WHERE host_id IN (SELECT id FROM wanted) GROUP BY host_id
      ),
      job_counts AS (
        SELECT host_id, count(*)::int AS active_jobs
        FROM jobs WHERE state NOT IN ('succeeded', 'failed', 'canceled') AND host_id IN (SELECT id FROM wanted)
        GROUP BY host_id
      )
      SELECT w.id, w.name, w.labels, w.status, w.last_heard_at, w.data_as_of, w.clock_offset_ms, w.engine_state,
        w.engine_error, w.engine, w.agent_version, w.agent_rss_bytes, w.address, w.created_at,
        coalesce(c.running, 0) AS running, coalesce(c.containers, 0) AS containers,
        coalesce(c.unhealthy, 0) AS unhealthy, coalesce(i.images, 0) AS images,
        coalesce(j.active_jobs, 0) AS active_jobs
      FROM wanted w
      LEFT JOIN container_counts c ON c.host_id = w.id
      LEFT JOIN image_counts i ON i.host_id = w.id
      LEFT JOIN job_counts j ON j.host_id = w.id
      ORDER BY w.name, w.id`;
    return rows.map((row) => toHost(row, revision));
  }
}

function toHost(row: HostRow, revision: number): Host {
  return {
    id: HostId.parse(row.id),
    name: row.name,
    labels: Labels.parse(row.labels),
    status: HostStatus.parse(row.status),
    lastHeardAt: row.last_heard_at?.toISOString(),
    dataAsOf: row.data_as_of?.toISOString(),
    clockOffsetMs: row.clock_offset_ms ?? undefined,
    engineState: EngineState.parse(row.engine_state),
    engineError: row.engine_error ?? undefined,
    engine: row.engine === null ? undefined : EngineFacts.parse(row.engine),
    agentVersion: row.agent_version ?? undefined,
    agentRssBytes: row.agent_rss_bytes === null ? undefined : Number(row.agent_rss_bytes),
    address: row.address ?? undefined,
    createdAt: row.created_at.toISOString(),
    counts: {
      running: row.running,
      containers: row.containers,
      unhealthy: row.unhealthy,
      images: row.images,
      activeJobs: row.active_jobs,
    },
    revision,
  };
}
