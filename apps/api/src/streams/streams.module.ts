import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { ContainersModule } from '../containers/containers.module.js';
import { HostsModule } from '../hosts/hosts.module.js';
import { AgentStreamEndpoint } from './agent-stream.endpoint.js';
import { LogSocketGateway } from './log-socket.gateway.js';
import { LogsController } from './logs.controller.js';
import { LogsService } from './logs.service.js';
import { OwnAddress } from './own-address.js';
import { StreamTickets } from './stream-tickets.js';
import { StreamsService } from './streams.service.js';

@Module({
  imports: [AgentsModule, ContainersModule, HostsModule],
  controllers: [LogsController],
  providers: [OwnAddress, StreamTickets, StreamsService, AgentStreamEndpoint, LogsService, LogSocketGateway],
  exports: [StreamsService],
})
export class StreamsModule {}
