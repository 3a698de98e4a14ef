import { describe, expect, it } from '@jest/globals';
import { CONTAINER_METRIC_NAMES, type ContainerId, type HostId } from '@roadstead/domain';
import { AppEvents } from '../platform/events/app-events.js';
import type { Logger } from '../platform/logging/logger.js';
import type { StatsRepository, StoredBatch } from './stats.repository.js';
import { StatsIntake } from './stats-intake.service.js';

const HOST = 'h' as HostId;
const ID = 'a'.repeat(64) as ContainerId;

function setUp(fail?: Error) {
  const written: StoredBatch[][] = [];
  const store = async (batches: StoredBatch[]) => {
    if (fail !== undefined) throw fail;
    written.push(batches);
  };
  const events = new AppEvents();
  const told: number[] = [];
  events.on('stats.sampled').subscribe(({ stats }) => told.push(stats.at));
  const logger = { warn: () => undefined } as unknown as Logger;
  return { intake: new StatsIntake({ store } as unknown as StatsRepository, events, logger), written, told };
}

const history = (id: string, clock = Date.now(), ticks = [clock]) => ({
  id,
  clock,
  ticks,
  containers: [{ id: ID, rows: [CONTAINER_METRIC_NAMES.map(() => 1)] }],
});

describe('StatsIntake', () => {
  it('writes what came together in one statement, and answers after it', async () => {
    const { intake, written } = setUp();
    await Promise.all([intake.takeHistory(HOST, history('1')), intake.takeHistory('other' as HostId, history('2'))]);
    expect(written.map((batches) => batches.map(({ batchId }) => batchId))).toEqual([['1', '2']]);
  });

  it('tells every sender when it could not be written', async () => {
    const { intake } = setUp(new Error('the database is away'));
    await expect(intake.takeHistory(HOST, history('1'))).rejects.toThrow('the database is away');
  });

  it('takes no flood, and nothing that is not of the last half hour', async () => {
    const { intake, written } = setUp();
    const now = Date.now();
    expect(() => intake.takeHistory(HOST, history('old', now, [now - 3_600_000]))).toThrow(/half hour/);
    expect(() => intake.takeHistory(HOST, history('new', now, [now + 60_000]))).toThrow(/half hour/);
    const taken: Promise<void>[] = [];
    const flood = () => {
      for (let i = 0; i < 200; i += 1) taken.push(intake.takeHistory(HOST, history(String(i))));
    };
    expect(flood).toThrow(/more history/);
    await Promise.all(taken);
    expect(written.flat().length).toBeLessThanOrEqual(120);
  });

  it('moves live samples to this clock, and leaves a flood of them out', () => {
    const { intake, told } = setUp();
    const ahead = Date.now() + 7_200_000;
    for (let i = 0; i < 100; i += 1) intake.takeLive(HOST, { clock: ahead, at: ahead, containers: [] });
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThanOrEqual(16);
    expect(Math.abs((told[0] ?? 0) - Date.now())).toBeLessThan(5000);
  });
});
