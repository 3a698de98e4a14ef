import { Module } from '@nestjs/common';
import { HostsModule } from '../hosts/hosts.module.js';
import { LayerEconomyRepository } from './layer-economy.repository.js';
import { PruneCandidatesRepository } from './prune-candidates.repository.js';
import { StorageController } from './storage.controller.js';
import { StorageRepository } from './storage.repository.js';
import { StorageService } from './storage.service.js';

@Module({
  imports: [HostsModule],
  controllers: [StorageController],
  providers: [StorageService, StorageRepository, LayerEconomyRepository, PruneCandidatesRepository],
})
export class StorageModule {}
