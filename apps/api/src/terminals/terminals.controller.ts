import { Controller, Param, Req } from '@nestjs/common';
import type { CurrentUser, Terminal, TerminalChoicesReply } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import type { FastifyRequest } from 'fastify';
import { SignedIn } from '../auth/auth.guard.js';
import { type BodyOf, Route, RouteBody } from '../platform/http/route.js';
import { TerminalsService } from './terminals.service.js';

@Controller()
export class TerminalsController {
  constructor(private readonly terminals: TerminalsService) {}

  @Route('terminalChoices')
  choices(@Param('hostId') hostId: string, @Param('containerId') containerId: string): Promise<TerminalChoicesReply> {
    return this.terminals.choices(hostId, containerId);
  }

  @Route('listTerminals')
  async list(
    @SignedIn() user: CurrentUser,
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
  ): Promise<{ terminals: Terminal[] }> {
    return { terminals: await this.terminals.list(hostId, containerId, user) };
  }

  @Route('openTerminal')
  open(
    @SignedIn() user: CurrentUser,
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @RouteBody() body: BodyOf<'openTerminal'>,
    @Req() request: FastifyRequest,
  ): Promise<Terminal> {
    return this.terminals.open(hostId, containerId, body, { user, address: request.ip });
  }

  /** Its WebSocket is in terminal-socket.gateway.ts. @throws RoadsteadError `request.invalid` */
  @Route('terminalStream')
  stream(): void {
    throw new RoadsteadError('request.invalid', { problem: 'a terminal is opened as a WebSocket' });
  }

  @Route('closeTerminal')
  close(
    @SignedIn() user: CurrentUser,
    @Param('hostId') hostId: string,
    @Param('terminalId') terminalId: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.terminals.close(hostId, terminalId, { user, address: request.ip });
  }
}
