import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { HostId } from '@roadstead/domain';
import { InventoryPositions } from './inventory-positions.js';

const hostId = '01890000-0000-7000-8000-000000000000' as HostId;
const position = { epoch: 'e1', sequence: 3, viewHash: '7' };

describe('InventoryPositions', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('finds the view equal at the same position with the same hash, and different with another', () => {
    const positions = new InventoryPositions();
    positions.set(hostId, position);
    expect(positions.compare(hostId, { epoch: 'e1', sequence: 3, hash: '7' })).toBe('equal');
    expect(positions.compare(hostId, { epoch: 'e1', sequence: 3, hash: '8' })).toBe('different');
  });

  it('waits for what may be on its way, but not for ever', () => {
    jest.useFakeTimers();
    const positions = new InventoryPositions();
    positions.set(hostId, position);
    const ahead = { epoch: 'e1', sequence: 4, hash: '9' };
    expect(positions.compare(hostId, ahead)).toBe('pending');
    jest.advanceTimersByTime(59_000);
    expect(positions.compare(hostId, ahead)).toBe('pending');
    jest.advanceTimersByTime(2000);
    expect(positions.compare(hostId, ahead)).toBe('different');
  });

  it('knows nothing of an agent that has listed nothing', () => {
    expect(new InventoryPositions().compare(hostId, undefined)).toBe('pending');
  });
});
