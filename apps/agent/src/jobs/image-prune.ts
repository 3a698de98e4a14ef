import type { Engine } from '../engine/engine.js';
import type { Executor } from './executor.js';
import { watch } from './watch.js';

export function imagePrune(engine: Engine): Executor<'image.prune'> {
  return (params, context) => engine.pruneImages({ ...params, ...watch(context) });
}
