import { Module } from '@nestjs/common';
import { TusEndpoint } from './tus-endpoint.js';
import { UploadsController } from './uploads.controller.js';
import { UploadsRepository } from './uploads.repository.js';
import { UploadsService } from './uploads.service.js';
import { UploadsCleanup } from './uploads-cleanup.js';

@Module({
  controllers: [UploadsController],
  providers: [UploadsRepository, UploadsService, TusEndpoint, UploadsCleanup],
  exports: [UploadsService],
})
export class UploadsModule {}
