import { Injectable } from '@nestjs/common';
import type { Upload } from '@roadstead/contract';
import { ADVISORY_LOCKS } from '../platform/database/advisory-locks.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** An upload as it is stored: what of it is the API's own business is not in the contract. */
export interface StoredUpload extends Upload {
  readonly complete: boolean;
}

export interface NewUpload {
  readonly id: string;
  readonly filename?: string;
  readonly size: number;
  readonly createdBy: string;
  readonly expiresAt: Date;
}

/** What uploads have taken already. */
export interface TakenRoom {
  /** Uploads of this user that are not complete. */
  readonly unfinished: number;
  /** Bytes of all uploads of this user, those to come included. */
  readonly bytes: number;
  /** Bytes that are still to come, of everybody's. */
  readonly awaited: number;
}

type UploadRow = Prisma.UploadModel;

@Injectable()
export class UploadsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Stores an upload that begins, if `judge` lets it. One after the other, in all API processes: of two that begin at the
   * same time the second is judged by what the first has taken.
   * @throws what `judge` throws; nothing is stored then
   */
  async begin(
    { id, filename, size, createdBy, expiresAt }: NewUpload,
    judge: (taken: TakenRoom) => Promise<void>,
  ): Promise<void> {
    await this.prisma.$transaction(async (database) => {
      await database.$executeRaw`SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.uploads}::bigint)`;
      const [taken] = await database.$queryRaw<Record<keyof TakenRoom, bigint>[]>`
        SELECT count(*) FILTER (WHERE created_by = ${createdBy} AND completed_at IS NULL) AS "unfinished",
          coalesce(sum(size) FILTER (WHERE created_by = ${createdBy}), 0)::bigint AS "bytes",
          coalesce(sum(size - received) FILTER (WHERE completed_at IS NULL), 0)::bigint AS "awaited"
        FROM uploads`;
      const { unfinished = 0n, bytes = 0n, awaited = 0n } = taken ?? {};
      await judge({ unfinished: Number(unfinished), bytes: Number(bytes), awaited: Number(awaited) });
      await database.upload.create({ data: { id, filename, size, createdBy, expiresAt } });
    });
  }

  async byId(id: string): Promise<StoredUpload | undefined> {
    const row = await this.prisma.upload.findUnique({ where: { id } });
    return row === null ? undefined : toUpload(row);
  }

  /** Newest first. @param createdBy absent: everybody's */
  async list(createdBy?: string): Promise<StoredUpload[]> {
    const rows = await this.prisma.upload.findMany({ where: { createdBy }, orderBy: { createdAt: 'desc' } });
    return rows.map(toUpload);
  }

  /** What is there never grows less: reports of it may come late. @returns undefined if it is gone */
  async received(id: string, bytes: number, expiresAt: Date): Promise<StoredUpload | undefined> {
    const [row] = await this.prisma.$queryRaw<UploadRow[]>`
      UPDATE uploads
      SET received = GREATEST(received, ${bytes}::bigint), expires_at = ${expiresAt},
        completed_at = CASE WHEN ${bytes}::bigint >= size THEN COALESCE(completed_at, now()) ELSE completed_at END
      WHERE id = ${id}
      RETURNING ${COLUMNS}`;
    return row === undefined ? undefined : toUpload(row);
  }

  async used(id: string, expiresAt: Date): Promise<void> {
    await this.prisma.upload.updateMany({ where: { id }, data: { expiresAt } });
  }

  async delete(id: string): Promise<void> {
    await this.prisma.upload.deleteMany({ where: { id } });
  }

  /** Uploads whose time is over, except those that a job still has to read. */
  async expired(limit: number): Promise<string[]> {
    const rows = await this.prisma.$queryRaw<{ id: string }[]>`
      SELECT u.id FROM uploads u
      WHERE u.expires_at < now() AND NOT EXISTS (
        SELECT FROM jobs j
        WHERE j.state IN ('queued', 'waiting-for-host', 'running', 'interrupted')
          AND u.id IN (j.params->>'uploadId', j.params->'source'->>'uploadId'))
      ORDER BY u.expires_at LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  /** Those of the ids that no upload has. */
  async unknown(ids: readonly string[]): Promise<string[]> {
    const rows = await this.prisma.upload.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
    const known = new Set(rows.map(({ id }) => id));
    return ids.filter((id) => !known.has(id));
  }
}

const COLUMNS = Prisma.sql`id, filename, size, received, created_by AS "createdBy", created_at AS "createdAt",
  completed_at AS "completedAt", expires_at AS "expiresAt"`;

function toUpload({ id, filename, size, received, createdBy, createdAt, completedAt, expiresAt }: UploadRow) {
  return {
    id,
    filename: filename ?? undefined,
    size: Number(size),
    received: Number(received),
    createdBy,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    complete: completedAt !== null,
  } satisfies StoredUpload;
}
