import { Injectable } from '@nestjs/common';
import type { RegistryCheck } from '@roadstead/contract';
import { unlessTaken } from '../platform/database/unless-taken.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import type { StoredRegistry } from './registry-rows.js';

/** What an administrator decides of a registry; the password sealed. */
export interface RegistryChange {
  name: string;
  address: string;
  username: string | null;
  password: Uint8Array<ArrayBuffer> | null;
  insecure: boolean;
  allowedUsers: string[];
  allowedHostIds: string[];
  lastCheck: RegistryCheck;
}

@Injectable()
export class RegistriesRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** By name. */
  list(): Promise<StoredRegistry[]> {
    return this.prisma.registry.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] });
  }

  async byId(id: string): Promise<StoredRegistry | undefined> {
    return (await this.prisma.registry.findUnique({ where: { id } })) ?? undefined;
  }

  /** By name. @param addresses as references have them */
  byAddresses(addresses: readonly string[]): Promise<StoredRegistry[]> {
    return this.prisma.registry.findMany({
      where: { address: { in: [...addresses] } },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    });
  }

  create(registry: RegistryChange & { id: string; createdBy: string }): Promise<'ok' | 'name-taken'> {
    return unlessTaken(this.prisma.registry.create({ data: registry }).then(() => 'ok' as const));
  }

  update(id: string, change: Partial<RegistryChange>): Promise<'ok' | 'name-taken' | 'gone'> {
    const updated = this.prisma.registry.updateMany({ where: { id }, data: change });
    return unlessTaken(updated.then(({ count }) => (count > 0 ? 'ok' : 'gone')));
  }

  async delete(id: string): Promise<boolean> {
    const { count } = await this.prisma.registry.deleteMany({ where: { id } });
    return count > 0;
  }
}
