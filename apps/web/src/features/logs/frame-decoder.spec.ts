import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FrameDecoder } from './frame-decoder';

function frame(kind: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + payload.length);
  bytes[0] = kind;
  new DataView(bytes.buffer).setUint32(4, payload.length);
  bytes.set(payload, 8);
  return bytes;
}

describe('the frame decoder', () => {
  it('gives back every frame whole, wherever the messages are cut', () => {
    const anyFrames = fc.array(fc.record({ kind: fc.constantFrom(1, 2, 8), payload: fc.uint8Array() }));
    fc.assert(
      fc.property(anyFrames, fc.infiniteStream(fc.integer({ min: 1, max: 20 })), (frames, cuts) => {
        const whole = Uint8Array.from(frames.flatMap(({ kind, payload }) => [...frame(kind, payload)]));
        const got: { kind: number; payload: Uint8Array }[] = [];
        const decoder = new FrameDecoder((kind, bytes, from, to) => got.push({ kind, payload: bytes.slice(from, to) }));
        for (let at = 0; at < whole.length; ) {
          const next = at + cuts.next().value;
          decoder.push(whole.subarray(at, next));
          at = next;
        }
        expect(got).toEqual(frames);
      }),
    );
  });

  it('refuses what is no log, and keeps none of it', () => {
    const bytes = frame(1, new Uint8Array(0));
    new DataView(bytes.buffer).setUint32(4, 0xffff_ffff);
    expect(() => new FrameDecoder(() => undefined).push(bytes)).toThrow('not a log');
  });
});
