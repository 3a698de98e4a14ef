import type { Engine } from '../engine/engine.js';
import type { Executor } from './executor.js';
import { watch } from './watch.js';

export function imageTag(engine: Engine): Executor<'image.tag'> {
  return (params, context) => engine.tag({ ...params, ...watch(context) });
}
