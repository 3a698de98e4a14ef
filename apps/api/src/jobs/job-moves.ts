import { type HostId, type JobId, RoadsteadError } from '@roadstead/domain';
import { storableJson } from '../platform/database/storable.js';
import { Prisma } from '../platform/prisma/generated/client.js';

export interface JobOnHost {
  readonly id: JobId;
  readonly hostId: HostId;
}

/** What a transaction did to jobs: whoever shows them is to be told. */
export interface JobMoves {
  /** Jobs that changed and have not ended. */
  readonly moved: readonly JobId[];
  readonly ended: readonly JobOnHost[];
}

export const NO_MOVES: JobMoves = { moved: [], ended: [] };

export function allMoves(parts: readonly JobMoves[]): JobMoves {
  return { moved: parts.flatMap(({ moved }) => moved), ended: parts.flatMap(({ ended }) => ended) };
}

/** Part of every UPDATE that changes what is shown of a job. */
export const NEXT_REVISION = Prisma.sql`revision = nextval('revisions'::regclass)`;

/** Why a job of a revoked host fails, as JSON for the column. */
export function hostRevoked(host: string): string {
  return storableJson(new RoadsteadError('host.revoked', { host }).toBody());
}
