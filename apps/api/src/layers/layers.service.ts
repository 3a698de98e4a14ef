import { Injectable } from '@nestjs/common';
import type { LayerContainer, LayerDetail, LayerImage, Page } from '@roadstead/contract';
import { Digest, RoadsteadError } from '@roadstead/domain';
import type { QueryOf } from '../platform/http/route.js';
import { LayersRepository } from './layers.repository.js';

const NAMED = /^(?:sha256:)?([0-9a-f]{4,64})$/;
const MOST_TOLD = 10;

/** A layer of the fleet, and everything that lies on it. */
@Injectable()
export class LayersService {
  constructor(private readonly repository: LayersRepository) {}

  /** @throws RoadsteadError `layer.*` */
  async get(text: string): Promise<LayerDetail> {
    const layer = await this.repository.detail(await this.#find(text));
    if (layer === undefined) throw new RoadsteadError('layer.unknown', { layer: text });
    return layer;
  }

  /** @throws RoadsteadError `layer.*` */
  async images(text: string, query: QueryOf<'listLayerImages'>): Promise<Page<LayerImage>> {
    return this.repository.images(await this.#find(text), query);
  }

  /** @throws RoadsteadError `layer.*` */
  async containers(text: string, query: QueryOf<'listLayerContainers'>): Promise<Page<LayerContainer>> {
    return this.repository.containers(await this.#find(text), query);
  }

  /** A whole chain id is that layer, also where it is a diff id as well, as it is at the bottom. */
  async #find(text: string): Promise<Digest> {
    const hex = NAMED.exec(text.trim().toLowerCase())?.[1];
    if (hex === undefined) throw new RoadsteadError('layer.malformed', { layer: text });
    const whole = Digest.safeParse(`sha256:${hex}`).data;
    if (whole !== undefined && (await this.repository.exists(whole))) return whole;
    const found = await this.repository.named(`sha256:${hex}`, MOST_TOLD + 1);
    const [only, ...others] = found;
    if (only === undefined) throw new RoadsteadError('layer.unknown', { layer: text });
    if (others.length === 0) return only;
    const layers = found.slice(0, MOST_TOLD).join(', ') + (found.length > MOST_TOLD ? ' …' : '');
    throw new RoadsteadError('layer.ambiguous', { layer: text, layers });
  }
}
