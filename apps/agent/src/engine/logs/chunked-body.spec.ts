import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChunkedBody } from './chunked-body.js';

function inChunks(pieces: readonly Uint8Array[]): Buffer {
  const coded = pieces.flatMap((piece) => [
    Buffer.from(`${piece.length.toString(16)}\r\n`),
    piece,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...coded, Buffer.from('0\r\n\r\n')]);
}

describe('a body in the chunked coding', () => {
  it('gives back every byte, wherever the reads are cut, and knows its end', () => {
    const anyPieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }));
    fc.assert(
      fc.property(anyPieces, fc.infiniteStream(fc.integer({ min: 1, max: 30 })), (pieces, cuts) => {
        const coded = inChunks(pieces);
        const body = new ChunkedBody();
        const got: Buffer[] = [];
        for (let at = 0; at < coded.length; ) {
          const next = at + cuts.next().value;
          expect(body.isOver).toBe(false);
          got.push(Buffer.from(body.take(Buffer.from(coded.subarray(at, next)))));
          at = next;
        }
        expect(Buffer.concat(got)).toEqual(Buffer.concat(pieces));
        expect(body.isOver).toBe(true);
      }),
    );
  });

  it('passes over extensions and trailers', () => {
    const body = new ChunkedBody();
    expect(body.take(Buffer.from('3;name=value\r\nabc\r\n0\r\nTrailer: x\r\n\r\n')).toString()).toBe('abc');
    expect(body.isOver).toBe(true);
  });

  it.each(['xyz\r\n', '\r\n', '3\r\nabcdef', `${'f'.repeat(20)}\r\n`])('refuses %j', (bytes) => {
    expect(() => new ChunkedBody().take(Buffer.from(bytes))).toThrow(/chunk/);
  });
});
