import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { HostId } from '@roadstead/domain';
import { RedisService } from '../platform/redis/redis.service.js';

const LIFETIME_SECONDS = 30;

/** Nonces that agents sign to connect: each for one host, valid once and not for long. */
@Injectable()
export class Challenges {
  constructor(private readonly redis: RedisService) {}

  async create(hostId: HostId): Promise<string> {
    const nonce = randomBytes(32).toString('base64url');
    await this.redis.client.set(key(hostId, nonce), '1', 'EX', LIFETIME_SECONDS);
    return nonce;
  }

  /** Uses the nonce up. @returns whether it was valid */
  async redeem(hostId: HostId, nonce: string): Promise<boolean> {
    return (await this.redis.client.getdel(key(hostId, nonce))) !== null;
  }
}

function key(hostId: HostId, nonce: string): string {
  return `roadstead-challenge:${hostId}:${nonce}`;
}
