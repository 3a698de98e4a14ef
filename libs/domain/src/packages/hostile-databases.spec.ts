import { describe, expect, it } from '@jest/globals';
import { readApkInstalled, readDpkgStatus, readOsRelease } from './read-databases.js';

const BLANKS = ' '.repeat(200_000);

describe('package databases of an image that means harm', () => {
  it.each([
    ['a field of blanks', () => readDpkgStatus(`a:${BLANKS}\rx`)],
    ['blanks before the end of a line', () => readDpkgStatus(`a:x${BLANKS}x`)],
    ['a value of os-release', () => readOsRelease(`ID=x${BLANKS}x`)],
    ['a line of apk', () => readApkInstalled(`P:x${BLANKS}x`)],
  ])('issue-5-hostile-databases: are read in a time that grows with their size, as with %s', (_, read) => {
    const begun = performance.now();
    read();
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('issue-5-hostile-databases: of endless packages no more are kept than show that there are too many', () => {
    expect(readApkInstalled('P:a\nV:1\n\n'.repeat(30_000))).toHaveLength(20_001);
  });
});
