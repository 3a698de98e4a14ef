import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { CONFIG, type Config } from './config/config.js';
import { Questions } from './database/questions.js';
import { ErrorFilter } from './errors/error.filter.js';
import { ErrorReplies } from './errors/error-replies.js';
import { AppEvents } from './events/app-events.js';
import { AddressGuard } from './fetch/address-guard.js';
import { GuardedFetch } from './fetch/guarded-fetch.js';
import { HealthController } from './health/health.controller.js';
import { Upgrades } from './http/upgrades.js';
import { LOGGER, type Logger } from './logging/logger.js';
import { Metrics } from './metrics/metrics.js';
import { OpenApiController } from './openapi/openapi.controller.js';
import { PrismaService } from './prisma/prisma.service.js';
import { RedisService } from './redis/redis.service.js';
import { RoundClaims } from './upkeep/round-claims.js';
import { WebController } from './web/web.controller.js';

/** What every folder stands on: configuration, Postgres, Redis, the log, errors, events, guarded fetches, health and metrics. */
@Module({})
export class PlatformModule {}

export function platformModule(config: Config, logger: Logger): DynamicModule {
  const shared = [
    { provide: CONFIG, useValue: config },
    { provide: LOGGER, useValue: logger },
    PrismaService,
    Questions,
    RedisService,
    RoundClaims,
    AppEvents,
    ErrorReplies,
    Metrics,
    AddressGuard,
    GuardedFetch,
    Upgrades,
  ];
  return {
    module: PlatformModule,
    global: true,
    controllers: [HealthController, OpenApiController, WebController],
    providers: [...shared, { provide: APP_FILTER, useClass: ErrorFilter }, ErrorFilter],
    exports: [...shared, ErrorFilter],
  };
}
