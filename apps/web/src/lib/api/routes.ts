import type { ROUTES, RouteName } from '@roadstead/contract';

type Routes = typeof ROUTES;

/**
 * Method and path of every route. The type makes each line equal to the contract's, so that this table cannot drift from
 * it, while the contract's schemas (and zod) stay out of the page.
 */
export const ENDPOINTS: { readonly [K in RouteName]: `${Routes[K]['method']} ${Routes[K]['path']}` } = {
  login: 'POST /auth/login',
  logout: 'POST /auth/logout',
  currentUser: 'GET /auth/me',
  listApiTokens: 'GET /auth/tokens',
  createApiToken: 'POST /auth/tokens',
  deleteApiToken: 'DELETE /auth/tokens/:tokenId',
  overview: 'GET /overview',
  listHosts: 'GET /hosts',
  getHost: 'GET /hosts/:hostId',
  updateHost: 'PATCH /hosts/:hostId',
  revokeHost: 'DELETE /hosts/:hostId',
  createJoinToken: 'POST /join-tokens',
  listContainers: 'GET /containers',
  getContainer: 'GET /hosts/:hostId/containers/:containerId',
  containerDetail: 'GET /hosts/:hostId/containers/:containerId/detail',
  inspectContainer: 'GET /hosts/:hostId/containers/:containerId/inspect',
  containerLogs: 'GET /hosts/:hostId/containers/:containerId/logs',
  getHostStorage: 'GET /hosts/:hostId/storage',
  getImageLocation: 'GET /hosts/:hostId/images/:imageId/location',
  listVolumes: 'GET /hosts/:hostId/volumes',
  createVolume: 'POST /hosts/:hostId/volumes',
  removeVolume: 'DELETE /hosts/:hostId/volumes/:volume',
  listNetworks: 'GET /hosts/:hostId/networks',
  createNetwork: 'POST /hosts/:hostId/networks',
  removeNetwork: 'DELETE /hosts/:hostId/networks/:networkId',
  listContainerFiles: 'GET /hosts/:hostId/containers/:containerId/files',
  viewContainerFile: 'GET /hosts/:hostId/containers/:containerId/files/view',
  downloadContainerFile: 'GET /hosts/:hostId/containers/:containerId/files/download',
  findExistingFiles: 'POST /hosts/:hostId/containers/:containerId/files/existing',
  uploadContainerFiles: 'POST /hosts/:hostId/containers/:containerId/files',
  createContainerDirectory: 'POST /hosts/:hostId/containers/:containerId/files/directories',
  listContainerChanges: 'GET /hosts/:hostId/containers/:containerId/changes',
  listImages: 'GET /images',
  getImage: 'GET /images/:imageId',
  listImageLayers: 'GET /images/:imageId/layers',
  previewImageRemoval: 'GET /hosts/:hostId/images/:imageId/removal',
  saveImages: 'GET /hosts/:hostId/images/save',
  exportContainer: 'GET /hosts/:hostId/containers/:containerId/export',
  createJobs: 'POST /jobs',
  listJobs: 'GET /jobs',
  getJob: 'GET /jobs/:jobId',
  jobLog: 'GET /jobs/:jobId/log',
  cancelJob: 'POST /jobs/:jobId/cancel',
  getBatch: 'GET /batches/:batchId',
  cancelBatch: 'POST /batches/:batchId/cancel',
  retryBatch: 'POST /batches/:batchId/retry',
  listGitCredentials: 'GET /git-credentials',
  createGitCredential: 'POST /git-credentials',
  updateGitCredential: 'PATCH /git-credentials/:credentialId',
  deleteGitCredential: 'DELETE /git-credentials/:credentialId',
  listRegistries: 'GET /registries',
  getRegistry: 'GET /registries/:registryId',
  createRegistry: 'POST /registries',
  updateRegistry: 'PATCH /registries/:registryId',
  deleteRegistry: 'DELETE /registries/:registryId',
  checkRegistry: 'POST /registries/:registryId/check',
  searchRegistry: 'GET /registries/:registryId/search',
  listRepositories: 'GET /registries/:registryId/repositories',
  listRegistryTags: 'GET /registries/:registryId/tags',
  getRemoteImage: 'GET /registries/:registryId/image',
  pullCost: 'GET /hosts/:hostId/pull-cost',
  hostStats: 'GET /hosts/:hostId/stats',
  containerStats: 'GET /hosts/:hostId/containers/:containerId/stats',
  statsTop: 'GET /stats/top',
  containerProcesses: 'GET /hosts/:hostId/containers/:containerId/processes',
  listUserNames: 'GET /users/names',
  listUploads: 'GET /uploads',
  createUpload: 'POST /uploads',
  getUploadOffset: 'HEAD /uploads/:uploadId',
  continueUpload: 'PATCH /uploads/:uploadId',
  deleteUpload: 'DELETE /uploads/:uploadId',
  uploadLimits: 'GET /upload-limits',
};

/** The names after the colons of a path. */
export type PathParams<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | PathParams<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;
