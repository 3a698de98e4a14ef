import { credentialFor } from '../engine/credential-for.js';
import type { Engine } from '../engine/engine.js';
import type { Executor } from './executor.js';
import { watch } from './watch.js';

export function imagePush(engine: Engine): Executor<'image.push'> {
  return (params, context) => {
    const credential = credentialFor(params.reference, context.credentials);
    return engine.push({ ...params, ...watch(context), credential });
  };
}
