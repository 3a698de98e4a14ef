import { pageSizeOf, viewOf } from './sqlite-file.js';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The lowest bit says by which order of bytes its sums are. */
const MAGIC = 0x377f0682;

/**
 * The pages of a write-ahead log that have been committed, by number: what a database is, beyond what its file has. A log is
 * read up to the first frame that does not fit, as SQLite does. Source: sqlite.org/fileformat2.html#the_write_ahead_log.
 */
export function readSqliteWal(log: Uint8Array): Map<number, Uint8Array> {
  const committed = new Map<number, Uint8Array>();
  if (log.length < HEADER_BYTES) return committed;
  const view = viewOf(log);
  const magic = view.getUint32(0);
  if ((magic & ~1) !== MAGIC) return committed;
  const isLittle = (magic & 1) === 0;
  const pageSize = pageSizeOf(view.getUint32(8));
  if (pageSize < 512 || pageSize > 65_536) return committed;
  let sums = checksum(view, 0, 24, isLittle, [0, 0]);
  if (sums[0] !== view.getUint32(24) || sums[1] !== view.getUint32(28)) return committed;
  const frameBytes = FRAME_HEADER_BYTES + pageSize;
  let pending = new Map<number, Uint8Array>();
  for (let at = HEADER_BYTES; at + frameBytes <= log.length; at += frameBytes) {
    const isOfThisLog = view.getUint32(at + 8) === view.getUint32(16) && view.getUint32(at + 12) === view.getUint32(20);
    sums = checksum(view, at, 8, isLittle, sums);
    sums = checksum(view, at + FRAME_HEADER_BYTES, pageSize, isLittle, sums);
    if (!isOfThisLog || sums[0] !== view.getUint32(at + 16) || sums[1] !== view.getUint32(at + 20)) break;
    pending.set(view.getUint32(at), log.subarray(at + FRAME_HEADER_BYTES, at + frameBytes));
    // A frame that ends a transaction says how large the database is then.
    if (view.getUint32(at + 4) === 0) continue;
    for (const [number, page] of pending) committed.set(number, page);
    pending = new Map();
  }
  return committed;
}

type Sums = readonly [number, number];

function checksum(view: DataView, from: number, length: number, isLittle: boolean, [a, b]: Sums): Sums {
  let [one, two] = [a, b];
  for (let at = from; at < from + length; at += 8) {
    one = (one + view.getUint32(at, isLittle) + two) >>> 0;
    two = (two + view.getUint32(at + 4, isLittle) + one) >>> 0;
  }
  return [one, two];
}
