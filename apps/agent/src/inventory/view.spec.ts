import { describe, expect, it } from '@jest/globals';
import type { ContainerRecord, ImageRecord } from '@roadstead/domain';
import { combineFingerprints, fingerprint, type InventoryChange } from '@roadstead/protocol';
import { aContainer, anImage } from '@roadstead/testing';
import fc from 'fast-check';
import { containerSignature } from '../engine/container-record.js';
import { View } from './view.js';

const at = '2026-11-22T10:00:00Z';

/** The plain truth that a view must agree with. */
class Model {
  readonly containers = new Map<string, ContainerRecord>();
  readonly images = new Map<string, ImageRecord>();

  apply(change: InventoryChange): void {
    if (change.type === 'container.stored') this.containers.set(change.container.id, change.container);
    if (change.type === 'container.removed') this.containers.delete(change.containerId);
    if (change.type === 'image.stored') this.images.set(change.image.id, change.image);
    if (change.type === 'image.removed') this.images.delete(change.imageId);
  }

  get hash(): string {
    const containers = [...this.containers.values()].map((record) => fingerprint('container', record));
    const images = [...this.images.values()].map((record) => fingerprint('image', record));
    return String(combineFingerprints([...containers, ...images]));
  }
}

const names = fc.constantFrom('a', 'b', 'c', 'd');
const container = fc
  .record({ name: names, state: fc.constantFrom('created', 'running', 'paused', 'exited'), restartCount: fc.nat(2) })
  .map(({ name, state, restartCount }) => aContainer(name, { state, restartCount }));
const image = fc
  .record({ name: names, references: fc.subarray(['shop/web:1', 'shop/web:2']) })
  .map(({ name, references }) => anImage(name, { references }));
const change: fc.Arbitrary<InventoryChange> = fc.oneof(
  container.map((record) => ({ type: 'container.stored' as const, at, container: record })),
  container.map(({ id }) => ({ type: 'container.removed' as const, at, containerId: id })),
  image.map((record) => ({ type: 'image.stored' as const, at, image: record })),
  image.map(({ id }) => ({ type: 'image.removed' as const, at, imageId: id })),
);

describe('View', () => {
  it('hashes to what a model of the same changes hashes to, and calls a change what changes the model', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const view = new View();
        const model = new Model();
        for (const each of changes) {
          const before = model.hash;
          model.apply(each);
          expect(view.apply(each)).toBe(model.hash !== before);
          expect(view.hash).toBe(model.hash);
        }
        expect([...view.containerIds].sort()).toEqual([...model.containers.keys()].sort());
        expect([...view.imageIds].sort()).toEqual([...model.images.keys()].sort());
      }),
    );
  });

  it('hashes to 0 when it is empty, also after all has gone', () => {
    const view = new View();
    expect(view.hash).toBe('0');
    view.storeContainer(aContainer('a'));
    view.removeContainer(aContainer('a').id);
    expect(view.hash).toBe('0');
  });

  it('knows a container by what a list shows of it', () => {
    const view = new View();
    const running = aContainer('a');
    view.storeContainer(running);
    expect(view.knowsContainer(running.id, containerSignature(running))).toBe(true);
    expect(view.knowsContainer(running.id, containerSignature({ ...running, state: 'paused' }))).toBe(false);
    expect(view.knowsContainer(aContainer('b').id, containerSignature(running))).toBe(false);
  });
});
