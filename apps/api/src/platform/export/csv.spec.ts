import { describe, expect, it } from '@jest/globals';
import { csvLine, fromCsvCell } from './csv.js';

describe('lines of CSV', () => {
  it('quote what would end a cell or a line', () => {
    expect(csvLine(['a', 'b,c', 'say "x"', 'two\nlines', 7, null, undefined])).toBe(
      'a,"b,c","say ""x""","two\nlines",7,,\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＠SUM(A1)', "'quoted"])(
    '%j is shown, not computed',
    (text) => {
      const cell = csvLine([text]).trimEnd().replace(/^"|"$/g, '');
      expect(cell.startsWith("'")).toBe(true);
      expect(fromCsvCell(cell)).toBe(text);
    },
  );
});
