import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('bad-port', () => {
  it('points at each wrong port', () => {
    expect(pointedAt('bad-port', 'FROM alpine:3.20\nEXPOSE 80 http 70000 90-80 80:80')).toEqual([
      'http',
      '70000',
      '90-80',
      '80:80',
    ]);
  });

  it('takes ranges, protocols and variables', () => {
    expect(pointedAt('bad-port', 'FROM alpine:3.20\nEXPOSE 80/tcp 53/UDP 9000-9010 $PORT 0 65535')).toEqual([]);
  });
});
