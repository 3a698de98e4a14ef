import { Controller, Ip, Param } from '@nestjs/common';
import type { ContainerProcesses, ContainerStatsSeries, CurrentUser, HostStatsSeries, Top } from '@roadstead/contract';
import { SignedIn } from '../auth/auth.guard.js';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { ProcessesService } from './processes.service.js';
import { StatsHistoryService } from './stats-history.service.js';
import { StatsTopService } from './stats-top.service.js';

@Controller()
export class StatsController {
  constructor(
    private readonly history: StatsHistoryService,
    private readonly top: StatsTopService,
    private readonly processes: ProcessesService,
  ) {}

  @Route('hostStats')
  ofHost(@Param('hostId') hostId: string, @RouteQuery() query: QueryOf<'hostStats'>): Promise<HostStatsSeries> {
    return this.history.ofHost(hostId, query);
  }

  @Route('containerStats')
  ofContainer(
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @RouteQuery() query: QueryOf<'containerStats'>,
  ): Promise<ContainerStatsSeries> {
    return this.history.ofContainer(hostId, containerId, query);
  }

  @Route('statsTop')
  mostUsed(@RouteQuery() query: QueryOf<'statsTop'>): Promise<Top> {
    return this.top.get(query);
  }

  @Route('containerProcesses')
  listProcesses(
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
  ): Promise<ContainerProcesses> {
    return this.processes.list(hostId, containerId, { actor: user.username, address });
  }
}
