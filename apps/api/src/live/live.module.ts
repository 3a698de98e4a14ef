import { Module } from '@nestjs/common';
import { ContainersModule } from '../containers/containers.module.js';
import { HostsModule } from '../hosts/hosts.module.js';
import { ImagesModule } from '../images/images.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { OverviewModule } from '../overview/overview.module.js';
import { StatsModule } from '../stats/stats.module.js';
import { LiveGateway } from './live.gateway.js';
import { LiveDeltas } from './live-deltas.js';
import { LiveFanOut } from './live-fan-out.js';
import { LiveOverview } from './live-overview.js';
import { LiveSnapshots } from './live-snapshots.js';
import { LiveStatsFeed } from './live-stats.js';
import { LiveWatch } from './live-watch.js';

@Module({
  imports: [HostsModule, ContainersModule, ImagesModule, JobsModule, OverviewModule, StatsModule],
  providers: [LiveGateway, LiveSnapshots, LiveDeltas, LiveFanOut, LiveOverview, LiveStatsFeed, LiveWatch],
})
export class LiveModule {}
