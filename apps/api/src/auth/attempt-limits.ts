import { Injectable } from '@nestjs/common';
import { RoadsteadError } from '@roadstead/domain';
import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { RedisService } from '../platform/redis/redis.service.js';

/** Attempts (`points`) in a time (`duration`, seconds), for one key. */
const LIMITS = {
  /** By address and user name. */
  login: { points: 10, duration: 300 },
  /** By address: many names from one place. Successes are not counted, for many people may sign in from behind one. */
  'login-address': { points: 100, duration: 300 },
  /** By address; a fleet may enrol from behind one address. Join tokens have 256 bits: this only saves work. */
  enrol: { points: 120, duration: 60 },
  /** By address and host. */
  challenge: { points: 60, duration: 60 },
  /** By host: each is a row of the log of actions for good, and no host has as many people at its terminals. */
  'terminal-ended': { points: 120, duration: 60 },
} as const;

export type LimitName = keyof typeof LIMITS;

/** Counts attempts in Redis, for all API processes; in this process's memory while Redis is away. */
@Injectable()
export class AttemptLimits {
  readonly #limiters: Record<LimitName, RateLimiterRedis>;

  constructor(redis: RedisService) {
    const limiter = (name: LimitName) =>
      new RateLimiterRedis({
        storeClient: redis.client,
        keyPrefix: `roadstead-limit:${name}`,
        ...LIMITS[name],
        insuranceLimiter: new RateLimiterMemory(LIMITS[name]),
      });
    this.#limiters = {
      login: limiter('login'),
      'login-address': limiter('login-address'),
      enrol: limiter('enrol'),
      challenge: limiter('challenge'),
      'terminal-ended': limiter('terminal-ended'),
    };
  }

  /**
   * @param from an address, or a host; all of a network that one customer is given count as one address
   * @param about what else tells attempts apart
   * @throws RoadsteadError `auth.rate-limited`
   */
  async count(name: LimitName, from: string, about = ''): Promise<void> {
    try {
      await this.#limiters[name].consume(keyOf(from, about));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new RoadsteadError('auth.rate-limited', { seconds: Math.ceil(refusal.msBeforeNext / 1000) });
    }
  }

  /** Takes back what `count` has counted. */
  async takeBack(name: LimitName, from: string, about = ''): Promise<void> {
    await this.#limiters[name].reward(keyOf(from, about));
  }

  /** After a success: the attempts before it are forgotten. */
  async forget(name: LimitName, from: string, about = ''): Promise<void> {
    await this.#limiters[name].delete(keyOf(from, about));
  }
}

function keyOf(from: string, about: string): string {
  return `${networkOf(from)}|${about}`;
}

/** Bytes of an IPv6 address that are its network: whoever has one address of it has all 2^64. */
const NETWORK_BYTES = 8;

function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return Buffer.from(parsed.toByteArray().slice(0, NETWORK_BYTES)).toString('hex');
}
