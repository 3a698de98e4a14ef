import { describe, expect, it } from '@jest/globals';
import { shownLine, shownName } from './shown-name';

describe('a name as shown', () => {
  it.each([
    ['nginx.conf', 'nginx.conf'],
    ['größe 文件 👩‍💻', 'größe 文件 👩‍💻'],
    ['line\nbreak\t', 'line\\nbreak\\t'],
    ['report\u202egnp.exe', 'report\\u{202e}gnp.exe'],
    ['\u001b[31mred\u0007', '\\u{1b}[31mred\\u{7}'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['<b>', '<b>'],
  ])('%j is %s', (name, shown) => {
    expect(shownName(name)).toBe(shown);
  });

  it('keeps the tabs of a line', () => {
    expect(shownLine('a\tb\u202e')).toBe('a\tb\\u{202e}');
  });
});
