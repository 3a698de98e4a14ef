import { Controller, Ip, Param } from '@nestjs/common';
import type { CurrentUser, HostVolumes } from '@roadstead/contract';
import type { Volume } from '@roadstead/domain';
import { SignedIn } from '../auth/auth.guard.js';
import { type BodyOf, type QueryOf, Route, RouteBody, RouteQuery } from '../platform/http/route.js';
import { VolumesService } from './volumes.service.js';

@Controller()
export class VolumesController {
  constructor(private readonly volumes: VolumesService) {}

  @Route('listVolumes')
  list(@Param('hostId') hostId: string, @RouteQuery() { sizes }: QueryOf<'listVolumes'>): Promise<HostVolumes> {
    return this.volumes.list(hostId, sizes === 'true');
  }

  @Route('createVolume')
  create(
    @Param('hostId') hostId: string,
    @RouteBody() body: BodyOf<'createVolume'>,
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
  ): Promise<Volume> {
    return this.volumes.create(hostId, body, { user, address });
  }

  @Route('removeVolume')
  remove(
    @Param('hostId') hostId: string,
    @Param('volume') volume: string,
    @RouteQuery() { force }: QueryOf<'removeVolume'>,
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
  ): Promise<void> {
    return this.volumes.remove(hostId, volume, force === 'true', { user, address });
  }
}
