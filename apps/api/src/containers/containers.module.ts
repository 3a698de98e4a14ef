import { Module } from '@nestjs/common';
import { HostsModule } from '../hosts/hosts.module.js';
import { ContainerDetailsController } from './container-details.controller.js';
import { ContainerDetails } from './container-details.service.js';
import { ContainersController } from './containers.controller.js';
import { ContainersRepository } from './containers.repository.js';
import { ContainersService } from './containers.service.js';

@Module({
  imports: [HostsModule],
  controllers: [ContainersController, ContainerDetailsController],
  providers: [ContainersRepository, ContainersService, ContainerDetails],
  exports: [ContainersService, ContainerDetails],
})
export class ContainersModule {}
