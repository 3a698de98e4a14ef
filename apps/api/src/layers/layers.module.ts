import { Module } from '@nestjs/common';
import { LayersController } from './layers.controller.js';
import { LayersRepository } from './layers.repository.js';
import { LayersService } from './layers.service.js';

@Module({ controllers: [LayersController], providers: [LayersRepository, LayersService] })
export class LayersModule {}
