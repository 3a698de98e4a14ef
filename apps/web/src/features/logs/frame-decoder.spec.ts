import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FrameDecoder, type StreamName } from './frame-decoder';

function frame(stream: StreamName, text: string): Uint8Array {
  const payload = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + payload.length);
  bytes[0] = stream === 'stderr' ? 2 : 1;
  new DataView(bytes.buffer).setUint32(4, payload.length);
  bytes.set(payload, 8);
  return bytes;
}

describe('the frame decoder', () => {
  it('gives back every byte on its stream, wherever the messages are cut', () => {
    const anyFrames = fc.array(
      fc.record({ stream: fc.constantFrom<StreamName>('stdout', 'stderr'), text: fc.string() }),
    );
    fc.assert(
      fc.property(anyFrames, fc.infiniteStream(fc.integer({ min: 1, max: 20 })), (frames, cuts) => {
        const whole = Uint8Array.from(frames.flatMap(({ stream, text }) => [...frame(stream, text)]));
        const got = { stdout: '', stderr: '' };
        const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
        const decoder = new FrameDecoder((stream, bytes) => {
          got[stream] += decoders[stream].decode(bytes, { stream: true });
        });
        for (let at = 0; at < whole.length; ) {
          const next = at + cuts.next().value;
          decoder.push(whole.subarray(at, next));
          at = next;
        }
        const sent = (name: StreamName) =>
          frames
            .filter(({ stream }) => stream === name)
            .map(({ text }) => text)
            .join('');
        expect(got).toEqual({
          stdout: new TextDecoder().decode(new TextEncoder().encode(sent('stdout'))),
          stderr: new TextDecoder().decode(new TextEncoder().encode(sent('stderr'))),
        });
      }),
    );
  });
});
