import { createHash } from 'node:crypto';
import type { RemoteLayer, RemotePlatform } from '@roadstead/contract';
import { chainIds, Digest } from '@roadstead/domain';
import type { Descriptor, ImageConfigBlob, Manifest } from './manifest.js';

/** The digest of bytes as registries compute it. */
export function digestOf(bytes: Uint8Array | string): Digest {
  return Digest.parse(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
}

/** An image of one platform, from its manifest and the config that the manifest points at. */
export function remotePlatform(digest: Digest, manifest: Manifest, config: ImageConfigBlob): RemotePlatform {
  return {
    platform: platformName(config),
    digest,
    imageId: manifest.config.digest,
    createdAt: timeOf(config.created),
    size: manifest.layers.reduce((sum, { size }) => sum + size, 0),
    layers: layersOf(manifest.layers, config),
  };
}

export function platformName({
  os,
  architecture,
  variant,
}: Pick<ImageConfigBlob, 'os' | 'architecture' | 'variant'>): string {
  return [os, architecture, variant].filter(Boolean).join('/');
}

/** Chain ids and instructions only where the config has as many as there are layers: else nobody knows which is whose. */
function layersOf(layers: readonly Descriptor[], { rootfs, history }: ImageConfigBlob): RemoteLayer[] {
  const chain = rootfs.diff_ids.length === layers.length ? chainIds(rootfs.diff_ids, digestOf) : [];
  const makers = (history ?? []).filter(({ empty_layer }) => empty_layer !== true);
  const instructions = makers.length === layers.length ? makers.map(({ created_by }) => created_by) : [];
  return layers.map(({ digest, size }, index) => ({
    digest,
    size,
    chainId: chain[index],
    createdBy: instructions[index],
  }));
}

/** Reproducible builds say the epoch, or nothing. */
function timeOf(created: string | undefined): string | undefined {
  const ms = Date.parse(created ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
