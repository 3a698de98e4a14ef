import { describe, expect, it } from '@jest/globals';
import { Dockerignore } from './dockerignore.js';

const leavesOut = (text: string, path: string) => new Dockerignore(text, []).leavesOut(path);

describe('Dockerignore', () => {
  // From moby/patternmatcher, TestMatches: pattern, path, whether it is left out.
  it.each([
    ['**', 'file', true],
    ['**', 'dir/file', true],
    ['**/', 'dir/file', true],
    ['**/**', 'dir/file', true],
    ['dir/**', 'dir/file', true],
    ['dir/**', 'dir/dir2/file', true],
    ['dir/**', 'other/file', false],
    ['**/dir', 'dir', true],
    ['**/dir', 'dir/file', true],
    ['**/dir2/*', 'dir/dir2/file', true],
    ['**/dir2/*', 'dir/dir2/dir2/file', true],
    ['**/dir2/**', 'dir/dir2/dir2/file', true],
    ['**file', 'file', true],
    ['**file', 'dir/file', true],
    ['**file', 'dir/dir/file', true],
    ['**/file', 'dir/file', true],
    ['**/file', 'dir/dir/file', true],
    ['**/file*', 'dir/dir/file.txt', true],
    ['**/file*txt', 'dir/dir/file.txt', true],
    ['**/file*.txt', 'dir/dir/file.txt', true],
    ['**/file*.txt*', 'dir/dir/file.txt', true],
    ['**/**/*.txt', 'dir/dir/file.txt', true],
    ['**/**/*.txt2', 'dir/dir/file.txt', false],
    ['**/*.txt', 'file.txt', true],
    ['**/**/*.txt', 'file.txt', true],
    ['a**/*.txt', 'a/file.txt', true],
    ['a**/*.txt', 'a/dir/file.txt', true],
    ['a[b-d]e', 'ae', false],
    ['a[b-d]e', 'ace', true],
    ['a[b-d]e', 'aae', false],
    ['a[^b-d]e', 'aze', true],
    ['.*', '.foo', true],
    ['.*', 'foo', false],
    ['abc.def', 'abcdef', false],
    ['abc.def', 'abc.def', true],
    ['abc?def', 'abcZdef', true],
    ['abc?def', 'abcdef', false],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['a(b)c/def', 'a(b)c/def', true],
    ['a.|)$(}+{bc', 'a.|)$(}+{bc', true],
    [
      'dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl',
      'dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl',
      true,
    ],
    ['*', 'dir/file', true],
    ['*.md', 'dir/readme.md', false],
    ['/dir', 'dir/file', true],
    ['./dir/', 'dir/file', true],
    ['dir/../other', 'other', true],
    ['DIR', 'dir', false],
    ['docs', 'docs2', false],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(leavesOut(pattern, path)).toBe(expected);
  });

  it('the last rule that matches a path, or a folder that it is in, decides', () => {
    const text = '*.md\n!README*.md\nREADME-secret.md';
    expect(['README.md', 'README-secret.md', 'other.md'].map((path) => leavesOut(text, path))).toEqual([
      false,
      true,
      true,
    ]);
    expect(['src/a.ts', 'src/deep/b.ts', 'c.ts'].map((path) => leavesOut('*\n!src', path))).toEqual([
      false,
      false,
      true,
    ]);
    expect(leavesOut('!a\na', 'a')).toBe(true);
  });

  it('reads comments, blank lines, white space and the mark at the beginning as docker does', () => {
    const text = '\ufeff# nothing\n\n  padded  \r\n # not a comment\n! \tkept\n';
    expect(['padded', '# not a comment', 'nothing', 'kept'].map((path) => leavesOut(text, path))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('keeps the Dockerfile and itself, whatever the rules say', () => {
    const ignore = new Dockerignore('**', ['build/Dockerfile', '.dockerignore']);
    expect(['build/Dockerfile', '.dockerignore', 'build', 'x'].map((path) => ignore.leavesOut(path))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('refuses what is no pattern, in words', () => {
    for (const text of ['a[b', '!', 'a\\']) expect(() => new Dockerignore(text, [])).toThrow();
  });

  it('is done at once with patterns and paths that are made to take long', () => {
    const begin = performance.now();
    expect(leavesOut(`${'**/*a*/'.repeat(15)}b`, `${'aaaa/'.repeat(100)}c`)).toBe(false);
    expect(leavesOut(`${'*a'.repeat(40)}b`, 'a'.repeat(250))).toBe(false);
    expect(leavesOut('(a+)+$', 'a'.repeat(200))).toBe(false);
    expect(performance.now() - begin).toBeLessThan(2000);
  });
});
