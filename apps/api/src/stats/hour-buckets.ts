import type { Row } from './packed-samples.js';
import { readRow, writeRow } from './packed-samples.js';

/** Steps of the coarse history. */
export const BUCKET_MS = 5 * 60_000;
export const HOUR_MS = 60 * 60_000;
const BUCKETS = HOUR_MS / BUCKET_MS;

/** What was measured in five minutes; `count`: samples that it is made of. */
export interface Bucket {
  /** 0 to 11 within its hour. */
  readonly index: number;
  readonly count: number;
  readonly avg: Row;
  readonly min: Row;
  readonly max: Row;
}

/** Makes the buckets of one hour from its samples. */
export class HourOfSamples {
  readonly #rows: Row[][] = Array.from({ length: BUCKETS }, () => []);

  constructor(private readonly hour: number) {}

  /** A batch is taken whole: what reaches over the end of the hour counts to its last bucket. */
  add(at: number, row: Row): void {
    if (row.every((value) => value === null)) return;
    const index = Math.min(BUCKETS - 1, Math.max(0, Math.floor((at - this.hour) / BUCKET_MS)));
    this.#rows[index]?.push(row);
  }

  /** Without those that have no sample. */
  buckets(): Bucket[] {
    return this.#rows.flatMap((rows, index) => (rows.length === 0 ? [] : [summarise(index, rows)]));
  }
}

function summarise(index: number, rows: readonly Row[]): Bucket {
  const [avg, min, max]: [Row, Row, Row] = [[], [], []];
  for (let metric = 0; metric < (rows[0]?.length ?? 0); metric += 1) {
    const values = rows.map((row) => row[metric] ?? null).filter((value) => value !== null);
    const known = values.length > 0;
    avg.push(known ? values.reduce((sum, value) => sum + value, 0) / values.length : null);
    min.push(known ? Math.min(...values) : null);
    max.push(known ? Math.max(...values) : null);
  }
  return { index, count: rows.length, avg, min, max };
}

/** For each bucket: index u8 · count u8 (255: as many or more) · average, least and greatest row, float32 each. */
export function packBuckets(buckets: readonly Bucket[], width: number): Buffer {
  const packed = Buffer.allocUnsafe(buckets.length * bucketBytes(width));
  let at = 0;
  for (const { index, count, avg, min, max } of buckets) {
    at = packed.writeUInt8(index, at);
    at = packed.writeUInt8(Math.min(255, count), at);
    for (const row of [avg, min, max]) at = writeRow(packed, at, row, width);
  }
  return packed;
}

export function unpackBuckets(bytes: Uint8Array, width: number): Bucket[] {
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const buckets: Bucket[] = [];
  for (let at = 0; at + bucketBytes(width) <= packed.length; at += bucketBytes(width)) {
    const row = (which: number) => readRow(packed, at + 2 + which * width * 4, width);
    buckets.push({ index: packed[at] ?? 0, count: packed[at + 1] ?? 0, avg: row(0), min: row(1), max: row(2) });
  }
  return buckets;
}

function bucketBytes(width: number): number {
  return 2 + 3 * width * 4;
}
