import { describe, expect, it } from '@jest/globals';
import { ContextDigest } from './context-digest.js';

type Entry = [name: string, text: string, more?: { mode?: number; mtime?: Date; uid?: number }];

const factsOf = (...entries: Entry[]) => {
  const digest = new ContextDigest();
  for (const [name, text, more] of entries) digest.add({ name, type: 'file', mode: 0o644, ...more }, Buffer.from(text));
  return digest.facts();
};

describe('the digest of a context', () => {
  const one = factsOf(['Dockerfile', 'FROM scratch'], ['src/a', 'a']);

  it('is the same for the same files, whatever their order, times and owners', () => {
    const later = { mtime: new Date(), uid: 7 };
    expect(factsOf(['src/a', 'a', later], ['Dockerfile', 'FROM scratch'])).toEqual(one);
    expect(one).toMatchObject({ files: 2, bytes: 13 });
  });

  it.each<[string, Entry[]]>([
    [
      'bytes',
      [
        ['Dockerfile', 'FROM scratch'],
        ['src/a', 'b'],
      ],
    ],
    [
      'a name',
      [
        ['Dockerfile', 'FROM scratch'],
        ['src/b', 'a'],
      ],
    ],
    [
      'permissions',
      [
        ['Dockerfile', 'FROM scratch'],
        ['src/a', 'a', { mode: 0o755 }],
      ],
    ],
    [
      'a file more',
      [
        ['Dockerfile', 'FROM scratch'],
        ['src/a', 'a'],
        ['b', ''],
      ],
    ],
    [
      'bytes that move from one file to the next',
      [
        ['Dockerfile', 'FROM scratcha'],
        ['src/a', ''],
      ],
    ],
  ])('differs by %s', (_what, entries) => {
    expect(factsOf(...entries).digest).not.toBe(one.digest);
  });

  it('tells two orders of the same path apart, for the later one wins', () => {
    expect(factsOf(['a', '1'], ['a', '2']).digest).not.toBe(factsOf(['a', '2'], ['a', '1']).digest);
  });

  it('is the same for what comes in pieces as for what is there whole', () => {
    const digest = new ContextDigest();
    const content = digest.content({ name: 'src/a', type: 'file', mode: 0o644 });
    content.update(Buffer.from('a'));
    content.end();
    digest.add({ name: 'Dockerfile', type: 'file', mode: 0o644 }, Buffer.from('FROM scratch'));
    expect(digest.facts()).toEqual(one);
  });
});
