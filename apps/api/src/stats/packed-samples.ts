import { CONTAINER_METRIC_NAMES, HOST_METRIC_NAMES } from '@roadstead/domain';

/** Values of one sample in the order of the metric names; null: not known. */
export type Row = (number | null)[];

/** Samples of a host at a few moments. */
export interface PackedBatch {
  /** Milliseconds since 1970 by the control plane's clock, rising. */
  readonly ticks: readonly number[];
  /** A row for each tick; null where there is no sample. */
  readonly host: readonly (Row | null)[];
  readonly containers: readonly { readonly id: string; readonly rows: readonly (Row | null)[] }[];
}

const VERSION = 1;
const FLOAT = 4;
const ID_BYTES = 32;
const HEADER = 12;
const CONTAINER_WIDTH = CONTAINER_METRIC_NAMES.length;
const HOST_WIDTH = HOST_METRIC_NAMES.length;
const LARGEST = 3.4e38;

/**
 * ```
 *  version u8 · ticks n u8 · containers u16 · first tick f64 · n offsets u32 (ms) · n host rows · containers
 *  container: id 32 bytes · n rows;  row: float32 for each metric, NaN for what is not known
 * ```
 * 36 bytes for a sample of a container: seven digits, which is more than anybody reads off a chart.
 */
export function packBatch({ ticks, host, containers }: PackedBatch): Buffer {
  const n = ticks.length;
  const size = HEADER + n * 4 + n * HOST_WIDTH * FLOAT + containers.length * containerBytes(n);
  const packed = Buffer.allocUnsafe(size);
  const first = ticks[0] ?? 0;
  packed[0] = VERSION;
  packed[1] = n;
  packed.writeUInt16LE(containers.length, 2);
  packed.writeDoubleLE(first, 4);
  let at = HEADER;
  for (const tick of ticks) at = packed.writeUInt32LE(Math.max(0, Math.round(tick - first)), at);
  at = writeRows(packed, at, host, n, HOST_WIDTH);
  for (const { id, rows } of containers) {
    packed.write(id, at, ID_BYTES, 'hex');
    at = writeRows(packed, at + ID_BYTES, rows, n, CONTAINER_WIDTH);
  }
  return packed;
}

/** Reads a packed batch where it lies. */
export class BatchReader {
  readonly ticks: readonly number[];
  readonly #packed: Buffer;
  readonly #containers: number;

  constructor(bytes: Uint8Array) {
    this.#packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const first = this.#packed.readDoubleLE(4);
    const n = this.#packed[1] ?? 0;
    this.#containers = this.#packed.readUInt16LE(2);
    this.ticks = Array.from({ length: n }, (_, i) => first + this.#packed.readUInt32LE(HEADER + i * 4));
  }

  /** Rows of the host, one for each tick. */
  hostRows(): Row[] {
    return this.#rows(HEADER + this.ticks.length * 4, HOST_WIDTH);
  }

  /** Rows of one container; undefined where it has none. */
  containerRows(id: string): Row[] | undefined {
    const wanted = Buffer.from(id, 'hex');
    for (let i = 0; i < this.#containers; i += 1) {
      const at = this.#containerAt(i);
      if (this.#packed.compare(wanted, 0, ID_BYTES, at, at + ID_BYTES) === 0) return this.#containerRows(at);
    }
    return undefined;
  }

  *containers(): Generator<{ id: string; rows: Row[] }> {
    for (let i = 0; i < this.#containers; i += 1) {
      const at = this.#containerAt(i);
      yield { id: this.#packed.toString('hex', at, at + ID_BYTES), rows: this.#containerRows(at) };
    }
  }

  #containerAt(index: number): number {
    const n = this.ticks.length;
    return HEADER + n * 4 + n * HOST_WIDTH * FLOAT + index * containerBytes(n);
  }

  #containerRows(at: number): Row[] {
    return this.#rows(at + ID_BYTES, CONTAINER_WIDTH);
  }

  #rows(at: number, width: number): Row[] {
    return this.ticks.map((_, tick) => readRow(this.#packed, at + tick * width * FLOAT, width));
  }
}

function containerBytes(ticks: number): number {
  return ID_BYTES + ticks * CONTAINER_WIDTH * FLOAT;
}

function writeRows(packed: Buffer, from: number, rows: readonly (Row | null)[], count: number, width: number): number {
  let at = from;
  for (let tick = 0; tick < count; tick += 1) at = writeRow(packed, at, rows[tick] ?? [], width);
  return at;
}

/** @returns where the next one begins */
export function writeRow(packed: Buffer, from: number, row: Row, width: number): number {
  let at = from;
  for (let i = 0; i < width; i += 1) at = packed.writeFloatLE(toFloat(row[i]), at);
  return at;
}

export function readRow(packed: Buffer, at: number, width: number): Row {
  return Array.from({ length: width }, (_, i) => {
    const value = packed.readFloatLE(at + i * FLOAT);
    return Number.isNaN(value) ? null : value;
  });
}

function toFloat(value: number | null | undefined): number {
  return value === null || value === undefined ? Number.NaN : Math.min(value, LARGEST);
}
