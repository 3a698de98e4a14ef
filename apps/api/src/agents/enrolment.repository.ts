import { Injectable } from '@nestjs/common';
import { HostId, type Labels } from '@roadstead/domain';
import type { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

export interface JoinTokenState {
  readonly usesLeft: number;
  readonly expiresAt: Date;
}

export interface EnrolledHost {
  readonly hostId: HostId;
  readonly name: string;
}

@Injectable()
export class EnrolmentRepository {
  constructor(private readonly prisma: PrismaService) {}

  async joinToken(secretHash: string): Promise<JoinTokenState | undefined> {
    return (await this.prisma.joinToken.findUnique({ where: { secretHash } })) ?? undefined;
  }

  /** The host that holds this key, unless it was revoked. */
  async hostByKey(publicKey: string): Promise<EnrolledHost | undefined> {
    const host = await this.prisma.host.findUnique({ where: { publicKey } });
    if (host === null || host.status === 'revoked') return undefined;
    return { hostId: HostId.parse(host.id), name: host.name };
  }

  /**
   * Uses the token up by one and adds the host, or brings the revoked host of this key back. Both or neither: one
   * statement decides whether the token still serves, so that of two agents with one token one comes in.
   * @returns undefined if the token does not serve
   */
  enrol(
    secretHash: string,
    host: { id: HostId; hostname: string; publicKey: string; labels: Labels },
  ): Promise<EnrolledHost | undefined> {
    return this.prisma.$transaction(async (tx) => {
      const [token] = await tx.$queryRaw<{ labels: Labels }[]>`
        UPDATE join_tokens SET uses_left = uses_left - 1
        WHERE secret_hash = ${secretHash} AND uses_left > 0 AND expires_at > now()
        RETURNING labels`;
      if (token === undefined) return undefined;
      const labels = { ...host.labels, ...token.labels };
      const name = await freeName(tx, host.hostname);
      const stored = await tx.host.upsert({
        where: { publicKey: host.publicKey },
        create: { id: host.id, name, publicKey: host.publicKey, labels },
        update: { name, labels, status: 'offline', revokedAt: null },
      });
      return { hostId: HostId.parse(stored.id), name };
    });
  }
}

/** The host's own name, made to fit, with a number behind it where another host has it already. */
async function freeName(tx: Prisma.TransactionClient, hostname: string): Promise<string> {
  const base =
    hostname
      .replace(/[^A-Za-z0-9_.-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 58) || 'host';
  // Names are given one at a time, for as long as the transaction lasts.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('host-name'), hashtext(${base}))`;
  const taken = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM hosts WHERE status <> 'revoked' AND starts_with(name, ${base})`;
  const names = new Set(taken.map(({ name }) => name));
  if (!names.has(base)) return base;
  for (let number = 2; ; number += 1) {
    if (!names.has(`${base}-${number}`)) return `${base}-${number}`;
  }
}
