import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Digest, type EngineFacts } from '@roadstead/domain';
import { type Extract, extract } from 'tar-stream';
import { z } from 'zod';
import type { EngineApi } from './engine-api.js';
import { EngineRefusal } from './engine-errors.js';

const Manifest = z.array(z.object({ Config: z.string() }));
/** `blobs/sha256/<hex>` of the OCI layout, or `<hex>.json` of the older one. */
const CONFIG_PATH = /^(?:blobs\/sha256\/)?([0-9a-f]{64})(?:\.json)?$/;

/** Whether the engine keeps images in containerd, and so knows them by the digest of a manifest. */
export function usesContainerdStore(facts: EngineFacts): boolean {
  return facts.storageStatus.some(([key, value]) => key === 'driver-type' && value.includes('snapshotter'));
}

/**
 * Config digests of images, by the engine's own ids. With a graph driver the two are the same. The containerd store tells
 * the config digest nowhere but in an export, which is read once for each image and thrown away as it comes.
 */
export class ImageIdentity {
  /** Promises, so that two who ask at once share one export. */
  private readonly known = new Map<string, Promise<Digest>>();

  constructor(
    private readonly api: EngineApi,
    readonly containerdStore: boolean,
  ) {}

  async configDigest(engineId: string): Promise<Digest> {
    if (!this.containerdStore) return Digest.parse(engineId);
    const known = this.known.get(engineId) ?? this.readFromExport(engineId);
    this.known.set(engineId, known);
    try {
      return await known;
    } catch (error) {
      this.known.delete(engineId);
      throw error;
    }
  }

  private async readFromExport(engineId: string): Promise<Digest> {
    const archive = extract();
    const exported = await this.api.stream({ method: 'GET', path: `/images/${engineId}/get`, query: {} });
    const [digest] = await Promise.all([digestInManifest(archive), pipeline(exported, archive)]);
    if (digest === undefined) throw new EngineRefusal(200, `its export of ${engineId} has no manifest`);
    return digest;
  }
}

async function digestInManifest(archive: Extract): Promise<Digest | undefined> {
  let digest: Digest | undefined;
  for await (const entry of archive) {
    if (entry.header.name !== 'manifest.json') {
      entry.resume();
      continue;
    }
    const [first] = Manifest.parse(JSON.parse((await buffer(entry)).toString()));
    digest = Digest.parse(`sha256:${CONFIG_PATH.exec(first?.Config ?? '')?.[1]}`);
  }
  return digest;
}
