import { dirname, join } from 'node:path';
import { type Engine, type EngineOptions, startEngine } from '@roadstead/testing';

/**
 * A second, newer dockerd, such as Debian 13's unpacked to a folder: `ROADSTEAD_TEST_DOCKERD=/folder/usr/sbin/dockerd`. Its
 * containerd is looked for beside it and in `../bin`. Without it the specs run on the dockerd of the PATH alone. `npm test`
 * sets it, where such an engine can be had; a single spec is given it by `$(node infra/fleet/newer-engine.mjs)`.
 */
const NEWER_DOCKERD = process.env.ROADSTEAD_TEST_DOCKERD;
const WHY_ABSENT = process.env.ROADSTEAD_TEST_DOCKERD_ABSENT ?? 'set ROADSTEAD_TEST_DOCKERD to run it';

interface EngineKind {
  readonly name: string;
  /** Why specs on it are skipped. */
  readonly absent?: string;
  /** Images are known by the digest of a manifest. */
  readonly containerdStore: boolean;
  start(options: Pick<EngineOptions, 'dir' | 'name' | 'network'>): Promise<Engine>;
}

export const ENGINE_KINDS: readonly EngineKind[] = [
  { name: 'the dockerd of the PATH', containerdStore: false, start: startEngine },
  newer('a newer dockerd', false),
  newer('a newer dockerd on the containerd store', true),
];

function newer(name: string, containerdStore: boolean): EngineKind {
  return {
    name,
    containerdStore,
    absent: NEWER_DOCKERD === undefined ? WHY_ABSENT : undefined,
    start: (options) => {
      const dockerdPath = NEWER_DOCKERD ?? '';
      const folder = dirname(dockerdPath);
      return startEngine({
        ...options,
        dockerdPath,
        env: { PATH: [folder, join(folder, '../bin'), process.env.PATH].join(':') },
        daemonConfig: containerdStore ? { features: { 'containerd-snapshotter': true } } : {},
      });
    },
  };
}
