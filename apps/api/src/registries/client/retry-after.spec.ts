import { describe, expect, it } from '@jest/globals';
import { retryAfterSeconds } from './retry-after.js';

const NOW = Date.parse('2026-03-03T10:00:00Z');

describe('retryAfterSeconds', () => {
  it('takes seconds and dates', () => {
    expect(retryAfterSeconds('120', NOW)).toBe(120);
    expect(retryAfterSeconds('Tue, 03 Mar 2026 10:01:30 GMT', NOW)).toBe(90);
    expect(retryAfterSeconds('Tue, 03 Mar 2026 09:00:00 GMT', NOW)).toBe(0);
  });

  it('takes nothing else', () => {
    for (const header of [undefined, '', '-1', '1.5', 'soon', '9'.repeat(40)]) {
      expect(retryAfterSeconds(header, NOW)).toBeUndefined();
    }
  });
});
