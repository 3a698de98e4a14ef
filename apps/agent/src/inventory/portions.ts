import { MAX_RECORDS_PER_MESSAGE } from '@roadstead/protocol';

/** Bytes of JSON in a message: far below what the control plane's socket takes. */
const MAX_SIZE = 262_144;
/** Bytes of JSON in one record. The control plane would cut the connection for a message of several MiB. */
const MAX_RECORD_SIZE = 2 * 1024 * 1024;

/** Cuts a list into messages, each within the limits of number and size; at least one item goes into each. */
export function portions<T>(items: readonly T[]): T[][] {
  const cut: T[][] = [];
  let portion: T[] = [];
  let size = 0;
  for (const item of items) {
    const itemSize = sizeOf(item);
    if (portion.length > 0 && (portion.length === MAX_RECORDS_PER_MESSAGE || size + itemSize > MAX_SIZE)) {
      cut.push(portion);
      portion = [];
      size = 0;
    }
    portion.push(item);
    size += itemSize;
  }
  if (portion.length > 0) cut.push(portion);
  return cut;
}

/** Whether a record goes into a message at all. */
export function isSendable(record: object): boolean {
  return sizeOf(record) <= MAX_RECORD_SIZE;
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
