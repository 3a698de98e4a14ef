import { ErrorBody, type Permission } from '@roadstead/domain';
import { z } from 'zod';
import { ApiToken, CreateApiTokenBody, CreatedApiToken, CurrentUser, LoginBody } from './auth.js';
import { Container, ContainerQuery, LogsQuery } from './containers.js';
import { CreatedJoinToken, CreateJoinTokenBody, Host, UpdateHostBody } from './hosts.js';
import { ImageDetail, ImageLayerRow, ImageQuery, ImageSummary } from './images.js';
import { CreatedJobs, CreateJobsBody, Job, JobDetail, JobQuery } from './jobs.js';
import { Overview } from './overview.js';
import { pageOf } from './paging.js';

/** A REST route: OpenAPI, the controllers' validation and the page's client all come from this. */
export interface RouteContract {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
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
    summary: 'The output of a job as text',
    permission: 'fleet.read',
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
});

export type RouteName = keyof typeof ROUTES;
