import { Controller, Ip } from '@nestjs/common';
import type { ActOnContainersReply, ContainerActed, CurrentUser } from '@roadstead/contract';
import { SignedIn } from '../auth/auth.guard.js';
import { type BodyOf, type QueryOf, Route, RouteBody, RouteQuery } from '../platform/http/route.js';
import { ContainerActions } from './container-actions.service.js';
import { OneContainer, type OneContainerRequest } from './one-container.js';

@Controller()
export class ContainerActionsController {
  constructor(private readonly actions: ContainerActions) {}

  @Route('startContainer')
  start(@OneContainer() one: OneContainerRequest): Promise<ContainerActed> {
    return this.actions.act(one.caller, one.hostId, one.containerId, { verb: 'start' });
  }

  @Route('stopContainer')
  stop(@OneContainer() one: OneContainerRequest, @RouteBody() body: BodyOf<'stopContainer'>): Promise<ContainerActed> {
    return this.actions.act(one.caller, one.hostId, one.containerId, { verb: 'stop', ...body });
  }

  @Route('restartContainer')
  restart(
    @OneContainer() one: OneContainerRequest,
    @RouteBody() body: BodyOf<'restartContainer'>,
  ): Promise<ContainerActed> {
    return this.actions.act(one.caller, one.hostId, one.containerId, { verb: 'restart', ...body });
  }

  @Route('pauseContainer')
  pause(@OneContainer() one: OneContainerRequest): Promise<ContainerActed> {
    return this.actions.act(one.caller, one.hostId, one.containerId, { verb: 'pause' });
  }

  @Route('unpauseContainer')
  unpause(@OneContainer() one: OneContainerRequest): Promise<ContainerActed> {
    return this.actions.act(one.caller, one.hostId, one.containerId, { verb: 'unpause' });
  }

  @Route('killContainer')
  kill(@OneContainer() one: OneContainerRequest, @RouteBody() body: BodyOf<'killContainer'>): Promise<ContainerActed> {
    return this.actions.act(one.caller, one.hostId, one.containerId, { verb: 'kill', ...body });
  }

  @Route('renameContainer')
  rename(
    @OneContainer() one: OneContainerRequest,
    @RouteBody() body: BodyOf<'renameContainer'>,
  ): Promise<ContainerActed> {
    return this.actions.act(one.caller, one.hostId, one.containerId, { verb: 'rename', ...body });
  }

  @Route('removeContainer')
  remove(
    @OneContainer() one: OneContainerRequest,
    @RouteQuery() { force, volumes }: QueryOf<'removeContainer'>,
  ): Promise<ContainerActed> {
    const action = { verb: 'remove', force: force === 'true', volumes: volumes === 'true' } as const;
    return this.actions.act(one.caller, one.hostId, one.containerId, action);
  }

  @Route('actOnContainers')
  async actOnMany(
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
    @RouteBody() { action, targets }: BodyOf<'actOnContainers'>,
  ): Promise<ActOnContainersReply> {
    return { results: await this.actions.actOnMany({ user, address }, targets, action) };
  }
}
