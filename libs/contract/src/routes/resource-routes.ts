import { Network, Volume } from '@roadstead/domain';
import { LayerEconomy } from '../layer-economy.js';
import {
  CreateNetworkBody,
  CreateVolumeBody,
  HostNetworks,
  HostStorage,
  HostVolumes,
  ImageLocation,
  RemoveVolumeQuery,
  VolumesQuery,
} from '../resources.js';
import { defineRoutes } from './route-contract.js';

/** A host's disk, volumes and networks: asked from its engine at the moment. */
export const RESOURCE_ROUTES = defineRoutes({
  getHostStorage: {
    method: 'GET',
    path: '/hosts/:hostId/storage',
    summary: "What takes the space of a host's disk, as docker system df counts it, and what a prune would free",
    permission: 'fleet.read',
    status: 200,
    response: HostStorage,
  },
  getLayerEconomy: {
    method: 'GET',
    path: '/audit/layers',
    summary: 'What layers take across the fleet, what sharing saves, and what a prune would free, host by host',
    permission: 'fleet.read',
    status: 200,
    response: LayerEconomy,
  },
  getImageLocation: {
    method: 'GET',
    path: '/hosts/:hostId/images/:imageId/location',
    summary: 'Where the layers of an image lie on a host: directories of its storage driver',
    permission: 'fleet.read',
    status: 200,
    response: ImageLocation,
  },
  listVolumes: {
    method: 'GET',
    path: '/hosts/:hostId/volumes',
    summary: 'Volumes of a host, by name, each with the containers that use it',
    permission: 'fleet.read',
    query: VolumesQuery,
    status: 200,
    response: HostVolumes,
  },
  createVolume: {
    method: 'POST',
    path: '/hosts/:hostId/volumes',
    summary: 'Make a volume',
    permission: 'resources.manage',
    body: CreateVolumeBody,
    status: 201,
    response: Volume,
  },
  removeVolume: {
    method: 'DELETE',
    path: '/hosts/:hostId/volumes/:volume',
    summary: 'Remove a volume and the data in it',
    permission: 'resources.manage',
    query: RemoveVolumeQuery,
    status: 204,
  },
  listNetworks: {
    method: 'GET',
    path: '/hosts/:hostId/networks',
    summary: 'Networks of a host, by name, each with the containers joined to it',
    permission: 'fleet.read',
    status: 200,
    response: HostNetworks,
  },
  createNetwork: {
    method: 'POST',
    path: '/hosts/:hostId/networks',
    summary: 'Make a network',
    permission: 'resources.manage',
    body: CreateNetworkBody,
    status: 201,
    response: Network,
  },
  removeNetwork: {
    method: 'DELETE',
    path: '/hosts/:hostId/networks/:networkId',
    summary: 'Remove a network, by its id',
    permission: 'resources.manage',
    status: 204,
  },
});
