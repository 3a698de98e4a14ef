import type { Engine } from '../engine/engine.js';
import { builderPrune } from './builder-prune.js';
import { containerCommit } from './container-commit.js';
import { containerPrune } from './container-prune.js';
import { containerRecreate } from './container-recreate.js';
import { containerRun } from './container-run.js';
import type { Executors } from './executor.js';
import { imageBuild } from './image-build.js';
import { imageImport } from './image-import.js';
import { imageLoad } from './image-load.js';
import { imagePrune } from './image-prune.js';
import { imagePull } from './image-pull.js';
import { imagePush } from './image-push.js';
import { imageRemove } from './image-remove.js';
import { imageScanPackages } from './image-scan-packages.js';
import { imageTag } from './image-tag.js';

export function createExecutors(engine: Engine): Executors {
  return {
    'image.pull': imagePull(engine),
    'image.push': imagePush(engine),
    'image.build': imageBuild(engine),
    'image.tag': imageTag(engine),
    'image.remove': imageRemove(engine),
    'image.import': imageImport(engine),
    'image.load': imageLoad(engine),
    'image.prune': imagePrune(engine),
    'image.scan-packages': imageScanPackages(engine),
    'container.run': containerRun(engine),
    'container.recreate': containerRecreate(engine),
    'container.commit': containerCommit(engine),
    'container.prune': containerPrune(engine),
    'builder.prune': builderPrune(engine),
  };
}
