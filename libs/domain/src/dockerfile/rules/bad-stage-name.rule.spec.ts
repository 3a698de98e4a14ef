import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('bad-stage-name', () => {
  it('refuses a name that begins with a digit', () => {
    expect(pointedAt('bad-stage-name', 'FROM a:1 AS 1b')).toEqual(['1b']);
  });

  it('refuses a reserved name', () => {
    expect(pointedAt('bad-stage-name', 'FROM a:1 AS scratch')).toEqual(['scratch']);
  });

  it('takes dots, dashes and capitals', () => {
    expect(pointedAt('bad-stage-name', 'FROM a:1 AS Build-1.x')).toEqual([]);
  });
});
