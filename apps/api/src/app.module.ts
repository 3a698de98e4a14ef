import { type DynamicModule, Module } from '@nestjs/common';
import { AgentGatewayModule } from './agents/agent-gateway.module.js';
import { AgentsModule } from './agents/agents.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { BasesModule } from './bases/bases.module.js';
import { ContainersModule } from './containers/containers.module.js';
import { DriftModule } from './drift/drift.module.js';
import { FilesModule } from './files/files.module.js';
import { GitCredentialsModule } from './git-credentials/git-credentials.module.js';
import { HostsModule } from './hosts/hosts.module.js';
import { ImagesModule } from './images/images.module.js';
import { InventoryModule } from './inventory/inventory.module.js';
import { JobInputsModule } from './job-inputs/job-inputs.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LayersModule } from './layers/layers.module.js';
import { LiveModule } from './live/live.module.js';
import { NetworksModule } from './networks/networks.module.js';
import { OverviewModule } from './overview/overview.module.js';
import { PackagesModule } from './packages/packages.module.js';
import { PlacementsModule } from './placements/placements.module.js';
import type { Config } from './platform/config/config.js';
import type { Logger } from './platform/logging/logger.js';
import { platformModule } from './platform/platform.module.js';
import { ProvenanceModule } from './provenance/provenance.module.js';
import { RegistriesModule } from './registries/registries.module.js';
import { RegistryTagsModule } from './registry-tags/registry-tags.module.js';
import { StatsModule } from './stats/stats.module.js';
import { StorageModule } from './storage/storage.module.js';
import { StreamsModule } from './streams/streams.module.js';
import { TerminalsModule } from './terminals/terminals.module.js';
import { UploadsModule } from './uploads/uploads.module.js';
import { VolumesModule } from './volumes/volumes.module.js';

@Module({})
class AppModule {}

/** The whole application. */
export function appModule(config: Config, logger: Logger): DynamicModule {
  return {
    module: AppModule,
    imports: [
      platformModule(config, logger),
      AuditModule,
      AuthModule,
      AgentsModule,
      HostsModule,
      ContainersModule,
      DriftModule,
      ImagesModule,
      ProvenanceModule,
      BasesModule,
      LayersModule,
      StorageModule,
      VolumesModule,
      NetworksModule,
      OverviewModule,
      InventoryModule,
      JobsModule,
      PlacementsModule,
      PackagesModule,
      RegistriesModule,
      RegistryTagsModule,
      GitCredentialsModule,
      StatsModule,
      StreamsModule,
      FilesModule,
      TerminalsModule,
      UploadsModule,
      JobInputsModule,
      LiveModule,
      AgentGatewayModule,
    ],
  };
}
