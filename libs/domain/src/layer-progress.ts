import { z } from 'zod';
import { BuildStep } from './build-step.js';

/**
 * What an engine says of one layer during a pull, a push or a load, in Docker's words.
 * `already-exists`: there before this job, on the host or in the registry; nothing is transferred for it.
 */
export const LayerPhase = z.enum([
  'pulling',
  'waiting',
  'downloading',
  'verifying',
  'download-complete',
  'extracting',
  'complete',
  'already-exists',
  'retrying',
  'preparing',
  'pushing',
  'pushed',
  'loading',
]);
export type LayerPhase = z.infer<typeof LayerPhase>;

export const LayerProgress = z.object({
  /** The engine's short id of the layer (12 hex digits). */
  layer: z.string(),
  phase: LayerPhase,
  /** Bytes done in this phase; absent where the engine does not say. */
  current: z.number().nonnegative().optional(),
  /** Bytes of this phase in all. */
  total: z.number().nonnegative().optional(),
  /** Compressed size in bytes, once known: the most that this layer takes from the network. */
  size: z.number().nonnegative().optional(),
  /** Seconds until the engine tries again, in phase `retrying`. */
  retryInSeconds: z.number().nonnegative().optional(),
});
export type LayerProgress = z.infer<typeof LayerProgress>;

/** The whole truth about a job's work at a moment: each message replaces the one before. */
export const TransferProgress = z.object({
  layers: z.array(LayerProgress),
  /** Bytes moved so far, and in all as far as known, over the layers that are not there yet. */
  bytesDone: z.number().nonnegative(),
  bytesTotal: z.number().nonnegative(),
  /** Bytes a second, averaged over the last few seconds. */
  bytesPerSecond: z.number().nonnegative(),
  /** Estimated seconds until all bytes are moved; absent while unknown. */
  secondsLeft: z.number().nonnegative().optional(),
  /** Steps of a build; absent in other jobs. */
  steps: z.array(BuildStep).optional(),
  /** The engine's last line that belongs to no layer, e.g. `Pulling from shop/web`. */
  status: z.string().optional(),
});
export type TransferProgress = z.infer<typeof TransferProgress>;

const MOVED: readonly LayerPhase[] = ['verifying', 'download-complete', 'extracting', 'complete', 'pushed'];
const MOVING: readonly LayerPhase[] = ['downloading', 'pushing', 'loading'];

/** Bytes moved and bytes in all; layers that already exist count for nothing, since nothing is sent for them. */
export function transferTotals(layers: readonly LayerProgress[]): { bytesDone: number; bytesTotal: number } {
  let bytesDone = 0;
  let bytesTotal = 0;
  for (const layer of layers) {
    if (layer.phase === 'already-exists') continue;
    const size = layer.size ?? 0;
    bytesTotal += size;
    if (MOVED.includes(layer.phase)) bytesDone += size;
    else if (MOVING.includes(layer.phase)) bytesDone += Math.min(layer.current ?? 0, size);
  }
  return { bytesDone, bytesTotal };
}
