import { describe, expect, it } from '@jest/globals';
import { stripControls } from '@roadstead/domain/logs';
import { parseAnsi } from './ansi';

const ESC = '\u001b';

describe('ANSI in a log line', () => {
  it('colours runs of text and resets', () => {
    expect(parseAnsi(`a${ESC}[1;31mb${ESC}[0mc`)).toEqual([
      { text: 'a', style: {} },
      { text: 'b', style: { bold: true, colour: 'var(--ansi-1)' } },
      { text: 'c', style: {} },
    ]);
  });

  it.each([
    [`${ESC}[38;5;196mx`, 'rgb(255 0 0)'],
    [`${ESC}[38;5;250mx`, 'rgb(188 188 188)'],
    [`${ESC}[38;2;1;2;300mx`, 'rgb(1 2 255)'],
    [`${ESC}[97mx`, 'var(--ansi-15)'],
  ])('knows the palettes of 16, 256 and all colours: %j', (line, colour) => {
    expect(parseAnsi(line)[0]?.style.colour).toBe(colour);
  });

  it('drops all that a terminal would obey: cursor moves, titles, links, bells, and C1 controls', () => {
    const line = `${ESC}[2J${ESC}]0;title\u0007one${ESC}]8;;http://x${ESC}\\ two${ESC}(B\u0007\u009b three${ESC}`;
    expect(stripControls(line)).toBe('one two three');
    expect(
      parseAnsi(line)
        .map((span) => span.text)
        .join(''),
    ).toBe('one two three');
  });

  it('leaves markup as the text that it is', () => {
    expect(parseAnsi('<img src=x onerror=alert(1)>')).toEqual([{ text: '<img src=x onerror=alert(1)>', style: {} }]);
  });

  it('takes a hostile line in a time that grows with its length', () => {
    const line = `${ESC}]${'a'.repeat(200_000)}`;
    const begun = performance.now();
    stripControls(line.repeat(5));
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
