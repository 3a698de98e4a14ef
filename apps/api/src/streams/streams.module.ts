import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { ContainersModule } from '../containers/containers.module.js';
import { HostsModule } from '../hosts/hosts.module.js';
import { AgentStreamEndpoint } from './agent-stream.endpoint.js';
import { ArchivesController } from './archives.controller.js';
import { ArchivesService } from './archives.service.js';
import { DownStreamEndpoint } from './down-stream.endpoint.js';
import { DownStreams } from './down-streams.service.js';
import { HostStreams } from './host-streams.service.js';
import { LogSocketGateway } from './log-socket.gateway.js';
import { LogsController } from './logs.controller.js';
import { LogsService } from './logs.service.js';
import { OwnAddress } from './own-address.js';
import { StreamTickets } from './stream-tickets.js';
import { StreamsService } from './streams.service.js';

@Module({
  imports: [AgentsModule, ContainersModule, HostsModule],
  controllers: [LogsController, ArchivesController, DownStreamEndpoint],
  providers: [
    OwnAddress,
    StreamTickets,
    StreamsService,
    HostStreams,
    DownStreams,
    AgentStreamEndpoint,
    LogsService,
    ArchivesService,
    LogSocketGateway,
  ],
  exports: [StreamsService, HostStreams, DownStreams, StreamTickets, OwnAddress],
})
export class StreamsModule {}
