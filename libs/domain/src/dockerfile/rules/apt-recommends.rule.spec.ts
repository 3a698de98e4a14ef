import { describe, expect, it } from '@jest/globals';
import { fixedBy, pointedAt } from '../testing/advice-of.js';

describe('apt-recommends', () => {
  it('points at the install', () => {
    expect(pointedAt('apt-recommends', 'FROM alpine:3.20\nRUN apt-get update && apt-get install -y x')).toEqual([
      'install',
    ]);
  });

  it('takes the flag anywhere', () => {
    expect(pointedAt('apt-recommends', 'FROM alpine:3.20\nRUN apt-get install x --no-install-recommends')).toEqual([]);
  });

  it('fix adds the flag', () => {
    expect(fixedBy('apt-recommends', 'FROM alpine:3.20\nRUN apt-get -y install x')).toBe(
      'FROM alpine:3.20\nRUN apt-get -y install --no-install-recommends x',
    );
  });
});
