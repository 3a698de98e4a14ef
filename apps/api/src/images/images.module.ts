import { Module } from '@nestjs/common';
import { HostsModule } from '../hosts/hosts.module.js';
import { ImageRemovalRepository } from './image-removal.repository.js';
import { ImagesController } from './images.controller.js';
import { ImagesRepository } from './images.repository.js';
import { ImagesService } from './images.service.js';

@Module({
  imports: [HostsModule],
  controllers: [ImagesController],
  providers: [ImagesRepository, ImageRemovalRepository, ImagesService],
  exports: [ImagesService],
})
export class ImagesModule {}
