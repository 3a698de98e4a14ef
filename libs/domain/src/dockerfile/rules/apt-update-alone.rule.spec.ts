import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('apt-update-alone', () => {
  it('points at the update', () => {
    expect(pointedAt('apt-update-alone', 'FROM alpine:3.20\nRUN apt-get update\nRUN apt-get install -y x')).toEqual([
      'apt-get',
    ]);
  });

  it('takes update and install together', () => {
    expect(pointedAt('apt-update-alone', 'FROM alpine:3.20\nRUN apt-get -qq update && apt-get install -y x')).toEqual(
      [],
    );
  });
});
