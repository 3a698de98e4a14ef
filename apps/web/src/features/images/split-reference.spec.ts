import { describe, expect, it } from '@jest/globals';
import { splitReference } from './split-reference';

describe('a reference in a table', () => {
  it.each([
    ['nginx:1.27', 'nginx', ':1.27'],
    ['localhost:5000/team/web', 'localhost:5000/team/web', ''],
    ['localhost:5000/team/web:v1', 'localhost:5000/team/web', ':v1'],
    ['web:v1@sha256:ab', 'web', ':v1@sha256:ab'],
  ])('%s is parted where the tag or digest begins', (reference, repository, suffix) => {
    expect(splitReference(reference)).toEqual({ repository, suffix });
  });
});
