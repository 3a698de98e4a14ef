import type { ContainerQuery, DriftQuery, ImageQuery, JobQuery } from '@roadstead/contract';

/** Keys of the query cache. Live rows are put into the cache by these, so there is one place that names them. */
export const KEYS = {
  me: ['me'] as const,
  overview: ['overview'] as const,
  hosts: ['hosts'] as const,
  host: (id: string) => ['host', id] as const,
  containers: ['containers'] as const,
  containerList: (query: Partial<ContainerQuery>) => ['containers', query] as const,
  container: (hostId: string, id: string) => ['container', hostId, id] as const,
  hostStorage: (hostId: string) => ['host-storage', hostId] as const,
  hostVolumes: (hostId: string) => ['host-volumes', hostId] as const,
  hostNetworks: (hostId: string) => ['host-networks', hostId] as const,
  imageLocation: (hostId: string, imageId: string) => ['image-location', hostId, imageId] as const,
  containerDetail: (hostId: string, id: string, withSize: boolean) =>
    ['container-detail', hostId, id, withSize] as const,
  /** With its secrets. */
  containerInspection: (hostId: string, id: string) => ['container-inspection', hostId, id] as const,
  containerTimeline: (hostId: string, id: string) => ['container-timeline', hostId, id] as const,
  images: ['images'] as const,
  imageList: (query: Partial<ImageQuery>) => ['images', query] as const,
  image: (id: string) => ['image', id] as const,
  imageLayers: (id: string) => ['image-layers', id] as const,
  imageOrigin: (id: string) => ['image-origin', id] as const,
  bases: (query: object) => ['bases', query] as const,
  derivedImages: (imageId: string, direct: boolean) => ['derived-images', imageId, direct] as const,
  layer: (id: string) => ['layer', id] as const,
  layerImages: (id: string) => ['layer-images', id] as const,
  layerContainers: (id: string, state: string) => ['layer-containers', id, state] as const,
  layerEconomy: ['layer-economy'] as const,
  jobs: ['jobs'] as const,
  jobList: (query: Partial<JobQuery>) => ['jobs', query] as const,
  job: (id: string) => ['job', id] as const,
  batch: (id: string) => ['batch', id] as const,
  /** How often a job was said to have written. */
  jobWritten: (id: string) => ['job-written', id] as const,
  /** Every answer about packages begins with it. */
  packages: ['packages'] as const,
  packagesFound: (question: object) => ['packages', 'found', question] as const,
  packageCoverage: (question: object) => ['packages', 'coverage', question] as const,
  packageSchedule: ['packages', 'schedule'] as const,
  imagePackages: (imageId: string, query: object) => ['packages', 'image', imageId, query] as const,
  drift: ['drift'] as const,
  driftList: (query: Partial<DriftQuery>) => ['drift', query] as const,
  uploads: ['uploads'] as const,
  placements: (question: object) => ['placements', question] as const,
  placementMatrix: (question: object) => ['placement-matrix', question] as const,
  placementChanges: (question: object) => ['placement-changes', question] as const,
  placementActivity: (question: object) => ['placement-activity', question] as const,
  registries: ['registries'] as const,
  registry: (id: string) => ['registry', id] as const,
  /** Everything that was read from a registry begins with it. */
  registryContents: (id: string) => ['registry-contents', id] as const,
  pullCost: (query: object) => ['pull-cost', query] as const,
  gitCredentials: ['git-credentials'] as const,
  statsHistory: (hostId: string, containerId: string, range: string) =>
    ['stats-history', hostId, containerId, range] as const,
  /** The latest sample of a topic. */
  liveStats: (topic: string) => ['live-stats', topic] as const,
  statsTop: (topic: string) => ['stats-top', topic] as const,
  processes: (hostId: string, containerId: string) => ['processes', hostId, containerId] as const,
  userNames: ['user-names'] as const,
};
