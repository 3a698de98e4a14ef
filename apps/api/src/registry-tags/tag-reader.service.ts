import { Injectable } from '@nestjs/common';
import { type Digest, type ImageReference, RoadsteadError } from '@roadstead/domain';
import { isIndexType } from '../registries/client/manifest.js';
import { type NamedManifest, namedManifest } from '../registries/client/named-manifest.js';
import type { RegistryClient } from '../registries/client/registry-client.js';
import { readImage } from '../registries/client/remote-image.js';
import { bestFitting, parsePlatform } from '../registries/platform-match.js';
import { RegistriesRepository } from '../registries/registries.repository.js';
import { RegistryClients } from '../registries/registry-clients.service.js';

/** A credential of another team may see what the first does not. */
const MOST_CREDENTIALS = 5;

export interface ReadTag extends NamedManifest {
  /** The client that was shown it. */
  readonly client: RegistryClient;
}

/**
 * Asks registries about tags, with the credentials that are kept for them. Whose they are to use in jobs does not matter:
 * nobody learns more than the digest of a tag that runs in the fleet already.
 */
@Injectable()
export class TagReader {
  constructor(
    private readonly registries: RegistriesRepository,
    private readonly clients: RegistryClients,
  ) {}

  /** The clients with which a registry is asked, those with a credential first. They are for one round. */
  async clientsOf(registry: string, isInsecure: () => Promise<boolean>): Promise<RegistryClient[]> {
    const kept = await this.registries.byAddresses([registry]);
    const first = kept.filter(({ password }) => password !== null);
    const chosen = (first.length > 0 ? first : kept.slice(0, 1)).slice(0, MOST_CREDENTIALS);
    if (chosen.length > 0) return chosen.map((each) => this.clients.of(each));
    return [this.clients.to({ address: registry, insecure: await isInsecure() })];
  }

  /** @throws RoadsteadError as `namedManifest`: what the last credential led to, where none was shown it */
  async read(clients: readonly RegistryClient[], image: ImageReference, known?: NamedManifest): Promise<ReadTag> {
    let refusal: unknown;
    for (const client of clients) {
      try {
        return { ...(await namedManifest(client, image.repository, image.tag ?? 'latest', known)), client };
      } catch (error) {
        if (!isRefusal(error)) throw error;
        refusal = error;
      }
    }
    throw refusal;
  }

  /** Whether the registry has this digest. @throws RoadsteadError as `namedManifest`, where it does not say */
  async has(client: RegistryClient, { repository }: ImageReference, digest: Digest): Promise<boolean> {
    try {
      await namedManifest(client, repository, digest);
      return true;
    } catch (error) {
      if (isRefusal(error)) return false;
      throw error;
    }
  }

  /**
   * What a digest stands for on these platforms: config digests by platform, null where it has none; `*` where it is of one
   * image alone, which engines take whatever its platform is.
   */
  async images(
    client: RegistryClient,
    { repository }: ImageReference,
    digest: Digest,
    platforms: readonly string[],
  ): Promise<Record<string, Digest | null>> {
    const wanted = platforms.map((name) => ({ name, parts: parsePlatform(name) }));
    const image = await readImage(client, repository, digest, (entries) => {
      const best = wanted.map(({ parts }) => bestFitting(entries, ({ platform }) => platform, parts));
      return [...new Set(best.flatMap((entry) => entry ?? []))];
    });
    if (!isIndexType(image.mediaType)) return { '*': image.platforms[0]?.imageId ?? null };
    const found = wanted.map(({ name, parts }) => {
      const best = bestFitting(image.platforms, ({ platform }) => parsePlatform(platform), parts);
      return [name, best?.imageId ?? null] as const;
    });
    return Object.fromEntries(found);
  }
}

/** The registry answered, and does not show it to this user. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof RoadsteadError &&
    ['registry.image-not-found', 'registry.not-shown', 'registry.sign-in-needed'].includes(error.code)
  );
}
