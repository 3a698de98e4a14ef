import { Module } from '@nestjs/common';
import { RegistriesModule } from '../registries/registries.module.js';
import { TagCheckListRepository } from './tag-check-list.repository.js';
import { TagChecksController } from './tag-checks.controller.js';
import { TagChecksService } from './tag-checks.service.js';
import { TagFindingsRepository } from './tag-findings.repository.js';
import { TagPlanRepository } from './tag-plan.repository.js';
import { TagReader } from './tag-reader.service.js';
import { TagSchedule } from './tag-schedule.service.js';

@Module({
  imports: [RegistriesModule],
  controllers: [TagChecksController],
  providers: [
    TagChecksService,
    TagSchedule,
    TagReader,
    TagPlanRepository,
    TagFindingsRepository,
    TagCheckListRepository,
  ],
})
export class RegistryTagsModule {}
