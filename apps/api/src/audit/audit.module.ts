import { Global, Module } from '@nestjs/common';
import { ActionsRepository } from './actions.repository.js';
import { ActionsService } from './actions.service.js';

@Global()
@Module({ providers: [ActionsRepository, ActionsService], exports: [ActionsService] })
export class AuditModule {}
