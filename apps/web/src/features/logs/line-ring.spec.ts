import { describe, expect, it } from '@jest/globals';
import { LineRing } from './line-ring';

describe('the line ring', () => {
  it('keeps the last lines in order and counts those that went, so that shown and dropped are all that came', () => {
    const ring = new LineRing(3);
    for (let n = 0; n < 8; n += 1) ring.push({ stream: 'stdout', at: '', text: String(n) });
    expect([...ring].map((line) => line.text)).toEqual(['5', '6', '7']);
    expect(ring.dropped + ring.length).toBe(8);
  });
});
