import type { Engine } from '../engine/engine.js';
import type { Executor } from './executor.js';
import { watch } from './watch.js';

export function imageBuild(engine: Engine): Executor<'image.build'> {
  return (params, context) => {
    const { credentials, openInput } = context;
    return engine.build({ ...params, ...watch(context), credentials, openInput });
  };
}
