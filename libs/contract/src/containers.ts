import { ContainerRecord, ContainerState, HostId } from '@roadstead/domain';
import { z } from 'zod';
import { PageQuery, Timestamp } from './paging.js';

/** A container of the fleet: what its host reported, where, and how old that is. */
export const Container = ContainerRecord.extend({
  hostId: HostId,
  hostName: z.string(),
  /** `unknown` and `offline` hosts: the state was so at `dataAsOf`, nobody knows it now. */
  hostStatus: z.enum(['online', 'unknown', 'offline']),
  dataAsOf: Timestamp,
  revision: z.number().int(),
});
export type Container = z.infer<typeof Container>;

export const ContainerSort = z.enum(['name', 'host', 'image', 'state', 'created', 'started']);
export type ContainerSort = z.infer<typeof ContainerSort>;

export const ContainerQuery = PageQuery.extend({
  host: HostId.optional(),
  state: ContainerState.optional(),
  health: z.enum(['starting', 'healthy', 'unhealthy']).optional(),
  /** Image id (config digest). */
  image: z.string().max(100).optional(),
  /** Found in name, image reference, command, container id, host name. */
  q: z.string().max(200).optional(),
  sort: ContainerSort.default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
});
export type ContainerQuery = z.infer<typeof ContainerQuery>;

/** Ports that containers of a host publish. Programs of the host that are no containers are not known. */
export const HostPorts = z.object({
  dataAsOf: Timestamp.optional(),
  ports: z.array(
    z.object({
      port: z.number().int(),
      protocol: z.string(),
      hostIp: z.string().optional(),
      containerId: z.string(),
      containerName: z.string(),
    }),
  ),
});
export type HostPorts = z.infer<typeof HostPorts>;
