import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { ContainersModule } from '../containers/containers.module.js';
import { StreamsModule } from '../streams/streams.module.js';
import { FileActions } from './file-actions.js';
import { FileUploads } from './file-uploads.service.js';
import { FilesController } from './files.controller.js';
import { FilesService } from './files.service.js';

@Module({
  imports: [AgentsModule, ContainersModule, StreamsModule],
  controllers: [FilesController],
  providers: [FilesService, FileUploads, FileActions],
})
export class FilesModule {}
