import { familiarReference, familiarRepository, parseReference } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from './engine-api.js';
import { InspectedImage, ListedImage } from './image-record.js';

const BROKEN_LAYER = /failed to unpack image: failed to extract layer (sha256:[0-9a-f]{64})/;

/** The names and images of an engine before a verb that makes some, so that what it made can be taken back. */
export class ImagesBefore {
  private constructor(
    private readonly api: EngineApi,
    /** Engine ids by reference. */
    private readonly named: ReadonlyMap<string, string>,
    private readonly ids: ReadonlySet<string>,
  ) {}

  static async take(api: EngineApi): Promise<ImagesBefore> {
    const listed = await api.get('/images/json', z.array(ListedImage));
    const named = listed.flatMap(({ Id, RepoTags }) => (RepoTags ?? []).map((name) => [name, Id] as const));
    return new ImagesBefore(api, new Map(named), new Set(listed.map(({ Id }) => Id)));
  }

  /**
   * Gives references back to the images that had them, takes off those that none had, and removes images that were not
   * there. What is not there (any more), or in use already, stays as it is.
   * @param made references and engine ids, as the engine named them
   */
  async restore(made: readonly string[]): Promise<void> {
    const isId = (name: string) => name.startsWith('sha256:');
    const ids = new Set(made.filter(isId));
    for (const name of made) {
      if (isId(name)) continue;
      const id = await this.engineId(name);
      if (id !== undefined) ids.add(id);
      await quietly(this.restoreName(name));
    }
    for (const id of ids) if (!this.ids.has(id)) await quietly(this.remove(id));
  }

  /**
   * The containerd store keeps an import whose layer could not be unpacked, and tells the layer only.
   * @returns the engine id of that image
   */
  async brokenImport({ message }: Error): Promise<string | undefined> {
    const layer = BROKEN_LAYER.exec(message)?.[1];
    if (layer === undefined) return undefined;
    const listed = await this.api.get('/images/json', z.array(ListedImage)).catch(() => []);
    for (const { Id } of listed.filter((image) => !this.ids.has(image.Id))) {
      const found = await this.api.find(`/images/${Id}/json`, InspectedImage).catch(() => undefined);
      if (found?.RootFS.Layers?.[0] === layer) return Id;
    }
    return undefined;
  }

  private async restoreName(name: string): Promise<void> {
    const reference = parseReference(name);
    const before = this.named.get(familiarReference(reference));
    if (before === undefined) return this.remove(name);
    const query = { repo: familiarRepository(reference), tag: reference.tag };
    return this.api.run({ method: 'POST', path: `/images/${before}/tag`, query });
  }

  private async engineId(name: string): Promise<string | undefined> {
    const found = await this.api.find(`/images/${name}/json`, z.object({ Id: z.string() })).catch(() => undefined);
    return found?.Id;
  }

  private remove(name: string): Promise<void> {
    return this.api.run({ method: 'DELETE', path: `/images/${name}` });
  }
}

async function quietly(work: Promise<void>): Promise<void> {
  await work.catch(() => undefined);
}
