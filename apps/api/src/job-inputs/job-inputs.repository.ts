import { Injectable } from '@nestjs/common';
import { JobKind } from '@roadstead/domain';
import type { InputClaim } from '../jobs/input-tokens.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

export interface RunningJob {
  readonly kind: JobKind;
  readonly params: unknown;
}

@Injectable()
export class JobInputsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The job of an attempt that runs now, on that host. */
  async running({ jobId, attempt, hostId }: InputClaim): Promise<RunningJob | undefined> {
    const job = await this.prisma.job.findFirst({
      where: { id: jobId, attempt, hostId, state: 'running', host: { status: { not: 'revoked' } } },
      select: { kind: true, params: true },
    });
    return job === null ? undefined : { kind: JobKind.parse(job.kind), params: job.params };
  }
}
