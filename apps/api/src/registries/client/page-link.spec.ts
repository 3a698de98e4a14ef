import { describe, expect, it } from '@jest/globals';
import { nextPage, pageOfWhole, pageQuery } from './page-link.js';

const asked = new URL('https://registry.example/v2/_catalog?n=2');

describe('pages of a registry', () => {
  it('go on as the registry says, whatever its own way', () => {
    expect(nextPage('</v2/_catalog?last=b&n=2>; rel="next"', asked)).toBe('last=b&n=2');
    expect(nextPage('<https://registry.example/v2/_catalog?next_page=gAAA>; rel=next', asked)).toBe('next_page=gAAA');
    for (const link of [undefined, '', '</v2/>; rel="prev"', '</v2/_catalog>; rel="next"', 'nonsense'])
      expect(nextPage(link, asked)).toBeUndefined();
  });

  it('keep their size', () => {
    expect(pageQuery(5, 'last=b&n=2').toString()).toBe('last=b&n=5');
    expect(pageQuery(5, undefined).toString()).toBe('n=5');
  });

  it('are cut here where the registry gives all at once', () => {
    const names = ['c', 'a', 'd', 'b', 'e'];
    const first = pageOfWhole(names, pageQuery(2, undefined), 2);
    expect(first.names).toEqual(['a', 'b']);
    const second = pageOfWhole(names, pageQuery(2, first.next), 2);
    expect(second.names).toEqual(['c', 'd']);
    expect(pageOfWhole(names, pageQuery(2, second.next), 2)).toEqual({ names: ['e'], next: undefined });
    expect(pageOfWhole(names, pageQuery(2, 'last=x'), 2)).toEqual({ names: [], next: undefined });
  });
});
