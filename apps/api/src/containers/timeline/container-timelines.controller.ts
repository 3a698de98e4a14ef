import { Controller, Req } from '@nestjs/common';
import type { ContainerTimeline } from '@roadstead/contract';
import type { FastifyRequest } from 'fastify';
import { refuseHead } from '../../platform/http/refuse-head.js';
import { type QueryOf, Route, RouteQuery } from '../../platform/http/route.js';
import { OneContainer, type OneContainerRequest } from '../one-container.js';
import { ContainerTimelines } from './container-timelines.service.js';

@Controller()
export class ContainerTimelinesController {
  constructor(private readonly timelines: ContainerTimelines) {}

  @Route('containerTimeline')
  get(
    @OneContainer() { hostId, containerId }: OneContainerRequest,
    @RouteQuery() query: QueryOf<'containerTimeline'>,
    @Req() request: FastifyRequest,
  ): Promise<ContainerTimeline> {
    refuseHead(request);
    return this.timelines.get(hostId, containerId, query);
  }
}
