import { Module } from '@nestjs/common';
import { DriftController } from './drift.controller.js';
import { DriftRepository } from './drift.repository.js';
import { DriftService } from './drift.service.js';
import { DriftExport } from './drift-export.service.js';
import { TagDifferencesRepository } from './tag-differences.repository.js';

@Module({
  controllers: [DriftController],
  providers: [DriftService, DriftExport, DriftRepository, TagDifferencesRepository],
})
export class DriftModule {}
