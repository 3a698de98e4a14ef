import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { RoadsteadError } from '@roadstead/domain';
import pg from 'pg';
import { CONFIG, type Config } from '../config/config.js';
import { LOGGER, type Logger } from '../logging/logger.js';
import { Prisma } from '../prisma/generated/client.js';

/** Statements of questions that run at once, by one API process. */
const AT_ONCE = 4;
/** A new connection learns the tables anew, which takes longer than most answers; people ask once in some minutes. */
const KEPT_IDLE_MS = 15 * 60_000;
const STATEMENT_TIMEOUT = '57014';
/** What pg says to one who has waited in vain; a server that is away it puts in other words. */
const NO_TURN = 'timeout exceeded when trying to connect';
/** As Prisma reads them, so that a repository may ask either. */
const READERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, BigInt],
  [pg.types.builtins.NUMERIC, (text) => new Prisma.Decimal(text)],
]);

/**
 * Questions of people that may turn out to be wide: over the whole fleet, or over years. They have connections of their own,
 * and few: however many ask, and however much, inventory and jobs are not kept waiting. A statement reads only, and is given
 * up after `questionSeconds`; as long it waits for its turn at the most.
 *
 * A repository that answers such questions takes this in the place of the PrismaService.
 */
@Injectable()
export class Questions implements OnModuleDestroy {
  readonly #pool: pg.Pool;
  readonly #seconds: number;

  constructor(@Inject(CONFIG) config: Config, @Inject(LOGGER) logger: Logger) {
    this.#seconds = config.questionSeconds;
    this.#pool = new pg.Pool({
      connectionString: config.databaseUrl,
      max: AT_ONCE,
      idleTimeoutMillis: KEPT_IDLE_MS,
      connectionTimeoutMillis: this.#seconds * 1000,
      keepAlive: true,
      types: { getTypeParser: (id, format) => READERS.get(id) ?? pg.types.getTypeParser(id, format) },
      // Compiling a plan takes longer than a page of rows, and so does starting workers, who would take turns with others' questions.
      onConnect: (client) =>
        client.query(`SET default_transaction_read_only = on; SET jit = off;
          SET max_parallel_workers_per_gather = 0; SET work_mem = '16MB';
          SET statement_timeout = ${Math.round(this.#seconds * 1000)}`),
    });
    this.#pool.on('error', (error) => logger.warn({ error }, 'a connection for questions was lost'));
  }

  async onModuleDestroy(): Promise<void> {
    await this.#pool.end();
  }

  /** @throws RoadsteadError `question.too-wide`, `question.no-turn` */
  async $queryRaw<T>(strings: TemplateStringsArray, ...values: unknown[]): Promise<T> {
    const { text, values: parameters } = Prisma.sql(strings, ...values);
    try {
      const { rows } = await this.#pool.query(text, parameters);
      return rows as T;
    } catch (error) {
      throw this.#described(error as Error & { code?: string });
    }
  }

  #described(error: Error & { code?: string }): Error {
    if (error.code === STATEMENT_TIMEOUT) {
      return new RoadsteadError('question.too-wide', { seconds: this.#seconds }, { cause: error });
    }
    if (error.message === NO_TURN) {
      return new RoadsteadError('question.no-turn', { seconds: this.#seconds }, { cause: error });
    }
    return error;
  }
}
