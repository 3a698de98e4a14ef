import { z } from 'zod';
import { ImageDetail, ImageLayerRow, ImageQuery, ImageRemoval, ImageSummary, SaveQuery } from '../images.js';
import { pageOf } from '../paging.js';
import { ImageOrigin } from '../provenance.js';
import { defineRoutes } from './route-contract.js';

export const IMAGE_ROUTES = defineRoutes({
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
  getImageOrigin: {
    method: 'GET',
    path: '/images/:imageId/origin',
    summary: 'Where an image came from: the job that made it, what that read, and the images it is built on',
    permission: 'fleet.read',
    status: 200,
    response: ImageOrigin,
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
});
