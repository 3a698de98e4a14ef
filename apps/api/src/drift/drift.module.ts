import { Module } from '@nestjs/common';
import { DriftController } from './drift.controller.js';
import { DriftRepository } from './drift.repository.js';
import { DriftService } from './drift.service.js';
import { TagDifferencesRepository } from './tag-differences.repository.js';

@Module({
  controllers: [DriftController],
  providers: [DriftService, DriftRepository, TagDifferencesRepository],
})
export class DriftModule {}
