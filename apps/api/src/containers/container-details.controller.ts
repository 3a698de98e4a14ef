import { Controller, Ip, Param, Req } from '@nestjs/common';
import type { ContainerInspection, CurrentUser } from '@roadstead/contract';
import type { FastifyRequest } from 'fastify';
import { SignedIn } from '../auth/auth.guard.js';
import { refuseHead } from '../platform/http/refuse-head.js';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { ContainerDetails } from './container-details.service.js';

@Controller()
export class ContainerDetailsController {
  constructor(private readonly details: ContainerDetails) {}

  @Route('containerDetail')
  detail(
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @RouteQuery() { size }: QueryOf<'containerDetail'>,
    @Req() request: FastifyRequest,
  ): Promise<ContainerInspection> {
    refuseHead(request);
    return this.details.detail({ user, address }, { hostId, containerId, size: size === 'true' });
  }

  @Route('inspectContainer')
  inspect(
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @RouteQuery() { size }: QueryOf<'inspectContainer'>,
    @Req() request: FastifyRequest,
  ): Promise<ContainerInspection> {
    refuseHead(request);
    return this.details.inspect({ user, address }, { hostId, containerId, size: size === 'true' });
  }
}
