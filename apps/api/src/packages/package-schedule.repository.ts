import { Injectable } from '@nestjs/common';
import type { PackageSchedule } from '@roadstead/contract';
import { PrismaService } from '../platform/prisma/prisma.service.js';

interface ScheduleRow {
  enabled: boolean;
  changedBy: string | null;
  changedAt: Date | null;
}

@Injectable()
export class PackageScheduleRepository {
  constructor(private readonly prisma: PrismaService) {}

  async get(): Promise<PackageSchedule> {
    return toSchedule(await this.prisma.packageSchedule.findUniqueOrThrow({ where: { id: 1 } }));
  }

  async set(enabled: boolean, changedBy: string): Promise<PackageSchedule> {
    const data = { enabled, changedBy, changedAt: new Date() };
    return toSchedule(await this.prisma.packageSchedule.update({ where: { id: 1 }, data }));
  }

  /** Of the processes that ask within a round, one is told to do it. */
  async claimRound(roundMs: number): Promise<boolean> {
    const claimed = await this.prisma.$executeRaw`
      UPDATE package_schedule SET last_round_at = now()
      WHERE enabled AND (last_round_at IS NULL OR last_round_at < now() - ${roundMs} * interval '1 ms')`;
    return claimed > 0;
  }
}

function toSchedule({ enabled, changedBy, changedAt }: ScheduleRow): PackageSchedule {
  return { enabled, changedBy: changedBy ?? undefined, changedAt: changedAt?.toISOString() };
}
