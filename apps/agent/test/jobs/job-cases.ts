import { importArchive, load } from './cases/archive-cases.js';
import { build } from './cases/build-case.js';
import { commit } from './cases/commit-case.js';
import { prune, remove, tag } from './cases/image-cases.js';
import { recreate } from './cases/recreate-case.js';
import { run } from './cases/run-case.js';
import { scanPackages } from './cases/scan-packages-case.js';
import { pull, push } from './cases/transfer-cases.js';
import type { JobCase } from './job-case.js';

/** One for each kind of job. */
export const JOB_CASES: readonly JobCase[] = [
  pull,
  push,
  tag,
  remove,
  importArchive,
  load,
  build,
  run,
  recreate,
  commit,
  prune('image.prune'),
  scanPackages,
  prune('container.prune'),
  prune('builder.prune', { all: true }),
];
