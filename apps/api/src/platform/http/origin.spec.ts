import { describe, expect, it } from '@jest/globals';
import { isOwnOrigin } from './origin.js';

const direct = { behindProxy: false };

describe('isOwnOrigin', () => {
  it('takes the host that was asked, and no other', () => {
    expect(isOwnOrigin('http://fleet:8420', { host: 'fleet:8420' }, direct)).toBe(true);
    for (const origin of ['http://fleet:8421', 'http://fleet', 'http://fleet:8420.evil.example', 'null', '']) {
      expect(isOwnOrigin(origin, { host: 'fleet:8420' }, direct)).toBe(false);
    }
  });

  it('takes the public address, with its scheme', () => {
    const config = { ...direct, publicUrl: 'https://fleet.example/' };
    expect(isOwnOrigin('https://fleet.example', { host: '10.0.0.1' }, config)).toBe(true);
    expect(isOwnOrigin('http://fleet.example', { host: '10.0.0.1' }, config)).toBe(false);
  });

  it('believes X-Forwarded-Host behind a proxy only', () => {
    const headers = { host: '10.0.0.1', 'x-forwarded-host': 'fleet.example' };
    expect(isOwnOrigin('https://fleet.example', headers, { behindProxy: true })).toBe(true);
    expect(isOwnOrigin('https://fleet.example', headers, direct)).toBe(false);
  });
});
