import { Module } from '@nestjs/common';
import { HostsModule } from '../hosts/hosts.module.js';
import { VolumesController } from './volumes.controller.js';
import { VolumesService } from './volumes.service.js';

@Module({ imports: [HostsModule], controllers: [VolumesController], providers: [VolumesService] })
export class VolumesModule {}
