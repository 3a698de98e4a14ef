import { describe, expect, it } from '@jest/globals';
import { MAX_RECORDS_PER_MESSAGE } from '@roadstead/protocol';
import fc from 'fast-check';
import { isSendable, portions } from './portions.js';

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const LIMIT = 262_144;

describe('portions', () => {
  it('keeps all items in their order, within the limits of number and size', () => {
    const item = fc.oneof(fc.nat(), fc.string({ unit: 'grapheme' }), fc.constant('ü'.repeat(50_000)));
    fc.assert(
      fc.property(fc.array(item, { maxLength: 500 }), (items) => {
        const cut = portions(items);
        expect(cut.flat()).toEqual(items);
        for (const portion of cut) {
          expect(portion.length).toBeGreaterThan(0);
          expect(portion.length).toBeLessThanOrEqual(MAX_RECORDS_PER_MESSAGE);
          expect(portion.length === 1 || portion.reduce<number>((sum, each) => sum + sizeOf(each), 0) <= LIMIT).toBe(
            true,
          );
        }
      }),
      { numRuns: 30 },
    );
  });

  it('makes none of nothing, and one of an item that is larger than a message should be', () => {
    expect(portions([])).toEqual([]);
    expect(portions(['x'.repeat(LIMIT * 2), 'y'])).toHaveLength(2);
  });
});

describe('isSendable', () => {
  it('refuses a record for which the control plane would cut the connection', () => {
    expect(isSendable({ label: 'x'.repeat(1024 * 1024) })).toBe(true);
    expect(isSendable({ label: 'x'.repeat(3 * 1024 * 1024) })).toBe(false);
  });
});
