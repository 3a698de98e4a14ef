import { Module } from '@nestjs/common';
import { ImagesModule } from '../images/images.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { PlacementsModule } from '../placements/placements.module.js';
import { CarriersRepository } from './carriers.repository.js';
import { PackageExport } from './package-export.service.js';
import { PackageScheduleRepository } from './package-schedule.repository.js';
import { PackageScheduleService } from './package-schedule.service.js';
import { PackagesController } from './packages.controller.js';
import { PackagesRepository } from './packages.repository.js';
import { PackagesService } from './packages.service.js';
import { PackagesUpkeep } from './packages-upkeep.service.js';
import { ScanResults } from './scan-results.js';
import { ScansRepository } from './scans.repository.js';
import { ScansService } from './scans.service.js';

@Module({
  imports: [ImagesModule, JobsModule, PlacementsModule],
  controllers: [PackagesController],
  providers: [
    CarriersRepository,
    PackageExport,
    PackagesUpkeep,
    PackagesRepository,
    PackagesService,
    PackageScheduleRepository,
    PackageScheduleService,
    ScanResults,
    ScansRepository,
    ScansService,
  ],
})
export class PackagesModule {}
