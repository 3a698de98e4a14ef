import { describe, expect, it } from '@jest/globals';
import { unpackedIntegers } from './packed-integers.js';

describe('unpackedIntegers', () => {
  it('reads what int4send of Postgres writes, piece after piece', () => {
    const first = Buffer.from('00000000 00000001 7fffffff'.replaceAll(' ', ''), 'hex');
    const second = Buffer.from('80000000 ffffffff'.replaceAll(' ', ''), 'hex');
    expect([...unpackedIntegers([first, Buffer.alloc(0), second])]).toEqual([0, 1, 2 ** 31 - 1, -(2 ** 31), -1]);
    expect([...unpackedIntegers([])]).toEqual([]);
  });
});
