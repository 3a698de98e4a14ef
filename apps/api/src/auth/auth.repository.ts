import { Injectable } from '@nestjs/common';
import type { ApiToken, UserName } from '@roadstead/contract';
import { Role, UserId } from '@roadstead/domain';
import { PrismaService } from '../platform/prisma/prisma.service.js';

export interface StoredUser {
  readonly id: UserId;
  readonly username: string;
  readonly role: Role;
  readonly passwordHash: string;
}

/** A user by way of a credential; `roleLimit` where the credential has less than the user. */
export interface Identified {
  readonly user: StoredUser;
  readonly roleLimit?: Role;
}

interface UserRow {
  id: string;
  username: string;
  role: string;
  passwordHash: string;
}

@Injectable()
export class AuthRepository {
  constructor(private readonly prisma: PrismaService) {}

  async userByName(username: string): Promise<StoredUser | undefined> {
    const row = await this.prisma.user.findUnique({ where: { username } });
    return row === null ? undefined : toUser(row);
  }

  /** By name. */
  async userNames(): Promise<UserName[]> {
    const rows = await this.prisma.user.findMany({
      select: { username: true, role: true },
      orderBy: { username: 'asc' },
    });
    return rows.map(({ username, role }) => ({ username, role: Role.parse(role) }));
  }

  async createSession(secretHash: string, userId: UserId, expiresAt: Date): Promise<void> {
    await this.prisma.$transaction([
      this.prisma.session.deleteMany({ where: { expiresAt: { lt: new Date() } } }),
      this.prisma.session.create({ data: { secretHash, userId, expiresAt } }),
    ]);
  }

  async deleteSession(secretHash: string): Promise<void> {
    await this.prisma.session.deleteMany({ where: { secretHash } });
  }

  async bySession(secretHash: string): Promise<Identified | undefined> {
    const session = await this.prisma.session.findUnique({ where: { secretHash }, include: { user: true } });
    if (session === null || session.expiresAt <= new Date()) return undefined;
    return { user: toUser(session.user) };
  }

  /** Notes the use of the token, at most once a minute. */
  async byApiToken(secretHash: string): Promise<Identified | undefined> {
    const token = await this.prisma.apiToken.findUnique({ where: { secretHash }, include: { user: true } });
    if (token === null || (token.expiresAt !== null && token.expiresAt <= new Date())) return undefined;
    if (token.lastUsedAt === null || Date.now() - token.lastUsedAt.getTime() > 60_000) {
      await this.prisma.apiToken.updateMany({ where: { id: token.id }, data: { lastUsedAt: new Date() } });
    }
    return { user: toUser(token.user), roleLimit: Role.parse(token.role) };
  }

  async apiTokens(userId: UserId): Promise<ApiToken[]> {
    const rows = await this.prisma.apiToken.findMany({ where: { userId }, orderBy: { createdAt: 'desc' } });
    return rows.map(toApiToken);
  }

  async createApiToken(token: {
    id: string;
    secretHash: string;
    userId: UserId;
    name: string;
    role: Role;
    expiresAt: Date;
  }): Promise<ApiToken> {
    return toApiToken(await this.prisma.apiToken.create({ data: token }));
  }

  /** @returns whether there was such a token of this user's */
  async deleteApiToken(userId: UserId, id: string): Promise<boolean> {
    const { count } = await this.prisma.apiToken.deleteMany({ where: { id, userId } });
    return count > 0;
  }
}

function toUser({ id, username, role, passwordHash }: UserRow): StoredUser {
  return { id: UserId.parse(id), username, role: Role.parse(role), passwordHash };
}

function toApiToken(row: {
  id: string;
  name: string;
  role: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}): ApiToken {
  return {
    id: row.id,
    name: row.name,
    role: Role.parse(row.role),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString(),
  };
}
