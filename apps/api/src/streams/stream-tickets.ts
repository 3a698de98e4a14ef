import { Inject, Injectable } from '@nestjs/common';
import { HostId } from '@roadstead/domain';
import { z } from 'zod';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { RedisService } from '../platform/redis/redis.service.js';

/** Seconds in which a ticket can be used. */
export const TICKET_SECONDS = 30;

const KEY_PREFIX = 'roadstead:stream-ticket:';

/** What a ticket stands for. `owner`: address of the API process whose client waits for the stream. */
const Ticket = z.object({ hostId: HostId, owner: z.url() });
export type Ticket = z.infer<typeof Ticket>;

/**
 * Tickets of streams, by the hash of their secret, for all API processes. The process that made one knows it anyway: so
 * while Redis is away streams work as long as the agent dials that same process.
 */
@Injectable()
export class StreamTickets {
  constructor(
    private readonly redis: RedisService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async store(hash: string, ticket: Ticket): Promise<void> {
    try {
      await this.redis.client.set(KEY_PREFIX + hash, JSON.stringify(ticket), 'EX', TICKET_SECONDS);
    } catch (error) {
      this.logger.warn({ err: error }, 'a stream ticket is not known to the other API processes');
    }
  }

  /** Takes the ticket: nobody gets it a second time. */
  async take(hash: string): Promise<Ticket | undefined> {
    const text = await this.redis.client.getdel(KEY_PREFIX + hash);
    return text === null ? undefined : Ticket.parse(JSON.parse(text));
  }

  /** Makes the ticket worthless, where it was used or is not needed any more; else it expires. */
  async drop(hash: string): Promise<void> {
    await this.redis.client.del(KEY_PREFIX + hash).catch(() => undefined);
  }
}
