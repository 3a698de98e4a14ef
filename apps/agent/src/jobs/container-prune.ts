import type { Engine } from '../engine/engine.js';
import type { Executor } from './executor.js';
import { watch } from './watch.js';

export function containerPrune(engine: Engine): Executor<'container.prune'> {
  return (params, context) => engine.pruneContainers({ ...params, ...watch(context) });
}
