import { Injectable } from '@nestjs/common';
import { JobKind } from '@roadstead/domain';
import type { InputClaim } from '../jobs/input-tokens.js';
import { storableJson } from '../platform/database/storable.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import type { BuildInputsRead } from '../provenance/build-inputs.js';

export interface RunningJob {
  readonly kind: JobKind;
  readonly params: unknown;
  /** Sealed. */
  readonly secret?: Uint8Array;
  readonly createdBy: string;
  /** Of a build from Git, once this attempt has found it out. */
  readonly commit?: string;
}

@Injectable()
export class JobInputsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The job of an attempt that runs now, on that host. */
  async running({ jobId, attempt, hostId }: InputClaim): Promise<RunningJob | undefined> {
    const job = await this.prisma.job.findFirst({
      where: { id: jobId, attempt, hostId, state: 'running', host: { status: { not: 'revoked' } } },
      select: {
        kind: true,
        params: true,
        secret: true,
        createdBy: true,
        attempts: { where: { attempt }, select: { commit: true } },
      },
    });
    if (job === null) return undefined;
    const { kind, params, secret, createdBy, attempts } = job;
    const commit = attempts[0]?.commit ?? undefined;
    return { kind: JobKind.parse(kind), params, secret: secret ?? undefined, createdBy, commit };
  }

  /** Keeps the commit that an attempt builds, once. @returns the one that is kept, which may be an earlier reader's */
  async keepCommit({ jobId, attempt }: InputClaim, commit: string): Promise<string> {
    const [kept] = await this.prisma.$queryRaw<{ commit: string }[]>`
      UPDATE job_attempts SET commit = coalesce(commit, ${commit})
      WHERE job_id = ${jobId}::uuid AND attempt = ${attempt} RETURNING commit`;
    return kept?.commit ?? commit;
  }

  /** Keeps what an attempt has read for its build. */
  async keepInputs({ jobId, attempt }: InputClaim, inputs: BuildInputsRead): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE job_attempts SET inputs = ${storableJson(inputs)}::jsonb
      WHERE job_id = ${jobId}::uuid AND attempt = ${attempt}`;
  }
}
