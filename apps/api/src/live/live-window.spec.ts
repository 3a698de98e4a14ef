import { describe, expect, it } from '@jest/globals';
import type { Job } from '@roadstead/contract';
import type { ContainerId, HostId } from '@roadstead/domain';
import { LiveWindow } from './live-window.js';

const hostId = 'a' as HostId;
const id = '1' as ContainerId;

describe('LiveWindow', () => {
  it('holds each container once, as stored or as removed, whichever came last', () => {
    const window = new LiveWindow();
    window.add({ type: 'containers.changed', hostId, stored: [id], removed: [] });
    window.add({ type: 'containers.changed', hostId, stored: [id], removed: [] });
    window.add({ type: 'containers.changed', hostId, stored: [], removed: [id] });
    expect(window.storedContainers.size).toBe(0);
    expect([...window.removedContainers.values()]).toEqual([{ hostId, id }]);
    window.add({ type: 'containers.changed', hostId, stored: [id], removed: [] });
    expect(window.removedContainers.size).toBe(0);
    expect(window.storedContainers.size).toBe(1);
  });

  it('holds the newest progress of each job only', () => {
    const window = new LiveWindow();
    expect(window.isEmpty).toBe(true);
    for (let n = 1; n <= 100; n += 1)
      window.add({ type: 'job.progressed', job: { id: 'j', progressSequence: n } as unknown as Job });
    expect([...window.progress.values()]).toEqual([{ id: 'j', progressSequence: 100 }]);
    expect(window.isEmpty).toBe(false);
  });
});
