import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Engine } from './engine.js';
import type { Registry } from './registry.js';
import { packImageArchive } from './sample-archive.js';
import { sampleCatalog } from './sample-catalog.js';

/** Raised when the catalog changes, so that registries that have an older one are seeded again. */
const CATALOG_VERSION = 1;
const PARALLEL_PUSHES = 3;

export interface SeedOptions {
  /** Factor on the images' sizes; at 1 the biggest has about 95 MB, all together 160 MB. @default 1 */
  scale?: number;
  /** Names (`shop/web:1.1`) that stay on the engine; the others are left in the registry alone. @default all */
  keep?: string[];
  onProgress?(message: string): void;
}

/** Names of the sample images, `repository:tag`; `registry.reference(name)` gives the full reference. */
export function sampleImageNames(): string[] {
  return sampleCatalog().map(({ name }) => name);
}

/**
 * Makes the sample images on an engine and pushes them to the registry. Does nothing when the registry has them
 * already from an earlier start.
 */
export async function seedSampleImages(engine: Engine, registry: Registry, options: SeedOptions = {}): Promise<void> {
  const { scale = 1, keep, onProgress } = options;
  if (await isSeeded(registry, scale)) return;
  const images = sampleCatalog().map((image) => ({ image, reference: registry.reference(image.name) }));
  onProgress?.(`making ${images.length} sample images`);
  await loadArchive(engine, packImageArchive(images, scale));
  await signIn(engine, registry);
  onProgress?.('pushing the sample images to the registry');
  await pushAll(
    engine,
    images.map(({ reference }) => reference),
  );
  if (keep) {
    const surplus = images.filter(({ image }) => !keep.includes(image.name)).map(({ reference }) => reference);
    await engine.docker('image', 'rm', ...surplus);
  }
  await writeFile(markerPath(registry), marker(scale));
}

async function loadArchive(engine: Engine, archive: Readable): Promise<void> {
  const answer = await engine.request('POST', '/images/load?quiet=1', { stream: archive, type: 'application/x-tar' });
  if (answer.includes('errorDetail')) throw new Error(`The engine did not load the sample images: ${answer.trim()}`);
}

async function signIn(engine: Engine, registry: Registry): Promise<void> {
  const [first] = registry.users;
  if (first) await engine.docker('login', '--username', first.user, '--password', first.password, registry.address);
}

/** The first push carries the base's layers; those that follow find them in the registry. */
async function pushAll(engine: Engine, references: string[]): Promise<void> {
  const [first, ...queue] = references;
  if (first) await engine.docker('push', '--quiet', first);
  const pushNext = async () => {
    for (let reference = queue.pop(); reference; reference = queue.pop())
      await engine.docker('push', '--quiet', reference);
  };
  await Promise.all(Array.from({ length: PARALLEL_PUSHES }, pushNext));
}

async function isSeeded(registry: Registry, scale: number): Promise<boolean> {
  const written = await readFile(markerPath(registry), 'utf8').catch(() => '');
  if (written !== marker(scale)) return false;
  const tags = await Promise.all(sampleImageNames().map((name) => hasTag(registry, name)));
  return tags.every(Boolean);
}

async function hasTag(registry: Registry, name: string): Promise<boolean> {
  const [repository = '', tag = ''] = name.split(':');
  return (await registry.tags(repository)).includes(tag);
}

function markerPath(registry: Registry): string {
  return join(registry.dir, 'samples.json');
}

function marker(scale: number): string {
  return JSON.stringify({ version: CATALOG_VERSION, scale });
}
