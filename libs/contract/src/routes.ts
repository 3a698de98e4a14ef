import { ErrorBody, type Permission } from '@roadstead/domain';
import { z } from 'zod';
import { ApiToken, CreateApiTokenBody, CreatedApiToken, CurrentUser, LoginBody } from './auth.js';
import { Container, ContainerQuery, LogsQuery } from './containers.js';
import { CreatedJoinToken, CreateJoinTokenBody, Host, UpdateHostBody } from './hosts.js';
import { ImageDetail, ImageLayerRow, ImageQuery, ImageRemoval, ImageSummary, SaveQuery } from './images.js';
import { BatchDetail, CreatedJobs, CreateJobsBody, Job, JobDetail, JobLogQuery, JobQuery } from './jobs.js';
import { Overview } from './overview.js';
import { pageOf } from './paging.js';
import {
  CreateRegistryBody,
  FoundRepositories,
  PullCost,
  PullCostQuery,
  Registry,
  RegistryCheck,
  RegistrySearchQuery,
  RemoteImage,
  RemoteImageQuery,
  Repositories,
  RepositoriesQuery,
  Tags,
  TagsQuery,
  UpdateRegistryBody,
  UserName,
} from './registries.js';
import { Upload, UploadLimits } from './uploads.js';

/** A REST route: OpenAPI, the controllers' validation and the page's client all come from this. */
export interface RouteContract {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`; path parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  /** `public`: no credential. `signed-in`: any user. */
  readonly permission: Permission | 'public' | 'signed-in';
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly status: number;
  /** Absent: no body, or a byte stream as the summary says. */
  readonly response?: z.ZodType;
}

export const ErrorReply = z.object({ error: ErrorBody });
export type ErrorReply = z.infer<typeof ErrorReply>;

function routes<const T extends Record<string, RouteContract>>(table: T): T {
  return table;
}

export const API_PREFIX = '/api/v1';

export const ROUTES = routes({
  login: {
    method: 'POST',
    path: '/auth/login',
    summary: 'Sign in; sets the session cookie',
    permission: 'public',
    body: LoginBody,
    status: 200,
    response: CurrentUser,
  },
  logout: {
    method: 'POST',
    path: '/auth/logout',
    summary: 'Sign out; ends the session',
    permission: 'signed-in',
    status: 204,
  },
  currentUser: {
    method: 'GET',
    path: '/auth/me',
    summary: 'Who is signed in',
    permission: 'signed-in',
    status: 200,
    response: CurrentUser,
  },
  listApiTokens: {
    method: 'GET',
    path: '/auth/tokens',
    summary: 'API tokens of the signed-in user',
    permission: 'tokens.manage',
    status: 200,
    response: z.array(ApiToken),
  },
  createApiToken: {
    method: 'POST',
    path: '/auth/tokens',
    summary: 'Make an API token; shown once',
    permission: 'tokens.manage',
    body: CreateApiTokenBody,
    status: 201,
    response: CreatedApiToken,
  },
  deleteApiToken: {
    method: 'DELETE',
    path: '/auth/tokens/:tokenId',
    summary: 'Delete an API token',
    permission: 'tokens.manage',
    status: 204,
  },

  overview: {
    method: 'GET',
    path: '/overview',
    summary: 'Is everything all right?',
    permission: 'fleet.read',
    status: 200,
    response: Overview,
  },

  listHosts: {
    method: 'GET',
    path: '/hosts',
    summary: 'All hosts',
    permission: 'fleet.read',
    status: 200,
    response: z.array(Host),
  },
  getHost: {
    method: 'GET',
    path: '/hosts/:hostId',
    summary: 'One host',
    permission: 'fleet.read',
    status: 200,
    response: Host,
  },
  updateHost: {
    method: 'PATCH',
    path: '/hosts/:hostId',
    summary: 'Rename or label a host',
    permission: 'hosts.manage',
    body: UpdateHostBody,
    status: 200,
    response: Host,
  },
  revokeHost: {
    method: 'DELETE',
    path: '/hosts/:hostId',
    summary: 'Revoke a host: its agent is cut off at once; its history stays',
    permission: 'hosts.manage',
    status: 204,
  },
  createJoinToken: {
    method: 'POST',
    path: '/join-tokens',
    summary: 'Make a join token; shown once',
    permission: 'hosts.manage',
    body: CreateJoinTokenBody,
    status: 201,
    response: CreatedJoinToken,
  },

  listContainers: {
    method: 'GET',
    path: '/containers',
    summary: 'Containers of the fleet',
    permission: 'fleet.read',
    query: ContainerQuery,
    status: 200,
    response: pageOf(Container),
  },
  getContainer: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId',
    summary: 'One container, by id or unique prefix of it',
    permission: 'fleet.read',
    status: 200,
    response: Container,
  },
  containerLogs: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/logs',
    summary: 'The log as text, streamed; stdout and stderr merged in order',
    permission: 'logs.read',
    query: LogsQuery,
    status: 200,
  },

  listImages: {
    method: 'GET',
    path: '/images',
    summary: 'Images of the fleet, one row an image',
    permission: 'fleet.read',
    query: ImageQuery,
    status: 200,
    response: pageOf(ImageSummary),
  },
  getImage: {
    method: 'GET',
    path: '/images/:imageId',
    summary: 'One image, by config digest',
    permission: 'fleet.read',
    status: 200,
    response: ImageDetail,
  },
  listImageLayers: {
    method: 'GET',
    path: '/images/:imageId/layers',
    summary: 'Layers of an image, bottom first',
    permission: 'fleet.read',
    status: 200,
    response: z.array(ImageLayerRow),
  },

  previewImageRemoval: {
    method: 'GET',
    path: '/hosts/:hostId/images/:imageId/removal',
    summary: 'What a removal of this image would do on this host, before it is done',
    permission: 'fleet.read',
    status: 200,
    response: ImageRemoval,
  },
  saveImages: {
    method: 'GET',
    path: '/hosts/:hostId/images/save',
    summary: 'Images as a tar of docker save, streamed; `ref` may come more than once',
    permission: 'images.save',
    query: SaveQuery,
    status: 200,
  },
  exportContainer: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/export',
    summary: "A container's filesystem as a tar of docker export, streamed",
    permission: 'images.save',
    status: 200,
  },

  createJobs: {
    method: 'POST',
    path: '/jobs',
    summary: 'Ask for a job on one or many hosts',
    permission: 'jobs.run',
    body: CreateJobsBody,
    status: 202,
    response: CreatedJobs,
  },
  listJobs: {
    method: 'GET',
    path: '/jobs',
    summary: 'Jobs, newest first',
    permission: 'fleet.read',
    query: JobQuery,
    status: 200,
    response: pageOf(Job),
  },
  getJob: {
    method: 'GET',
    path: '/jobs/:jobId',
    summary: 'One job with its attempts',
    permission: 'fleet.read',
    status: 200,
    response: JobDetail,
  },
  jobLog: {
    method: 'GET',
    path: '/jobs/:jobId/log',
    summary: 'The output of a job as text; the header x-job-log-position is for `after`, to get what is written next',
    permission: 'fleet.read',
    query: JobLogQuery,
    status: 200,
  },
  cancelJob: {
    method: 'POST',
    path: '/jobs/:jobId/cancel',
    summary: 'Cancel a job',
    permission: 'jobs.run',
    status: 202,
    response: Job,
  },
  getBatch: {
    method: 'GET',
    path: '/batches/:batchId',
    summary: 'One batch with its jobs',
    permission: 'fleet.read',
    status: 200,
    response: BatchDetail,
  },
  cancelBatch: {
    method: 'POST',
    path: '/batches/:batchId/cancel',
    summary: 'Cancel every job of a batch that has not ended',
    permission: 'jobs.run',
    status: 202,
    response: BatchDetail,
  },
  retryBatch: {
    method: 'POST',
    path: '/batches/:batchId/retry',
    summary: 'Ask again for the jobs of a batch that failed or were not begun, as a new batch',
    permission: 'jobs.run',
    status: 202,
    response: CreatedJobs,
  },

  listRegistries: {
    method: 'GET',
    path: '/registries',
    summary: 'Registries, without their passwords',
    permission: 'fleet.read',
    status: 200,
    response: z.array(Registry),
  },
  getRegistry: {
    method: 'GET',
    path: '/registries/:registryId',
    summary: 'One registry',
    permission: 'fleet.read',
    status: 200,
    response: Registry,
  },
  createRegistry: {
    method: 'POST',
    path: '/registries',
    summary: 'Add a registry; its credential is checked first and kept encrypted',
    permission: 'registries.manage',
    body: CreateRegistryBody,
    status: 201,
    response: Registry,
  },
  updateRegistry: {
    method: 'PATCH',
    path: '/registries/:registryId',
    summary: 'Change a registry; a new credential is checked first',
    permission: 'registries.manage',
    body: UpdateRegistryBody,
    status: 200,
    response: Registry,
  },
  deleteRegistry: {
    method: 'DELETE',
    path: '/registries/:registryId',
    summary: 'Forget a registry and its credential',
    permission: 'registries.manage',
    status: 204,
  },
  checkRegistry: {
    method: 'POST',
    path: '/registries/:registryId/check',
    summary: 'Ask a registry now whether it answers and takes the credential',
    permission: 'jobs.run',
    status: 200,
    response: RegistryCheck,
  },
  searchRegistry: {
    method: 'GET',
    path: '/registries/:registryId/search',
    summary: 'Search repositories',
    permission: 'jobs.run',
    query: RegistrySearchQuery,
    status: 200,
    response: FoundRepositories,
  },
  listRepositories: {
    method: 'GET',
    path: '/registries/:registryId/repositories',
    summary: 'Repositories of a registry, by name',
    permission: 'jobs.run',
    query: RepositoriesQuery,
    status: 200,
    response: Repositories,
  },
  listRegistryTags: {
    method: 'GET',
    path: '/registries/:registryId/tags',
    summary: 'Tags of a repository',
    permission: 'jobs.run',
    query: TagsQuery,
    status: 200,
    response: Tags,
  },
  getRemoteImage: {
    method: 'GET',
    path: '/registries/:registryId/image',
    summary: 'Platforms and layers behind a tag or digest',
    permission: 'jobs.run',
    query: RemoteImageQuery,
    status: 200,
    response: RemoteImage,
  },
  pullCost: {
    method: 'GET',
    path: '/hosts/:hostId/pull-cost',
    summary: 'What a pull would take from the network on this host',
    permission: 'jobs.run',
    query: PullCostQuery,
    status: 200,
    response: PullCost,
  },
  listUserNames: {
    method: 'GET',
    path: '/users/names',
    summary: 'Names of the users, for choosing who may use a registry',
    permission: 'registries.manage',
    status: 200,
    response: z.array(UserName),
  },

  listUploads: {
    method: 'GET',
    path: '/uploads',
    summary: "The signed-in user's uploads; all of them for an administrator",
    permission: 'jobs.run',
    status: 200,
    response: z.array(Upload),
  },
  createUpload: {
    method: 'POST',
    path: '/uploads',
    summary: 'Begin an upload: tus 1.0, with Upload-Length and, in Upload-Metadata, its filename; Location names it',
    permission: 'jobs.run',
    status: 201,
  },
  getUploadOffset: {
    method: 'HEAD',
    path: '/uploads/:uploadId',
    summary: 'How much of an upload is there: tus 1.0, in Upload-Offset',
    permission: 'jobs.run',
    status: 200,
  },
  continueUpload: {
    method: 'PATCH',
    path: '/uploads/:uploadId',
    summary: 'Go on with an upload: tus 1.0, bytes of application/offset+octet-stream from Upload-Offset on',
    permission: 'jobs.run',
    status: 204,
  },
  deleteUpload: {
    method: 'DELETE',
    path: '/uploads/:uploadId',
    summary: 'End an upload and remove what is there of it: tus 1.0',
    permission: 'jobs.run',
    status: 204,
  },
  uploadLimits: {
    method: 'GET',
    path: '/upload-limits',
    summary: 'How large an upload may be, and how long it is kept',
    permission: 'jobs.run',
    status: 200,
    response: UploadLimits,
  },
});

export type RouteName = keyof typeof ROUTES;
