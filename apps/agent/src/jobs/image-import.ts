import type { Engine } from '../engine/engine.js';
import type { Executor } from './executor.js';
import { watch } from './watch.js';

export function imageImport(engine: Engine): Executor<'image.import'> {
  return async (params, context) =>
    engine.importImage({ ...params, ...watch(context), archive: await context.openInput() });
}
