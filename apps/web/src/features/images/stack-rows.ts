import type { ImageLayerRow } from '@roadstead/contract';
import type { HistoryEntry } from '@roadstead/domain';

/** `setting`: an instruction that made no layer; `key` tells it from its like in the same image. */
export type StackRow =
  | { kind: 'layer'; key: string; layer: ImageLayerRow }
  | { kind: 'setting'; key: string; createdBy: string };

/**
 * An image's instructions in their order, bottom first: each layer where its instruction stands in the history, and between
 * them what only set something.
 * @param layers bottom first
 * @param history oldest first
 */
export function stackRows(layers: readonly ImageLayerRow[], history: readonly HistoryEntry[]): StackRow[] {
  const rows: StackRow[] = [];
  let next = 0;
  const settingsUpTo = (end: number) => {
    for (; next < end; next += 1) {
      const entry = history[next];
      if (entry !== undefined) rows.push({ kind: 'setting', key: `${next}`, createdBy: entry.createdBy });
    }
  };
  for (const layer of layers) {
    const at = history.findIndex(
      (entry, index) => index >= next && entry.createdBy === layer.createdBy && entry.size === layer.size,
    );
    if (at >= 0) {
      settingsUpTo(at);
      next = at + 1;
    }
    rows.push({ kind: 'layer', key: layer.chainId, layer });
  }
  settingsUpTo(history.length);
  return rows;
}
