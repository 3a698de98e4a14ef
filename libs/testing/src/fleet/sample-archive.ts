import { createCipheriv, createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Pack, pack } from 'tar-stream';
import { readBusybox } from '../archives/index.js';
import type { SampleFile, SampleImage, SampleStep } from './sample-image.js';

const MODIFIED = new Date('2025-12-01T00:00:00Z');

export interface ArchivedImage {
  image: SampleImage;
  /** Full reference that the image gets when the archive is loaded. */
  reference: string;
}

/**
 * The docker-archive (the form of `docker save`) of images, as a stream with one layer in memory at a time. A layer
 * that several images share is written once. The same images and scale give the same bytes, thus the same digests.
 *
 * @param scale factor on the size of the layers' random bytes
 */
export function packImageArchive(images: ArchivedImage[], scale: number): Readable {
  const archive = pack();
  writeArchive(archive, images, scale).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  return Readable.from(archive);
}

async function writeArchive(archive: Pack, images: ArchivedImage[], scale: number): Promise<void> {
  const busybox = await readBusybox();
  const diffIds = new Map<string, string>();
  const manifest: { Config: string; RepoTags: string[]; Layers: string[] }[] = [];
  for (const { image, reference } of images) {
    for (const step of image.steps) {
      if (!step.files || diffIds.has(stepKey(step))) continue;
      const layer = await packLayer(step.files, { busybox, scale });
      const diffId = sha256(layer);
      diffIds.set(stepKey(step), diffId);
      await addEntry(archive, layerPath(diffId), layer);
    }
    const layers = layersOf(image, diffIds);
    const config = Buffer.from(JSON.stringify(imageConfig(image, layers)));
    const configPath = `${sha256(config)}.json`;
    await addEntry(archive, configPath, config);
    manifest.push({ Config: configPath, RepoTags: [reference], Layers: layers.map(layerPath) });
  }
  await addEntry(archive, 'manifest.json', Buffer.from(JSON.stringify(manifest)));
}

async function packLayer(files: SampleFile[], source: { busybox: Buffer; scale: number }): Promise<Buffer> {
  const layer = pack();
  const bytes = buffer(layer);
  for (const file of files) {
    const header = { name: file.path, mtime: MODIFIED };
    if ('link' in file) layer.entry({ ...header, type: 'symlink', linkname: file.link });
    else if ('text' in file) layer.entry({ ...header, mode: file.mode ?? 0o644 }, file.text);
    else if ('busybox' in file) layer.entry({ ...header, mode: 0o755 }, source.busybox);
    else layer.entry({ ...header, mode: 0o644 }, randomBytes(file.path, Math.ceil(file.randomBytes * source.scale)));
  }
  layer.finalize();
  return bytes;
}

/** Bytes that no compression makes smaller, the same for the same seed: a cipher's key stream. */
function randomBytes(seed: string, size: number): Buffer {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(size));
}

function imageConfig(image: SampleImage, diffIds: string[]) {
  return {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    created: image.created,
    author: 'Roadstead samples',
    config: image.config,
    history: image.steps.map(({ instruction, files }) => ({
      created: image.created,
      created_by: files ? instruction : `/bin/sh -c #(nop) ${instruction}`,
      ...(!files && { empty_layer: true }),
    })),
    rootfs: { type: 'layers', diff_ids: diffIds.map((diffId) => `sha256:${diffId}`) },
  };
}

function layersOf(image: SampleImage, diffIds: Map<string, string>): string[] {
  return image.steps.map((step) => diffIds.get(stepKey(step))).filter((diffId) => diffId !== undefined);
}

function stepKey(step: SampleStep): string {
  return JSON.stringify(step.files ?? null);
}

function layerPath(diffId: string): string {
  return `${diffId}/layer.tar`;
}

function addEntry(archive: Pack, name: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry({ name, mtime: MODIFIED }, bytes, (error) => (error ? reject(error) : resolve()));
  });
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
