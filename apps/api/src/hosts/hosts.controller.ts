import { Controller, Inject, Ip, Param, Req } from '@nestjs/common';
import type { CreatedJoinToken, CurrentUser, Host } from '@roadstead/contract';
import type { FastifyRequest } from 'fastify';
import { SignedIn } from '../auth/auth.guard.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { baseUrl } from '../platform/http/origin.js';
import { type BodyOf, Route, RouteBody } from '../platform/http/route.js';
import { HostsService } from './hosts.service.js';

@Controller()
export class HostsController {
  constructor(
    private readonly hosts: HostsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Route('listHosts')
  list(): Promise<Host[]> {
    return this.hosts.list();
  }

  @Route('getHost')
  get(@Param('hostId') hostId: string): Promise<Host> {
    return this.hosts.get(hostId);
  }

  @Route('updateHost')
  update(
    @Param('hostId') hostId: string,
    @RouteBody() body: BodyOf<'updateHost'>,
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
  ): Promise<Host> {
    return this.hosts.update(hostId, body, { user, address });
  }

  @Route('revokeHost')
  revoke(@Param('hostId') hostId: string, @SignedIn() user: CurrentUser, @Ip() address: string): Promise<void> {
    return this.hosts.revoke(hostId, { user, address });
  }

  @Route('createJoinToken')
  createJoinToken(
    @RouteBody() body: BodyOf<'createJoinToken'>,
    @SignedIn() user: CurrentUser,
    @Req() request: FastifyRequest,
  ): Promise<CreatedJoinToken> {
    return this.hosts.createJoinToken(body, baseUrl(request, this.config), { user, address: request.ip });
  }
}
