import { Injectable } from '@nestjs/common';
import type { ImageOrigin } from '@roadstead/contract';
import { Digest, RoadsteadError } from '@roadstead/domain';
import { ProvenanceRepository } from './provenance.repository.js';

/** Where images came from. What no job of Roadstead's did is not known, and is never guessed. */
@Injectable()
export class ProvenanceService {
  constructor(private readonly provenance: ProvenanceRepository) {}

  /** @throws RoadsteadError `image.unknown` */
  async origin(imageId: string): Promise<ImageOrigin> {
    const id = Digest.safeParse(imageId).data;
    const origin = id === undefined ? undefined : await this.provenance.origin(id);
    if (origin === undefined) throw new RoadsteadError('image.unknown', { image: imageId });
    return origin;
  }
}
