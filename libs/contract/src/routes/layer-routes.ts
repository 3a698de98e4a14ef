import { BasesPage, BasesQuery, DerivedPage, DerivedQuery } from '../bases.js';
import { LayerContainer, LayerContainersQuery, LayerDetail, LayerImage, LayerListQuery } from '../layers.js';
import { pageOf } from '../paging.js';
import { defineRoutes } from './route-contract.js';

/** Which images are built on which, and what lies on a layer. A layer is named by its chain id, or enough of its first digits. */
export const LAYER_ROUTES = defineRoutes({
  listBases: {
    method: 'GET',
    path: '/audit/bases',
    summary: 'Which images are built on which: the lowest stacks of layers of the fleet, or those right below one',
    permission: 'fleet.read',
    query: BasesQuery,
    status: 200,
    response: BasesPage,
  },
  listDerivedImages: {
    method: 'GET',
    path: '/images/:imageId/derived',
    summary: 'Images that are built on this one',
    permission: 'fleet.read',
    query: DerivedQuery,
    status: 200,
    response: DerivedPage,
  },
  getLayer: {
    method: 'GET',
    path: '/layers/:chainId',
    summary: 'What a layer is, and how much of the fleet lies on it',
    permission: 'fleet.read',
    status: 200,
    response: LayerDetail,
  },
  listLayerImages: {
    method: 'GET',
    path: '/layers/:chainId/images',
    summary: 'Images on hosts that have this layer',
    permission: 'fleet.read',
    query: LayerListQuery,
    status: 200,
    response: pageOf(LayerImage),
  },
  listLayerContainers: {
    method: 'GET',
    path: '/layers/:chainId/containers',
    summary: 'Containers that lie on this layer, by host and name',
    permission: 'fleet.read',
    query: LayerContainersQuery,
    status: 200,
    response: pageOf(LayerContainer),
  },
});
