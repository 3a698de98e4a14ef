import type { Engine } from '../engine/engine.js';
import type { Executor } from './executor.js';
import { watch } from './watch.js';

export function builderPrune(engine: Engine): Executor<'builder.prune'> {
  return (params, context) => engine.pruneBuilder({ ...params, ...watch(context) });
}
