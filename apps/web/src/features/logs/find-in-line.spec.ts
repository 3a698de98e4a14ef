import { describe, expect, it } from '@jest/globals';
import { markMatches } from './find-in-line';

const marked = (texts: string[], needle: string) =>
  markMatches(
    texts.map((text) => ({ text, style: {} })),
    needle,
  ).map((segment) => (segment.isMatch ? `[${segment.text}]` : segment.text));

describe('finding in a line', () => {
  it('marks every match whatever the case, also two that touch', () => {
    expect(marked(['Error: no errOR; aa'], 'error')).toEqual(['[Error]', ': no ', '[errOR]', '; aa']);
    expect(marked(['aaaa'], 'aa')).toEqual(['[aa]', '[aa]']);
  });

  it('marks a match that goes over from one colour to the next', () => {
    expect(marked(['one er', 'ror two'], 'error')).toEqual(['one ', '[er]', '[ror]', ' two']);
  });

  it('marks nothing for an empty needle', () => {
    expect(marked(['text'], '')).toEqual(['text']);
  });
});
