import type { Engine } from '../engine/engine.js';
import type { Executors } from './executor.js';
import { imagePull } from './image-pull.js';

export function createExecutors(engine: Engine): Executors {
  return { 'image.pull': imagePull(engine) };
}
