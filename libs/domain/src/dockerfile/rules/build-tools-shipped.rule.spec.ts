import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('build-tools-shipped', () => {
  it('points at the tool in the last stage', () => {
    expect(pointedAt('build-tools-shipped', 'FROM alpine:3.20\nRUN ./configure && make')).toEqual(['make']);
  });

  it('knows package scripts and compilers', () => {
    expect(pointedAt('build-tools-shipped', 'FROM alpine:3.20\nRUN npm run build')).toEqual(['npm']);
  });

  it('takes a stage of its own', () => {
    expect(pointedAt('build-tools-shipped', 'FROM a:1 AS x\nRUN make\nFROM b:1\nCOPY --from=x a b')).toEqual([]);
  });

  it('takes packages for the time of one RUN', () => {
    expect(pointedAt('build-tools-shipped', 'FROM alpine:3.20\nRUN apk add --virtual .b gcc')).toEqual([]);
  });
});
