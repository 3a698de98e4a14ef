import { describe, expect, it } from '@jest/globals';
import { pairsOf } from './pairs';

describe('pairs as they are typed', () => {
  it('stand one on a line, and only the first = parts them', () => {
    expect(pairsOf('type=nfs\n o = addr=198.51.100.7,rw \n\ninternal')).toEqual({
      type: 'nfs',
      o: 'addr=198.51.100.7,rw',
      internal: '',
    });
  });

  it('of nothing are none', () => {
    expect(pairsOf(' \n=x\n')).toEqual({});
  });
});
