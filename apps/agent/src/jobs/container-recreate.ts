import { Digest } from '@roadstead/domain';
import { credentialFor } from '../engine/credential-for.js';
import type { Engine } from '../engine/engine.js';
import type { Executor } from './executor.js';
import { watch } from './watch.js';

export function containerRecreate(engine: Engine): Executor<'container.recreate'> {
  return (params, context) => {
    const isId = Digest.safeParse(params.image).success;
    const credential = isId ? undefined : credentialFor(params.image, context.credentials);
    return engine.containers.recreate({ ...params, ...watch(context), jobId: context.jobId, credential });
  };
}
