import type { Engine } from '../engine/engine.js';
import type { Executor } from './executor.js';

export function imagePull(engine: Engine): Executor<'image.pull'> {
  return (params, { signal, credential, progress, output }) =>
    engine.pull({ ...params, credential, signal, onProgress: progress, onOutput: output });
}
