import { Redis } from 'ioredis';
import pg from 'pg';
import { type Config, ConfigError } from '../config/config.js';
import { listMigrations } from '../database/migrations.js';
import type { Logger } from '../logging/logger.js';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;
/** How often the same trouble is said again. */
const REPEAT_MS = 5000;
const CONNECT_TIMEOUT_MS = 5000;

type Check = () => Promise<void>;

/** Waits until Postgres and Redis answer, for as long as it takes, saying in the log what it waits for. */
export async function waitForDependencies(config: Config, logger: Logger): Promise<void> {
  await Promise.all([
    waitFor('Postgres', config.databaseUrl, () => pingPostgres(config.databaseUrl), logger),
    waitFor('Redis', config.redisUrl, () => pingRedis(config.redisUrl), logger),
  ]);
}

/**
 * @throws ConfigError where the database lacks a migration of this checkout, naming the command; also where it has one that
 * this checkout does not know, for what a newer version has written an older one cannot read for certain
 */
export async function requireMigrations(databaseUrl: string): Promise<void> {
  const applied = await withPostgres(databaseUrl, async (client) => {
    const { rows } = await client.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS "exists"`);
    if (!rows[0].exists) return new Set<string>();
    const done = await client.query('SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL');
    return new Set(done.rows.map((row: { migration_name: string }) => row.migration_name));
  });
  const known = listMigrations().map(({ name }) => name);
  const missing = known.filter((name) => !applied.has(name));
  if (missing.length > 0) {
    throw new ConfigError(
      `The database lacks ${missing.join(', ')}. Bring it up to date: node apps/api/dist/migrate.js`,
    );
  }
  const newer = [...applied].filter((name) => !known.includes(name));
  if (newer.length > 0) {
    throw new ConfigError(`The database is of a newer version of Roadstead (${newer.join(', ')}). Start that version.`);
  }
}

async function waitFor(name: string, url: string, check: Check, logger: Logger): Promise<void> {
  let saidAt = 0;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      await check();
      if (saidAt > 0) logger.info(`${name} at ${place(url)} answers`);
      return;
    } catch (error) {
      if (Date.now() - saidAt >= REPEAT_MS) {
        saidAt = Date.now();
        logger.warn(`waiting for ${name} at ${place(url)}: ${reason(error)}`);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function pingPostgres(url: string): Promise<void> {
  return withPostgres(url, async (client) => {
    await client.query('SELECT 1');
  });
}

async function withPostgres<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // A connection that breaks off fails the query under way; what comes after its end is of no interest.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function pingRedis(url: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: CONNECT_TIMEOUT_MS });
  let trouble: Error | undefined;
  client.on('error', (error: Error) => {
    trouble = error;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw trouble ?? error;
  } finally {
    client.disconnect();
  }
}

/** Host, port and database, without user and password. */
function place(url: string): string {
  if (!URL.canParse(url)) return 'the address in its variable';
  const { host, pathname } = new URL(url);
  return host + pathname;
}

/** An AggregateError of several addresses has no message of its own. */
function reason(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}
