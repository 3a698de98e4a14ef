import type { Engine } from '../engine/engine.js';
import type { Executor } from './executor.js';
import { watch } from './watch.js';

export function imageRemove(engine: Engine): Executor<'image.remove'> {
  return (params, context) => engine.removeImage({ ...params, ...watch(context) });
}
