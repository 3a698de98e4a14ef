import { Global, Module } from '@nestjs/common';
import { ActionLogService } from './action-log.service.js';
import { ActionsController } from './actions.controller.js';
import { ActionsRepository } from './actions.repository.js';
import { ActionsRetention } from './actions.retention.js';
import { ActionsService } from './actions.service.js';

@Global()
@Module({
  controllers: [ActionsController],
  providers: [ActionsRepository, ActionsService, ActionLogService, ActionsRetention],
  exports: [ActionsService],
})
export class AuditModule {}
