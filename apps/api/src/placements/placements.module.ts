import { Module } from '@nestjs/common';
import { HostsModule } from '../hosts/hosts.module.js';
import { ActivityRepository } from './activity.repository.js';
import { ActivityUpkeep } from './activity-upkeep.service.js';
import { ChangesRepository } from './changes.repository.js';
import { ChangesService } from './changes.service.js';
import { ChangesExport } from './changes-export.service.js';
import { MatchingRepository } from './matching.repository.js';
import { MatchingService } from './matching.service.js';
import { ObservationsRepository } from './observations.repository.js';
import { PlacementExport } from './placement-export.service.js';
import { PlacementsController } from './placements.controller.js';
import { PlacementsRepository } from './placements.repository.js';
import { PlacementsService } from './placements.service.js';
import { TagsRepository } from './tags.repository.js';

@Module({
  imports: [HostsModule],
  controllers: [PlacementsController],
  providers: [
    PlacementsRepository,
    PlacementsService,
    PlacementExport,
    ChangesExport,
    MatchingRepository,
    MatchingService,
    ObservationsRepository,
    ChangesRepository,
    ChangesService,
    ActivityRepository,
    ActivityUpkeep,
    TagsRepository,
  ],
  exports: [MatchingRepository],
})
export class PlacementsModule {}
