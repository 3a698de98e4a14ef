import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TransferProgress } from '@roadstead/domain';
import { type EngineLine, engineLines } from '../../engine-lines.js';
import { LayerTracker } from '../../layer-tracker.js';
import { StepLog } from '../step-log.js';

interface Reader {
  take(line: EngineLine): void;
  readonly imageId?: string;
}

/** What came of an answer that a real engine once gave to `POST /build`. */
export interface Replay {
  readonly steps: StepLog;
  /** What was told as output. */
  readonly printed: string[];
  /** Layers after each line. */
  readonly layers: TransferProgress[];
  readonly imageId?: string;
  /** The engine's words, when the build failed. */
  readonly error?: string;
}

/** @param name of a file beside this one, without its `.jsonl` */
export async function replay(
  name: string,
  createReader: (steps: StepLog, layers: LayerTracker) => Reader,
): Promise<Replay> {
  const printed: string[] = [];
  const steps = new StepLog((line) => printed.push(line));
  const tracker = new LayerTracker();
  const reader = createReader(steps, tracker);
  const layers: TransferProgress[] = [];
  let error: string | undefined;
  try {
    const file = createReadStream(fileURLToPath(new URL(`${name}.jsonl`, import.meta.url)));
    for await (const line of engineLines(file)) {
      reader.take(line);
      layers.push(tracker.snapshot(layers.length));
    }
  } catch (failure) {
    error = (failure as Error).message;
  }
  return { steps, printed, layers, imageId: reader.imageId, error };
}
