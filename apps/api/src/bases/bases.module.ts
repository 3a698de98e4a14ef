import { Module } from '@nestjs/common';
import { BasesController } from './bases.controller.js';
import { BasesRepository } from './bases.repository.js';
import { BasesService } from './bases.service.js';
import { DerivedImagesRepository } from './derived-images.repository.js';

@Module({
  controllers: [BasesController],
  providers: [BasesRepository, DerivedImagesRepository, BasesService],
})
export class BasesModule {}
