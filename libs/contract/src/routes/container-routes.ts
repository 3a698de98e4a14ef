import { LogPage } from '@roadstead/domain';
import { ContainerInspection, DetailQuery } from '../container-verbs.js';
import { Container, ContainerQuery } from '../containers.js';
import { LogPageQuery, LogSearchQuery, LogsQuery, MergedLogsQuery } from '../logs.js';
import { pageOf } from '../paging.js';
import { defineRoutes } from './route-contract.js';

export const CONTAINER_ROUTES = defineRoutes({
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
  mergedLogs: {
    method: 'GET',
    path: '/logs',
    summary: 'Logs of several containers as one text in the order of their moments, streamed',
    permission: 'logs.read',
    query: MergedLogsQuery,
    status: 200,
  },
  logPage: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/logs/page',
    summary: 'Lines of the log around a moment',
    permission: 'logs.read',
    query: LogPageQuery,
    status: 200,
    response: LogPage,
  },
  searchLog: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/logs/search',
    summary:
      'Lines of the log that match a text, a regular expression or conditions on their fields, as JSON lines, streamed',
    permission: 'logs.read',
    query: LogSearchQuery,
    status: 200,
  },
  exportContainer: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/export',
    summary: "A container's filesystem as a tar of docker export, streamed",
    permission: 'images.save',
    status: 200,
  },
  containerDetail: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/detail',
    summary: 'What the engine tells of a container now, without what may be a secret',
    permission: 'fleet.read',
    query: DetailQuery,
    status: 200,
    response: ContainerInspection,
  },
  inspectContainer: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/inspect',
    summary: 'All that the engine tells of a container now, with its environment; who reads it is recorded',
    permission: 'containers.inspect',
    query: DetailQuery,
    status: 200,
    response: ContainerInspection,
  },
});
