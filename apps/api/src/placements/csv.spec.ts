import { describe, expect, it } from '@jest/globals';
import { csvLine } from './csv.js';

describe('csvLine', () => {
  it('quotes every cell, and doubles quotes', () => {
    expect(csvLine(['a,b', 'say "hi"', 'two\nlines', undefined, -7])).toBe(
      '"a,b","say ""hi""","two\nlines","","-7"\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('makes %j harmless', (text) => {
    expect(csvLine([text])).toBe(`"'${text}"\r\n`);
  });
});
