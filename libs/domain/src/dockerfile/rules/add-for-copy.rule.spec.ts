import { describe, expect, it } from '@jest/globals';
import { fixedBy, pointedAt } from '../testing/advice-of.js';

describe('add-for-copy', () => {
  it('points at ADD of a file', () => {
    expect(pointedAt('add-for-copy', 'FROM alpine:3.20\nADD a.txt b')).toEqual(['ADD']);
  });

  it('takes archives, URLs and repositories', () => {
    expect(
      pointedAt(
        'add-for-copy',
        'FROM alpine:3.20\nADD a.tar.gz /\nADD https://x/y /\nADD git@x:y /\nADD $X /\nADD a* /',
      ),
    ).toEqual([]);
  });

  it('fix writes COPY where it is surely no archive', () => {
    expect(fixedBy('add-for-copy', 'FROM alpine:3.20\nADD --chown=1 src/ a.txt /x/')).toBe(
      'FROM alpine:3.20\nCOPY --chown=1 src/ a.txt /x/',
    );
  });

  it('fix leaves a name that may be an archive', () => {
    const text = 'FROM alpine:3.20\nADD rootfs /';
    expect(fixedBy('add-for-copy', text)).toBe(text);
  });
});
