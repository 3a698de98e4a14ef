import { describe, expect, it } from '@jest/globals';
import type { Container } from '@roadstead/contract';
import type { ContainerId, HostId } from '@roadstead/domain';
import { type RecreateTarget, recreateJobs, targetOf } from './recreate-target';

const IMAGE_ID = `sha256:${'ab'.repeat(32)}`;
const container = (imageReference: string) => ({ imageReference, imageId: IMAGE_ID, name: 'web' }) as Container;
const target = (more: Partial<RecreateTarget> = {}): RecreateTarget => ({
  ...{ hostId: 'h' as HostId, hostName: 'web-1', containerId: 'c' as ContainerId, name: 'web' },
  ...{ image: 'shop/web:1', state: 'running', lacksImage: false },
  ...more,
});
const pulls = (targets: RecreateTarget[], pull: boolean) =>
  recreateJobs(targets, pull).map(({ params }) => params.pull);

describe('a container that is to be made anew', () => {
  it('is made of what its reference names, or of the very image where it was made with an id', () => {
    expect(targetOf(container('shop/web:1')).image).toBe('shop/web:1');
    expect(targetOf(container('abababababab')).image).toBe(IMAGE_ID);
    expect(targetOf(container(IMAGE_ID)).image).toBe(IMAGE_ID);
  });

  it('has its image pulled where that is asked for, or where its host has none, and never by an id', () => {
    expect(pulls([target(), target({ lacksImage: true }), target({ image: IMAGE_ID })], false)).toEqual([
      ...[false, true, false],
    ]);
    expect(pulls([target(), target({ image: IMAGE_ID })], true)).toEqual([true, false]);
  });
});
