import { Module } from '@nestjs/common';
import { HostsModule } from '../hosts/hosts.module.js';
import { PullCostRepository } from './pull-cost.repository.js';
import { PullCostService } from './pull-cost.service.js';
import { RegistriesController } from './registries.controller.js';
import { RegistriesRepository } from './registries.repository.js';
import { RegistriesService } from './registries.service.js';
import { RegistryBrowser } from './registry-browser.service.js';
import { RegistryChecks } from './registry-checks.service.js';
import { RegistryClients } from './registry-clients.service.js';
import { RegistryCredentials } from './registry-credentials.service.js';
import { RegistrySecrets } from './registry-secrets.js';
import { RemoteImages } from './remote-images.service.js';

@Module({
  imports: [HostsModule],
  controllers: [RegistriesController],
  providers: [
    RegistriesRepository,
    PullCostRepository,
    RegistrySecrets,
    RegistryClients,
    RegistryChecks,
    RegistryCredentials,
    RegistriesService,
    RemoteImages,
    RegistryBrowser,
    PullCostService,
  ],
  exports: [RegistryCredentials, RegistriesRepository, RegistryClients],
})
export class RegistriesModule {}
