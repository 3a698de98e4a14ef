import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('copy-before-install', () => {
  it('points at the copy of all', () => {
    expect(pointedAt('copy-before-install', 'FROM alpine:3.20\nCOPY . .\nRUN npm ci')).toEqual(['COPY . .']);
  });

  it('takes the lock file first', () => {
    expect(
      pointedAt(
        'copy-before-install',
        'FROM alpine:3.20\nCOPY package.json .\nRUN npm ci\nCOPY . .\nRUN npm run build',
      ),
    ).toEqual([]);
  });
});
