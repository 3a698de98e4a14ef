import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LogDemux } from './log-demux.js';

function frame(stream: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...chunks, bytes.subarray(at)].filter((chunk) => chunk.length > 0);
}

describe('LogDemux', () => {
  const frames = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 40 })), { maxLength: 12 });

  it('gives the bytes of all frames in order, wherever the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(frames, fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 30 }), async (parts, sizes) => {
        const framed = Buffer.concat(parts.map(([stream, payload]) => frame(stream, Buffer.from(payload))));
        const text = await buffer(Readable.from(cut(framed, sizes)).pipe(new LogDemux()));
        expect(text.equals(Buffer.concat(parts.map(([, payload]) => payload)))).toBe(true);
      }),
    );
  });

  it('refuses bytes that are no frames instead of showing them as text', async () => {
    const raw = Readable.from([Buffer.from('plain text of a terminal\n')]).pipe(new LogDemux());
    await expect(buffer(raw)).rejects.toThrow('not in the format');
  });

  it('does not gather a large frame: what came of it is passed on', () => {
    const demux = new LogDemux();
    demux.write(frame(1, Buffer.alloc(16 * 1024 * 1024)).subarray(0, 1000));
    expect(demux.readableLength).toBe(992);
  });
});
