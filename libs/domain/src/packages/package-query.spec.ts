import { describe, expect, it } from '@jest/globals';
import { parsePackageQuery, satisfies, writePackageQuery } from './package-query.js';

describe('a question for packages', () => {
  it.each([
    ['openssl', 'openssl'],
    ['  openssl<3.0.15 ', 'openssl < 3.0.15'],
    ['openssl << 3.0.15', 'openssl < 3.0.15'],
    ['lib*ssl? >= 1:3.0~rc1-2', 'lib*ssl? >= 1:3.0~rc1-2'],
    ['libstdc++6 == 12.2.0-14', 'libstdc++6 = 12.2.0-14'],
    ['glibc ≤ 2.36', 'glibc <= 2.36'],
  ])('%j is understood', (text, expected) => {
    const parsed = parsePackageQuery(text);
    expect('query' in parsed && writePackageQuery(parsed.query)).toBe(expected);
  });

  it.each([
    ['', 'empty'],
    ['< 3.0.15', 'no-name'],
    ['open/ssl', 'bad-name'],
    ['**', 'only-wildcards'],
    ['openssl 3.0.15', 'bad-operator'],
    ['openssl != 3.0.15', 'bad-operator'],
    ['openssl <', 'no-version'],
    ['openssl < 3.0 15', 'bad-version'],
    ['openssl < 3.*', 'bad-version'],
  ])('%j is not: %s', (text, problem) => {
    expect(parsePackageQuery(text)).toEqual({ problem });
  });

  it('is answered by the distribution’s own order', () => {
    const older = { operator: '<', version: '3.0.15' } as const;
    expect(satisfies('dpkg', '3.0.14-1~deb12u2', older)).toBe(true);
    expect(satisfies('dpkg', '3.0.15-1~deb12u1', older)).toBe(false);
    expect(satisfies('dpkg', '3.0.15~beta1-1', older)).toBe(true);
    expect(satisfies('apk', '3.0.15_rc1-r0', older)).toBe(true);
    expect(satisfies('apk', '3.0.15-r1', older)).toBe(false);
    expect(satisfies('apk', '3.3.2-r0', { operator: '>=', version: '3.0.15' })).toBe(true);
  });
});
