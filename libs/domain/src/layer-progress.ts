import { z } from 'zod';

/**
 * What an engine says of one layer during a pull, in Docker's words.
 * `already-exists`: on the host before this job; nothing is transferred for it.
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

/** The whole truth about a transfer at a moment: each message replaces the one before. */
export const TransferProgress = z.object({
  layers: z.array(LayerProgress),
  /** Bytes fetched so far, and in all as far as known, over the layers that are not on the host yet. */
  bytesDone: z.number().nonnegative(),
  bytesTotal: z.number().nonnegative(),
  /** Bytes a second, averaged over the last few seconds. */
  bytesPerSecond: z.number().nonnegative(),
  /** Estimated seconds until all bytes are fetched; absent while unknown. */
  secondsLeft: z.number().nonnegative().optional(),
  /** The engine's last line that belongs to no layer, e.g. `Pulling from shop/web`. */
  status: z.string().optional(),
});
export type TransferProgress = z.infer<typeof TransferProgress>;

const FETCHED: readonly LayerPhase[] = ['verifying', 'download-complete', 'extracting', 'complete'];

/** Bytes fetched and bytes in all; layers that already exist count for nothing, since nothing is sent for them. */
export function transferTotals(layers: readonly LayerProgress[]): { bytesDone: number; bytesTotal: number } {
  let bytesDone = 0;
  let bytesTotal = 0;
  for (const layer of layers) {
    if (layer.phase === 'already-exists') continue;
    const size = layer.size ?? 0;
    bytesTotal += size;
    if (FETCHED.includes(layer.phase)) bytesDone += size;
    else if (layer.phase === 'downloading') bytesDone += Math.min(layer.current ?? 0, size);
  }
  return { bytesDone, bytesTotal };
}
