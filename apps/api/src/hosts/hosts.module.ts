import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { HostCommands } from './host-commands.service.js';
import { HostRevocationRepository } from './host-revocation.repository.js';
import { HostsController } from './hosts.controller.js';
import { HostsRepository } from './hosts.repository.js';
import { HostsService } from './hosts.service.js';

@Module({
  imports: [AgentsModule],
  controllers: [HostsController],
  providers: [HostsRepository, HostRevocationRepository, HostsService, HostCommands],
  exports: [HostsService, HostCommands],
})
export class HostsModule {}
