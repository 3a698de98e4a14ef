import { describe, expect, it } from '@jest/globals';
import { modeText, rightsOf } from './file-mode';

describe('the mode of a file', () => {
  it.each([
    ['file', 0o644, '-rw-r--r--'],
    ['directory', 0o1777, 'drwxrwxrwt'],
    ['directory', 0o1770, 'drwxrwx--T'],
    ['file', 0o4755, '-rwsr-xr-x'],
    ['file', 0o6644, '-rwSr-Sr--'],
    ['link', 0o777, 'lrwxrwxrwx'],
  ] as const)('%s %s is %s', (type, mode, text) => {
    expect(modeText(type, mode)).toBe(text);
  });

  it('says who may do what', () => {
    expect(rightsOf(0o640)).toEqual(['rw', 'r', 'none']);
  });
});
