import { Controller, Ip, Param } from '@nestjs/common';
import type { CurrentUser, HostNetworks } from '@roadstead/contract';
import type { Network } from '@roadstead/domain';
import { SignedIn } from '../auth/auth.guard.js';
import { type BodyOf, Route, RouteBody } from '../platform/http/route.js';
import { NetworksService } from './networks.service.js';

@Controller()
export class NetworksController {
  constructor(private readonly networks: NetworksService) {}

  @Route('listNetworks')
  list(@Param('hostId') hostId: string): Promise<HostNetworks> {
    return this.networks.list(hostId);
  }

  @Route('createNetwork')
  create(
    @Param('hostId') hostId: string,
    @RouteBody() body: BodyOf<'createNetwork'>,
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
  ): Promise<Network> {
    return this.networks.create(hostId, body, { user, address });
  }

  @Route('removeNetwork')
  remove(
    @Param('hostId') hostId: string,
    @Param('networkId') networkId: string,
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
  ): Promise<void> {
    return this.networks.remove(hostId, networkId, { user, address });
  }
}
