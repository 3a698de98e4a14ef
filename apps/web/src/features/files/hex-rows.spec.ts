import { describe, expect, it } from '@jest/globals';
import { hexRows } from './hex-rows';

describe('bytes in rows', () => {
  it('have their place, their digits, and their letters', () => {
    const bytes = new TextEncoder().encode('\u007fELF and 16 more');
    expect(hexRows(bytes, 256)).toEqual([
      { offset: '00000100', hex: '7f 45 4c 46 20 61 6e 64 20 31 36 20 6d 6f 72 65', text: '.ELF and 16 more' },
    ]);
    expect(hexRows(new Uint8Array(17), 0)[1]).toEqual({ offset: '00000010', hex: '00', text: '.' });
    expect(hexRows(new Uint8Array(0), 0)).toEqual([]);
  });
});
