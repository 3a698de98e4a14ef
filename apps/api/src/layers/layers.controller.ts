import { Controller, Param } from '@nestjs/common';
import type { LayerContainer, LayerDetail, LayerImage, Page } from '@roadstead/contract';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { LayersService } from './layers.service.js';

@Controller()
export class LayersController {
  constructor(private readonly layers: LayersService) {}

  @Route('getLayer')
  get(@Param('chainId') chainId: string): Promise<LayerDetail> {
    return this.layers.get(chainId);
  }

  @Route('listLayerImages')
  images(
    @Param('chainId') chainId: string,
    @RouteQuery() query: QueryOf<'listLayerImages'>,
  ): Promise<Page<LayerImage>> {
    return this.layers.images(chainId, query);
  }

  @Route('listLayerContainers')
  containers(
    @Param('chainId') chainId: string,
    @RouteQuery() query: QueryOf<'listLayerContainers'>,
  ): Promise<Page<LayerContainer>> {
    return this.layers.containers(chainId, query);
  }
}
