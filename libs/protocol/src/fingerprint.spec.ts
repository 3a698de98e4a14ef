import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { combineFingerprints, fingerprint } from './fingerprint.js';

describe('fingerprint', () => {
  it('does not depend on the order of keys, at any depth', () => {
    expect(fingerprint('container', { a: 1, b: { c: 2, d: [3] } })).toBe(
      fingerprint('container', { b: { d: [3], c: 2 }, a: 1 }),
    );
  });

  it('tells apart other values, other kinds, and lists in another order', () => {
    expect(fingerprint('container', { a: 1 })).not.toBe(fingerprint('container', { a: 2 }));
    expect(fingerprint('container', { a: 1 })).not.toBe(fingerprint('image', { a: 1 }));
    expect(fingerprint('container', { a: [1, 2] })).not.toBe(fingerprint('container', { a: [2, 1] }));
  });

  it('fits a signed 64-bit column', () => {
    fc.assert(
      fc.property(fc.object(), (record) => {
        expect(BigInt.asIntN(64, fingerprint('image', record))).toBe(fingerprint('image', record));
      }),
    );
  });
});

describe('combineFingerprints', () => {
  it('is 0 for an empty view, does not depend on order, and undoes a removed record', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), (all) => {
        const view = combineFingerprints(all);
        expect(combineFingerprints([...all].reverse())).toBe(view);
        expect(combineFingerprints([view, ...all])).toBe(0n);
      }),
    );
  });
});
