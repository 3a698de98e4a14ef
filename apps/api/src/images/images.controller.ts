import { Controller, Param } from '@nestjs/common';
import type { ImageDetail, ImageLayerRow, ImageRemoval, ImageSummary, Page } from '@roadstead/contract';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { ImagesService } from './images.service.js';

@Controller()
export class ImagesController {
  constructor(private readonly images: ImagesService) {}

  @Route('listImages')
  list(@RouteQuery() query: QueryOf<'listImages'>): Promise<Page<ImageSummary>> {
    return this.images.list(query);
  }

  @Route('getImage')
  get(@Param('imageId') imageId: string): Promise<ImageDetail> {
    return this.images.get(imageId);
  }

  @Route('listImageLayers')
  layers(@Param('imageId') imageId: string): Promise<ImageLayerRow[]> {
    return this.images.layers(imageId);
  }

  @Route('previewImageRemoval')
  previewRemoval(@Param('hostId') hostId: string, @Param('imageId') imageId: string): Promise<ImageRemoval> {
    return this.images.previewRemoval(hostId, imageId);
  }
}
