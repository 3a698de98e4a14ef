import { describe, expect, it } from '@jest/globals';
import { OutputRing } from './output-ring.js';

function ringOf(capacity: number, ...pieces: string[]): OutputRing {
  const ring = new OutputRing(capacity);
  for (const piece of pieces) ring.push(Buffer.from(piece));
  return ring;
}

function all(ring: OutputRing, from: number): string {
  let text = '';
  for (let at = from; at < ring.end; ) {
    const piece = ring.read(at, 3);
    text += piece.toString();
    at += piece.length;
  }
  return text;
}

describe('OutputRing', () => {
  it('keeps everything while there is room', () => {
    const ring = ringOf(10, 'abc', 'def');
    expect([ring.start, ring.end, all(ring, 0), all(ring, 4)]).toEqual([0, 6, 'abcdef', 'ef']);
  });

  it('keeps the newest when there is none, whatever the pieces', () => {
    for (const pieces of [['abcdefghijklm'], ['abcdefg', 'hijklm'], [...'abcdefghijklm']]) {
      const ring = ringOf(5, ...pieces);
      expect([ring.start, ring.end, all(ring, ring.start)]).toEqual([8, 13, 'ijklm']);
    }
  });

  it('goes on where a reader is, and otherwise with the oldest whole line', () => {
    const ring = ringOf(8, 'one\n', 'two\n', 'three\n');
    expect(ring.start).toBe(6);
    expect(ring.resumeFrom(10)).toBe(10);
    expect(ring.resumeFrom(14)).toBe(14);
    for (const lost of [0, 5, 15, undefined]) expect(all(ring, ring.resumeFrom(lost))).toBe('three\n');
  });

  it('goes on with all there is where no line begins', () => {
    const ring = ringOf(4, 'abcdefgh');
    expect(all(ring, ring.resumeFrom(undefined))).toBe('efgh');
    expect(ringOf(4, 'ab').resumeFrom(undefined)).toBe(0);
  });
});
