import { ContainerProcesses, ContainerStatsSeries, HostStatsSeries, StatsQuery, Top, TopQuery } from '../stats.js';
import { defineRoutes } from './route-contract.js';

export const STATS_ROUTES = defineRoutes({
  hostStats: {
    method: 'GET',
    path: '/hosts/:hostId/stats',
    summary: 'CPU, memory, load and disk of a host over time: average, least and greatest of each step, gaps as null',
    permission: 'fleet.read',
    query: StatsQuery,
    status: 200,
    response: HostStatsSeries,
  },
  containerStats: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/stats',
    summary:
      'CPU, memory, network, block I/O and processes of a container over time; also of one that was removed, by its whole id',
    permission: 'fleet.read',
    query: StatsQuery,
    status: 200,
    response: ContainerStatsSeries,
  },
  statsTop: {
    method: 'GET',
    path: '/stats/top',
    summary:
      'The containers of the fleet that use most, of those that run or are paused, as of the last minute; each with the time of its sample',
    permission: 'fleet.read',
    query: TopQuery,
    status: 200,
    response: Top,
  },
  containerProcesses: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/processes',
    summary: 'The processes of a container that runs, as of docker top',
    permission: 'containers.inspect',
    status: 200,
    response: ContainerProcesses,
  },
});
