import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Engine } from '../engine/engine.js';
import type { Executor } from './executor.js';
import { watch } from './watch.js';

const compress = promisify(gzip);

/** The list goes with the result, packed: a job's own lists are cut at a length that images exceed. */
export function imageScanPackages(engine: Engine): Executor<'image.scan-packages'> {
  return async ({ imageId }, context) => {
    const { jobId } = context;
    const { packages, ...reading } = await engine.packages.read({ imageId, jobId, ...watch(context) });
    const list = (await compress(JSON.stringify(packages))).toString('base64');
    return { ...reading, imageId, packages: packages.length, list };
  };
}
