import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ApiTokensService } from './api-tokens.service.js';
import { AttemptLimits } from './attempt-limits.js';
import { AuthController } from './auth.controller.js';
import { AuthGuard } from './auth.guard.js';
import { AuthRepository } from './auth.repository.js';
import { AuthService } from './auth.service.js';

@Global()
@Module({
  controllers: [AuthController],
  providers: [
    AuthRepository,
    AttemptLimits,
    AuthService,
    ApiTokensService,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [AuthService, AttemptLimits],
})
export class AuthModule {}
