import { Digest, familiarReference, type ImageName, parseReference, RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from './engine-api.js';
import type { ImageIdentity } from './image-identity.js';
import { ListedImage } from './image-record.js';

const WithId = z.object({ Id: z.string() });

/** Between the names that Roadstead has for an image, and those that this engine knows it by. */
export class ImageNames {
  constructor(
    private readonly api: EngineApi,
    private readonly identity: ImageIdentity,
  ) {}

  /** Config digest of an image, by a name or an id of the engine. */
  async configDigest(engineName: string): Promise<Digest> {
    const { Id } = await this.api.get(`/images/${engineName}/json`, WithId);
    return this.identity.configDigest(Id);
  }

  /** What the engine calls the image. @throws RoadsteadError `image.not-on-host` */
  async engineName(name: ImageName): Promise<string> {
    const isId = Digest.safeParse(name).success;
    const known = isId ? await this.engineId(name) : familiarReference(parseReference(name));
    const found = known === undefined ? undefined : await this.api.find(`/images/${known}/json`, WithId);
    if (known === undefined || found === undefined) {
      throw new RoadsteadError('image.not-on-host', { image: name, host: this.api.host });
    }
    return known;
  }

  /** On the containerd store an image is known by the digest of a manifest. */
  private async engineId(configDigest: string): Promise<string | undefined> {
    if (!this.identity.containerdStore) return configDigest;
    for (const { Id } of await this.api.get('/images/json', z.array(ListedImage))) {
      const digest = await this.identity.configDigest(Id).catch(() => undefined);
      if (digest === configDigest) return Id;
    }
    return undefined;
  }
}
