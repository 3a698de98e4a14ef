import { describe, expect, it } from '@jest/globals';
import type { InventoryChange } from '@roadstead/protocol';
import { aContainer, anImage } from '@roadstead/testing';
import { deltaRounds } from './delta-rounds.js';

const at = '2026-03-03T10:00:00Z';
const container = (name: string): InventoryChange => ({ type: 'container.stored', at, container: aContainer(name) });
const removed = (name: string): InventoryChange => ({
  type: 'container.removed',
  at,
  containerId: aContainer(name).id,
});
const image = (name: string, references: string[]): InventoryChange => ({
  type: 'image.stored',
  at,
  image: anImage(name, { references }),
});
const sizes = (changes: InventoryChange[]) =>
  deltaRounds(changes).map((round) => [
    round.containers.length + round.removedContainers.length,
    round.images.length + round.removedImages.length,
  ]);

describe('deltaRounds', () => {
  it('puts changes of different things into one round', () => {
    expect(sizes([container('a'), container('b'), removed('c'), image('x', ['x:1']), image('y', ['y:1'])])).toEqual([
      [3, 2],
    ]);
  });

  it('puts changes of the same container one after the other', () => {
    expect(sizes([container('a'), removed('a'), container('b'), container('a')])).toEqual([
      [2, 0],
      [1, 0],
      [1, 0],
    ]);
  });

  it('puts images that hand a reference over one after the other', () => {
    const rounds = deltaRounds([image('old', ['web:latest']), image('new', ['web:latest']), image('old', [])]);
    expect(rounds.map(({ images }) => images.map(({ references }) => references))).toEqual([
      [['web:latest']],
      [['web:latest'], []],
    ]);
  });

  it('has no round for no change', () => {
    expect(deltaRounds([])).toEqual([]);
  });
});
