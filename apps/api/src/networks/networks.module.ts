import { Module } from '@nestjs/common';
import { HostsModule } from '../hosts/hosts.module.js';
import { NetworksController } from './networks.controller.js';
import { NetworksService } from './networks.service.js';

@Module({ imports: [HostsModule], controllers: [NetworksController], providers: [NetworksService] })
export class NetworksModule {}
