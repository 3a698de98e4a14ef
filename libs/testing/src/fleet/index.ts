export type { DaemonConfig } from './daemon-config.js';
export {
  type Engine,
  type EngineOptions,
  startEngine,
} from './engine.js';
export {
  canMakeNetworks,
  type EngineNetwork,
  FLEET_CIDR,
  type HostNetwork,
  openEngineNetwork,
} from './engine-network.js';
export { clearFleetLeftovers, type Fleet, type FleetOptions, startFleet } from './fleet.js';
export { folderOwner } from './folder-owner.js';
export { endProcess } from './process-table.js';
export { type Registry, type RegistryOptions, startRegistry } from './registry.js';
export type { RegistryUser, RepositoryAction, RepositoryRights } from './registry-accounts.js';
export type { CertificateFault } from './registry-certificate.js';
export { sampleImagesOfHost, startSampleContainers } from './sample-containers.js';
export { type SeedOptions, sampleImageNames, seedSampleImages } from './sample-images.js';
