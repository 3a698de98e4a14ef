import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { ContainersModule } from '../containers/containers.module.js';
import { HostsModule } from '../hosts/hosts.module.js';
import { ProcessesService } from './processes.service.js';
import { StatsController } from './stats.controller.js';
import { StatsRepository } from './stats.repository.js';
import { StatsHistoryService } from './stats-history.service.js';
import { StatsIntake } from './stats-intake.service.js';
import { StatsLeases } from './stats-leases.service.js';
import { StatsTopService } from './stats-top.service.js';
import { StatsUpkeep } from './stats-upkeep.service.js';

@Module({
  imports: [AgentsModule, HostsModule, ContainersModule],
  controllers: [StatsController],
  providers: [
    StatsRepository,
    StatsIntake,
    StatsUpkeep,
    StatsHistoryService,
    StatsTopService,
    StatsLeases,
    ProcessesService,
  ],
  exports: [StatsIntake, StatsLeases, StatsTopService],
})
export class StatsModule {}
