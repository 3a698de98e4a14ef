import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Subject } from 'rxjs';
import { CONFIG, type Config } from '../config/config.js';

/** Redis only transports: whatever is in it may be lost at any moment. */
@Injectable()
export class RedisService implements OnModuleDestroy {
  readonly #url: string;
  readonly #connections: Redis[] = [];
  /** For commands that come and go. Fails fast while Redis is away. */
  readonly client: Redis;
  /** On which this process hears the others. */
  readonly subscriber: Redis;
  /** This process hears the others again, and may have missed what they said meanwhile. */
  readonly hearsAgain = new Subject<void>();

  constructor(@Inject(CONFIG) config: Config) {
    this.#url = config.redisUrl;
    this.client = this.connect({ maxRetriesPerRequest: 1 });
    this.subscriber = this.connect({ maxRetriesPerRequest: null });
    this.subscriber.once('ready', () => this.subscriber.on('ready', () => this.hearsAgain.next()));
  }

  /** A connection of the caller's own, closed with the application. BullMQ's workers need `maxRetriesPerRequest: null`. */
  connect(options: { maxRetriesPerRequest: number | null }): Redis {
    const connection = new Redis(this.#url, { ...options, retryStrategy: (tries) => Math.min(50 * 2 ** tries, 2000) });
    // Without a listener an outage would end the process; /readyz and the log of the caller tell of it.
    connection.on('error', () => undefined);
    this.#connections.push(connection);
    return connection;
  }

  onModuleDestroy(): void {
    for (const connection of this.#connections) connection.disconnect();
  }
}
