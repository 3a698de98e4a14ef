import { describe, expect, it } from '@jest/globals';
import { CONTAINER_METRIC_NAMES, HOST_METRIC_NAMES } from '@roadstead/domain';
import { BUCKET_MS, HOUR_MS, HourOfSamples, packBuckets, unpackBuckets } from './hour-buckets.js';
import { BatchReader, packBatch } from './packed-samples.js';
import { rollUp } from './stats-upkeep.service.js';

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)] as const;
const row = (...values: (number | null)[]) => CONTAINER_METRIC_NAMES.map((_, i) => values[i] ?? null);
const hostRow = (...values: (number | null)[]) => HOST_METRIC_NAMES.map((_, i) => values[i] ?? null);

describe('packBatch', () => {
  const batch = {
    ticks: [1_700_000_000_000, 1_700_000_015_000],
    host: [hostRow(1), null],
    containers: [
      { id: A, rows: [row(0.5, null, 1024), row(0.25)] },
      { id: B, rows: [null, row(2)] },
    ],
  };

  it('is read back as it was, in 36 bytes a sample besides ids', () => {
    const packed = packBatch(batch);
    const reader = new BatchReader(packed);
    expect(reader.ticks).toEqual(batch.ticks);
    expect(reader.hostRows()).toEqual([hostRow(1), hostRow()]);
    expect(reader.containerRows(A)).toEqual([row(0.5, null, 1024), row(0.25)]);
    expect([...reader.containers()].map(({ id }) => id)).toEqual([A, B]);
    expect(reader.containerRows(B)).toEqual([row(), row(2)]);
    expect(reader.containerRows('c'.repeat(64))).toBeUndefined();
    expect(packed.length).toBe(12 + 2 * 4 + 2 * 6 * 4 + 2 * (32 + 2 * 36));
  });

  it('bounds what a float cannot hold', () => {
    const reader = new BatchReader(packBatch({ ...batch, host: [hostRow(1e300), null] }));
    expect(Number.isFinite(reader.hostRows()[0]?.[0])).toBe(true);
  });
});

describe('an hour of samples', () => {
  const hour = Math.floor(1_700_000_000_000 / HOUR_MS) * HOUR_MS;

  it('becomes average, least and greatest of each five minutes that have any', () => {
    const samples = new HourOfSamples(hour);
    samples.add(hour + 1, row(1, 0.5));
    samples.add(hour + 2, row(3));
    samples.add(hour + 3, row());
    samples.add(hour + 3 * BUCKET_MS, row(7));
    samples.add(hour + HOUR_MS + 10_000, row(9));
    const width = CONTAINER_METRIC_NAMES.length;
    const buckets = unpackBuckets(packBuckets(samples.buckets(), width), width);
    expect(buckets.map(({ index, count, avg, min, max }) => [index, count, avg[0], min[0], max[0]])).toEqual([
      [0, 2, 2, 1, 3],
      [3, 1, 7, 7, 7],
      [11, 1, 9, 9, 9],
    ]);
    expect(buckets[0]?.avg.slice(0, 3)).toEqual([2, 0.5, null]);
  });

  it('is made of all batches of it, for the host and each container that was there', () => {
    const batches = [0, 1].map((i) =>
      packBatch({ ticks: [hour + i], host: [hostRow(i)], containers: i === 0 ? [] : [{ id: A, rows: [row(4)] }] }),
    );
    expect([...rollUp(batches, hour)].map(({ containerId, buckets }) => [containerId, buckets.length])).toEqual([
      ['', 2 + 3 * HOST_METRIC_NAMES.length * 4],
      [A, 2 + 3 * CONTAINER_METRIC_NAMES.length * 4],
    ]);
  });
});
