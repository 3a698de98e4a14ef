import { describe, expect, it } from '@jest/globals';
import { ContextPath, GitRef, GitUrl } from './git-url.js';

const problemOf = (text: string) => GitUrl.safeParse(text).error?.issues[0]?.message;

describe('a Git URL', () => {
  it.each([
    'https://example.com/team/shop.git',
    'http://198.18.0.1:8080/shop.git',
    'ssh://git@example.com:2222/team/shop.git',
    'git://example.com/shop.git',
    'git@example.com:team/shop.git',
  ])('is taken: %s', (url) => expect(problemOf(url)).toBeUndefined());

  it.each([
    ['--upload-pack=touch /tmp/x', /begin with -/],
    ['-oProxyCommand=x@example.com:a', /begin with -/],
    ['/srv/git/shop.git', /Paths on a machine/],
    ['./shop', /Paths on a machine/],
    ['file:///srv/git/shop.git', /file: is not taken/],
    ['ext::sh -c x', /white space/],
    ['ext::x', /is not taken/],
    ['https://example.com/a b', /white space/],
    ['git@example.com:-x', /is not/],
    ['https://ada:secret@example.com/shop.git', /password or a token/],
    ['https://token@example.com/shop.git', /password or a token/],
  ])('is refused, and the words say why: %s', (url, words) => expect(problemOf(url)).toMatch(words));
});

describe('a Git ref', () => {
  it.each(['main', 'release/1.2', 'v1.0', '0123abc'])('is taken: %s', (ref) => {
    expect(GitRef.safeParse(ref).success).toBe(true);
  });

  it.each(['-x', '--upload-pack=x', 'a..b', 'a b', 'a:b', 'a~1', '/a', 'a/', 'a.lock', 'a@{1}', ''])(
    'is refused: %s',
    (ref) => expect(GitRef.safeParse(ref).success).toBe(false),
  );
});

describe('a path in a context', () => {
  it.each(['Dockerfile', 'web/Dockerfile.prod', 'a..b/c'])('is taken: %s', (path) => {
    expect(ContextPath.safeParse(path).success).toBe(true);
  });

  it.each(['../x', 'a/../../x', '/etc/passwd', '-f', 'a\\b', '..', ''])('is refused: %s', (path) => {
    expect(ContextPath.safeParse(path).success).toBe(false);
  });
});
