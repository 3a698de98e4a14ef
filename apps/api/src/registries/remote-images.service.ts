import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { RemoteImage } from '@roadstead/contract';
import type { RegistryClient } from './client/registry-client.js';
import { type ChooseEntries, readImage } from './client/remote-image.js';

/** What a tag points at seldom changes while somebody looks at it; and to read it counts as a pull on Docker Hub. */
const FRESH_MS = 60_000;
const MAX_KEPT = 50;

interface Wanted {
  readonly repository: string;
  /** Tag or digest. */
  readonly reference: string;
  /** Which of an index are read; absent: all. */
  readonly choice?: { readonly name: string; readonly choose: ChooseEntries };
}

/**
 * Images of registries, each read once a minute at most, however many hosts and pages ask for it at the same time. Kept
 * apart by registry and credential, so that nobody sees what is kept for another.
 */
@Injectable()
export class RemoteImages {
  readonly #kept = new Map<string, { readonly image: Promise<RemoteImage>; readonly until: number }>();

  /** @throws RoadsteadError as `readImage`; a failure is not kept */
  async read(client: RegistryClient, { repository, reference, choice }: Wanted): Promise<RemoteImage> {
    const key = keyOf(client, repository, reference, choice?.name ?? '');
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.until > Date.now()) return kept.image;
    const image = readImage(client, repository, reference, choice?.choose);
    this.#keep(key, image);
    try {
      return await image;
    } catch (error) {
      if (this.#kept.get(key)?.image === image) this.#kept.delete(key);
      throw error;
    }
  }

  #keep(key: string, image: Promise<RemoteImage>): void {
    this.#kept.delete(key);
    this.#kept.set(key, { image, until: Date.now() + FRESH_MS });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** A hash, for the credential is in it. */
function keyOf({ access }: RegistryClient, ...wanted: string[]): string {
  const { address, insecure, credential } = access;
  const parts = [address, insecure, credential?.username, credential?.password, ...wanted];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}
