import { Injectable } from '@nestjs/common';
import { unlessTaken } from '../platform/database/unless-taken.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** What an administrator decides; the password sealed. */
export interface GitCredentialChange {
  name: string;
  host: string;
  username: string;
  password: Uint8Array<ArrayBuffer>;
  allowHttp: boolean;
  allowedUsers: string[];
}

export interface StoredGitCredential extends Readonly<GitCredentialChange> {
  readonly id: string;
  readonly createdBy: string;
  readonly createdAt: Date;
}

@Injectable()
export class GitCredentialsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** By name. */
  list(): Promise<StoredGitCredential[]> {
    return this.prisma.gitCredential.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] });
  }

  async byId(id: string): Promise<StoredGitCredential | undefined> {
    return (await this.prisma.gitCredential.findUnique({ where: { id } })) ?? undefined;
  }

  byHost(host: string): Promise<StoredGitCredential[]> {
    return this.prisma.gitCredential.findMany({ where: { host } });
  }

  create(credential: GitCredentialChange & { id: string; createdBy: string }): Promise<'ok' | 'name-taken'> {
    return unlessTaken(this.prisma.gitCredential.create({ data: credential }).then(() => 'ok' as const));
  }

  update(id: string, change: Partial<GitCredentialChange>): Promise<'ok' | 'name-taken' | 'gone'> {
    const updated = this.prisma.gitCredential.updateMany({ where: { id }, data: change });
    return unlessTaken(updated.then(({ count }) => (count > 0 ? 'ok' : 'gone')));
  }

  async delete(id: string): Promise<boolean> {
    const { count } = await this.prisma.gitCredential.deleteMany({ where: { id } });
    return count > 0;
  }
}
