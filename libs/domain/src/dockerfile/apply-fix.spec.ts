import { describe, expect, it } from '@jest/globals';
import { applyFix } from './apply-fix.js';

const edit = (startLine: number, startColumn: number, endLine: number, endColumn: number, newText: string) => ({
  range: { startLine, startColumn, endLine, endColumn },
  newText,
});

describe('applyFix', () => {
  it('applies all edits in terms of the text before them', () => {
    const edits = [edit(1, 1, 1, 2, 'xyz'), edit(2, 1, 2, 2, '')];
    expect(applyFix('a\nb\nc', { title: '', edits })).toBe('xyz\n\nc');
  });

  it('keeps to lines that end in a carriage return too', () => {
    expect(applyFix('a\r\nb\r\n', { title: '', edits: [edit(2, 1, 2, 2, 'c')] })).toBe('a\r\nc\r\n');
  });
});
