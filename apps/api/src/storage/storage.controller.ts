import { Controller, Param } from '@nestjs/common';
import type { HostStorage, ImageLocation, LayerEconomy, PruneCandidates } from '@roadstead/contract';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { StorageService } from './storage.service.js';

@Controller()
export class StorageController {
  constructor(private readonly storage: StorageService) {}

  @Route('getHostStorage')
  ofHost(@Param('hostId') hostId: string): Promise<HostStorage> {
    return this.storage.ofHost(hostId);
  }

  @Route('getImageLocation')
  locateImage(@Param('hostId') hostId: string, @Param('imageId') imageId: string): Promise<ImageLocation> {
    return this.storage.locateImage(hostId, imageId);
  }

  @Route('listPruneCandidates')
  pruneCandidates(@RouteQuery() query: QueryOf<'listPruneCandidates'>): Promise<PruneCandidates> {
    return this.storage.pruneCandidates(query);
  }

  @Route('getLayerEconomy')
  layersOfFleet(): Promise<LayerEconomy> {
    return this.storage.layersOfFleet();
  }
}
