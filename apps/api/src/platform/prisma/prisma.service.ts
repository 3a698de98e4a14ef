import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { CONFIG, type Config } from '../config/config.js';
import { PrismaClient } from './generated/client.js';

/** Connections to Postgres that one API process holds at the most. */
const POOL_SIZE = 10;
/** Longest wait for a connection, a new one or a turn, before a request is told that Postgres is away. */
const CONNECTION_TIMEOUT_MS = 15_000;

@Injectable()
export class PrismaService extends PrismaClient implements OnModuleDestroy {
  constructor(@Inject(CONFIG) config: Config) {
    const { databaseUrl: connectionString } = config;
    const connectionTimeoutMillis = CONNECTION_TIMEOUT_MS;
    super({ adapter: new PrismaPg({ connectionString, max: POOL_SIZE, connectionTimeoutMillis, keepAlive: true }) });
  }

  async onModuleDestroy(): Promise<void> {
    await this.$disconnect();
  }
}

/** A transaction, or the client itself: what repositories take to be part of a caller's transaction. */
export type Database = Pick<PrismaClient, '$queryRaw' | '$executeRaw'> & Omit<PrismaClient, `$${string}`>;
