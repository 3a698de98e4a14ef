import { Injectable } from '@nestjs/common';
import type { ImageDetail, ImageLayerRow, ImageRemoval, ImageSummary, Page } from '@roadstead/contract';
import { Digest, RoadsteadError } from '@roadstead/domain';
import { HostsService } from '../hosts/hosts.service.js';
import type { QueryOf } from '../platform/http/route.js';
import { ImageRemovalRepository } from './image-removal.repository.js';
import { ImagesRepository } from './images.repository.js';

@Injectable()
export class ImagesService {
  constructor(
    private readonly images: ImagesRepository,
    private readonly removals: ImageRemovalRepository,
    private readonly hosts: HostsService,
  ) {}

  list(query: QueryOf<'listImages'>): Promise<Page<ImageSummary>> {
    return this.images.page(query);
  }

  /** Those of them that are on a host now, in no order. */
  byIds(ids: readonly Digest[]): Promise<ImageSummary[]> {
    return this.images.byIds(ids);
  }

  /** @throws RoadsteadError `image.unknown` */
  async get(imageId: string): Promise<ImageDetail> {
    const id = Digest.safeParse(imageId).data;
    const image = id === undefined ? undefined : await this.images.detail(id);
    if (image === undefined) throw new RoadsteadError('image.unknown', { image: imageId });
    return image;
  }

  /** @throws RoadsteadError `image.unknown` */
  async layers(imageId: string): Promise<ImageLayerRow[]> {
    const { id } = await this.get(imageId);
    return this.images.layers(id);
  }

  /** @throws RoadsteadError `host.unknown`, `image.not-on-host` */
  async previewRemoval(hostId: string, imageId: string): Promise<ImageRemoval> {
    const host = await this.hosts.get(hostId);
    const id = Digest.safeParse(imageId).data;
    const removal = id === undefined ? undefined : await this.removals.preview(host.id, id);
    if (removal === undefined) throw new RoadsteadError('image.not-on-host', { image: imageId, host: host.name });
    return removal;
  }
}
