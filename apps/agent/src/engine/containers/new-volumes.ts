import type { MountRequest } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';

export interface VolumesBefore {
  /** Removes those that were not there before, as far as nothing uses them. */
  removeNew(): Promise<void>;
}

/** Takes note of the named volumes that the engine will make for these mounts, so that they can be taken away again. */
export async function newVolumes(api: EngineApi, mounts: readonly MountRequest[]): Promise<VolumesBefore> {
  const names = mounts.flatMap((mount) =>
    mount.type === 'volume' && mount.source !== undefined ? [mount.source] : [],
  );
  const missing: string[] = [];
  for (const name of names) {
    if ((await api.find(`/volumes/${name}`, z.unknown())) === undefined) missing.push(name);
  }
  return {
    async removeNew() {
      // One that another container has taken meanwhile stays.
      for (const name of missing) await api.run({ method: 'DELETE', path: `/volumes/${name}` }).catch(() => undefined);
    },
  };
}
