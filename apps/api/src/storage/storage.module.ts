import { Module } from '@nestjs/common';
import { HostsModule } from '../hosts/hosts.module.js';
import { StorageController } from './storage.controller.js';
import { StorageRepository } from './storage.repository.js';
import { StorageService } from './storage.service.js';

@Module({
  imports: [HostsModule],
  controllers: [StorageController],
  providers: [StorageService, StorageRepository],
})
export class StorageModule {}
