import { Injectable } from '@nestjs/common';
import { JobKind } from '@roadstead/domain';
import type { InputClaim } from '../jobs/input-tokens.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

export interface RunningJob {
  readonly kind: JobKind;
  readonly params: unknown;
  /** Sealed. */
  readonly secret?: Uint8Array;
  readonly createdBy: string;
}

@Injectable()
export class JobInputsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The job of an attempt that runs now, on that host. */
  async running({ jobId, attempt, hostId }: InputClaim): Promise<RunningJob | undefined> {
    const job = await this.prisma.job.findFirst({
      where: { id: jobId, attempt, hostId, state: 'running', host: { status: { not: 'revoked' } } },
      select: { kind: true, params: true, secret: true, createdBy: true },
    });
    if (job === null) return undefined;
    return { ...job, kind: JobKind.parse(job.kind), secret: job.secret ?? undefined };
  }
}
