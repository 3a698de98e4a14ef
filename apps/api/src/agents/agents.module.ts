import { Module } from '@nestjs/common';
import { AgentCommands } from './agent-commands.service.js';
import { AgentSockets } from './agent-sockets.service.js';

/** The way to agents. The way from them is in `agent-gateway.module.ts`, which stands above all that takes their word. */
@Module({ providers: [AgentSockets, AgentCommands], exports: [AgentSockets, AgentCommands] })
export class AgentsModule {}
