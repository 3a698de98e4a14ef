import { Module } from '@nestjs/common';
import { HostsModule } from '../hosts/hosts.module.js';
import { ContainerActionsController } from './container-actions.controller.js';
import { ContainerActions } from './container-actions.service.js';
import { ContainerDetailsController } from './container-details.controller.js';
import { ContainerDetails } from './container-details.service.js';
import { ContainersController } from './containers.controller.js';
import { ContainersRepository } from './containers.repository.js';
import { ContainersService } from './containers.service.js';
import { ContainerTimelinesController } from './timeline/container-timelines.controller.js';
import { ContainerTimelines } from './timeline/container-timelines.service.js';
import { TimelineRepository } from './timeline/timeline.repository.js';

@Module({
  imports: [HostsModule],
  controllers: [
    ContainersController,
    ContainerDetailsController,
    ContainerActionsController,
    ContainerTimelinesController,
  ],
  providers: [
    ContainersRepository,
    ContainersService,
    ContainerDetails,
    ContainerActions,
    ContainerTimelines,
    TimelineRepository,
  ],
  exports: [ContainersService, ContainerDetails],
})
export class ContainersModule {}
