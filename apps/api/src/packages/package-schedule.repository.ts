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
}

function toSchedule({ enabled, changedBy, changedAt }: ScheduleRow): PackageSchedule {
  return { enabled, changedBy: changedBy ?? undefined, changedAt: changedAt?.toISOString() };
}
