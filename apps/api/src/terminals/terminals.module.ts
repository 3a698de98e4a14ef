import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { ContainersModule } from '../containers/containers.module.js';
import { HostsModule } from '../hosts/hosts.module.js';
import { StreamsModule } from '../streams/streams.module.js';
import { AgentDuplexGateway } from './agent-duplex.gateway.js';
import { DuplexesService } from './duplexes.service.js';
import { TerminalEndings } from './terminal-endings.js';
import { TerminalSocketGateway } from './terminal-socket.gateway.js';
import { TerminalsController } from './terminals.controller.js';
import { TerminalsService } from './terminals.service.js';

@Module({
  imports: [AgentsModule, ContainersModule, HostsModule, StreamsModule],
  controllers: [TerminalsController],
  providers: [DuplexesService, AgentDuplexGateway, TerminalsService, TerminalSocketGateway, TerminalEndings],
  exports: [TerminalEndings],
})
export class TerminalsModule {}
