import type { Engine } from '../engine/engine.js';
import type { Executor } from './executor.js';
import { watch } from './watch.js';

export function imageLoad(engine: Engine): Executor<'image.load'> {
  return async (params, context) => engine.load({ ...params, ...watch(context), archive: await context.openInput() });
}
