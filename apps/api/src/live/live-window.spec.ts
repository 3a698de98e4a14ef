import { describe, expect, it } from '@jest/globals';
import type { JobTick } from '@roadstead/contract';
import type { ContainerId, HostId, JobId } from '@roadstead/domain';
import { LiveWindow } from './live-window.js';

const hostId = 'a' as HostId;
const id = '1' as ContainerId;
const other = '2' as ContainerId;
const job = 'j' as JobId;

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

  it('issue-3-lost-live-delta: takes in again what could not be told, unless it has changed since', () => {
    const untold = new LiveWindow();
    untold.add({ type: 'jobs.changed', jobIds: [job] });
    untold.add({ type: 'containers.changed', hostId, stored: [id], removed: [other] });
    const window = new LiveWindow();
    window.add({ type: 'containers.changed', hostId, stored: [], removed: [id] });
    window.addEarlier(untold);
    expect([...window.jobs]).toEqual([job]);
    expect(window.storedContainers.size).toBe(0);
    expect([...window.removedContainers.values()].map((gone) => gone.id)).toEqual([id, other]);
  });

  it('holds the newest progress of each job only', () => {
    const window = new LiveWindow();
    expect(window.isEmpty).toBe(true);
    for (let n = 1; n <= 100; n += 1)
      window.add({ type: 'job.progressed', tick: { id: 'j', progressSequence: n } as unknown as JobTick });
    expect([...window.progress.values()]).toEqual([{ id: 'j', progressSequence: 100 }]);
    expect(window.isEmpty).toBe(false);
  });
});
