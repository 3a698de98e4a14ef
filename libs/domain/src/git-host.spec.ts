import { describe, expect, it } from '@jest/globals';
import { GitHost, gitHostOf } from './git-host.js';

describe('the host of a Git credential', () => {
  it.each(['git.example.com', 'GIT.example.com:8443', '192.0.2.1', '[2001:db8::1]:80', 'localhost'])(
    '%s is one',
    (text) => {
      expect(GitHost.parse(text)).toBe(text.toLowerCase());
    },
  );
  it.each(['', 'https://git.example.com', 'git.example.com/team', 'me@git.example.com', 'a b', 'a:99999', '-?x'])(
    '%s is none',
    (text) => {
      expect(GitHost.safeParse(text).success).toBe(false);
    },
  );
  it('is that of URLs that are fetched over HTTP, without the usual port', () => {
    expect(gitHostOf('https://Git.example.com:443/a.git')).toEqual({ host: 'git.example.com', isSecure: true });
    expect(gitHostOf('http://git.example.com:8080/a')).toEqual({ host: 'git.example.com:8080', isSecure: false });
    expect(gitHostOf('ssh://git@git.example.com/a')).toBeUndefined();
    expect(gitHostOf('git@git.example.com:a/b.git')).toBeUndefined();
  });
});
