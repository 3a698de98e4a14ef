import { statfs } from 'node:fs/promises';
import { type DiskUsage, LIVE_STATES, MAX_WRITABLE_LAYERS, type WritableLayer } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';

/** Bytes; the engine says -1 for what it has not counted. */
const Bytes = z.number().transform((bytes) => Math.max(0, bytes));

const SystemUsage = z.object({
  LayersSize: Bytes.default(0),
  Images: z.array(z.object({ Containers: z.number().default(0) })).nullish(),
  Containers: z
    .array(
      z.object({
        Id: z.string(),
        Names: z.array(z.string()).nullish(),
        State: z.string().default(''),
        SizeRw: Bytes.default(0),
      }),
    )
    .nullish(),
  Volumes: z
    .array(
      z.object({
        Name: z.string(),
        UsageData: z.object({ Size: z.number().default(-1), RefCount: z.number().default(0) }).nullish(),
      }),
    )
    .nullish(),
  BuildCache: z
    .array(z.object({ Size: Bytes.default(0), InUse: z.boolean().default(false), Shared: z.boolean().default(false) }))
    .nullish(),
});
type SystemUsage = z.infer<typeof SystemUsage>;

const DataRoot = z.object({ DockerRootDir: z.string() });

/** An engine on a slow disk with many volumes counts for minutes. */
export const COUNTING_TIMEOUT_MS = 5 * 60_000;

export interface CountedUsage {
  readonly usage: DiskUsage;
  /** Bytes by the volume's name, where its driver tells. */
  readonly volumeSizes: ReadonlyMap<string, number>;
}

/** Counts what `docker system df` shows. */
export async function countDiskUsage(api: EngineApi): Promise<CountedUsage> {
  const signal = AbortSignal.timeout(COUNTING_TIMEOUT_MS);
  const [counted, disk] = await Promise.all([
    api.ask({ method: 'GET', path: '/system/df', signal }, SystemUsage),
    diskOf(api),
  ]);
  const volumes = counted.Volumes ?? [];
  const sized = volumes.flatMap(({ Name, UsageData }): [string, number][] =>
    UsageData == null || UsageData.Size < 0 ? [] : [[Name, UsageData.Size]],
  );
  return { usage: toDiskUsage(counted, disk), volumeSizes: new Map(sized) };
}

function toDiskUsage(
  { LayersSize, Images, Containers, Volumes, BuildCache }: SystemUsage,
  disk: DiskUsage['disk'],
): DiskUsage {
  const images = Images ?? [];
  const layers = (Containers ?? []).map(toWritableLayer).sort((a, b) => b.sizeBytes - a.sizeBytes);
  const volumes = (Volumes ?? []).map(({ UsageData }) => ({
    used: (UsageData?.RefCount ?? 0) > 0,
    sizeBytes: Math.max(0, UsageData?.Size ?? 0),
  }));
  // What is shared lies in an image's layers and is counted there.
  const cache = (BuildCache ?? []).filter(({ Shared }) => !Shared);
  return {
    measuredAt: new Date().toISOString(),
    disk,
    images: {
      count: images.length,
      active: images.filter((image) => image.Containers > 0).length,
      sizeBytes: LayersSize,
    },
    containers: {
      count: layers.length,
      active: layers.filter(({ running }) => running).length,
      sizeBytes: sum(layers),
      stoppedBytes: sum(layers.filter(({ running }) => !running)),
    },
    volumes: {
      count: volumes.length,
      active: volumes.filter(({ used }) => used).length,
      sizeBytes: sum(volumes),
      unusedBytes: sum(volumes.filter(({ used }) => !used)),
    },
    buildCache: {
      count: cache.length,
      active: cache.filter(({ InUse }) => InUse).length,
      sizeBytes: sum(cache.map(({ Size }) => ({ sizeBytes: Size }))),
      unusedBytes: sum(cache.filter(({ InUse }) => !InUse).map(({ Size }) => ({ sizeBytes: Size }))),
    },
    writableLayers: layers.slice(0, MAX_WRITABLE_LAYERS),
  };
}

function toWritableLayer({ Id, Names, State, SizeRw }: NonNullable<SystemUsage['Containers']>[number]): WritableLayer {
  return {
    containerId: Id,
    name: (Names?.[0] ?? Id.slice(0, 12)).replace(/^\//, ''),
    running: (LIVE_STATES as readonly string[]).includes(State),
    sizeBytes: SizeRw,
  };
}

function sum(things: readonly { readonly sizeBytes: number }[]): number {
  return things.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
}

/** @returns undefined where the agent does not see the engine's folder, as in a container of its own */
async function diskOf(api: EngineApi): Promise<DiskUsage['disk']> {
  const { DockerRootDir } = await api.get('/info', DataRoot);
  try {
    const { blocks, bfree, bavail, bsize } = await statfs(DockerRootDir);
    // As `df` counts, and the stats of the host: what is kept for root is neither used nor to be had.
    return { totalBytes: (blocks - bfree + bavail) * bsize, freeBytes: bavail * bsize };
  } catch {
    return undefined;
  }
}
