import type { Watch } from '../engine/engine.js';
import type { JobContext } from './executor.js';

/** A job's context as the engine's verbs take it. */
export function watch({ signal, progress, output }: JobContext): Watch {
  return { signal, onProgress: progress, onOutput: output };
}
