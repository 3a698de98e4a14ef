import { Module } from '@nestjs/common';
import { InventoryModule } from '../inventory/inventory.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { StatsModule } from '../stats/stats.module.js';
import { TerminalsModule } from '../terminals/terminals.module.js';
import { AgentGateway } from './agent.gateway.js';
import { AgentAuthenticator } from './agent-authenticator.js';
import { AgentDownloadController } from './agent-download.controller.js';
import { AgentEvents } from './agent-events.js';
import { AgentsModule } from './agents.module.js';
import { AgentsRepository } from './agents.repository.js';
import { Challenges } from './challenges.js';
import { EnrolmentController } from './enrolment.controller.js';
import { EnrolmentRepository } from './enrolment.repository.js';
import { EnrolmentService } from './enrolment.service.js';
import { IdentityWatch } from './identity-watch.js';
import { PresenceRepository } from './presence.repository.js';
import { PresenceService } from './presence.service.js';

/** The way from agents: enrolment, signed connects, presence, and their events handed on to what takes them. */
@Module({
  imports: [AgentsModule, InventoryModule, JobsModule, StatsModule, TerminalsModule],
  controllers: [EnrolmentController, AgentDownloadController],
  providers: [
    AgentsRepository,
    EnrolmentRepository,
    EnrolmentService,
    Challenges,
    AgentAuthenticator,
    IdentityWatch,
    PresenceRepository,
    PresenceService,
    AgentEvents,
    AgentGateway,
  ],
})
export class AgentGatewayModule {}
