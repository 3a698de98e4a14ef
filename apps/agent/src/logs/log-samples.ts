import type { LogRuns } from '../engine/logs/engine-logs.js';

/** A frame as the engine writes it; `second` counts from a fixed moment. For specs. */
export function entry(second: number, text: string, stream: 'stdout' | 'stderr' = 'stdout'): Buffer {
  const payload = Buffer.from(`${moment(second)} ${text}`);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream === 'stdout' ? 1 : 2, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

export function moment(second: number): string {
  return `${new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString().slice(0, 19)}.000000000Z`;
}

export async function* runs(...buffers: Buffer[]): LogRuns {
  yield* buffers;
}

/** Numbers of the lines `line <n>` in some bytes, in order. */
export function numbersIn(bytes: Buffer): number[] {
  return [...bytes.toString().matchAll(/line (\d+)\n/g)].map(([, number]) => Number(number));
}
