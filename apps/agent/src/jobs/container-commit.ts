import type { Engine } from '../engine/engine.js';
import type { Executor } from './executor.js';
import { watch } from './watch.js';

export function containerCommit(engine: Engine): Executor<'container.commit'> {
  return (params, context) => engine.commit({ ...params, ...watch(context) });
}
