import { describe, expect, it } from '@jest/globals';
import { LineSplitter, type LogLine, MAX_LINE_LENGTH } from './line-splitter';

function split(...pieces: ['stdout' | 'stderr', string][]): LogLine[] {
  const lines: LogLine[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const [stream, text] of pieces) splitter.push(stream, new TextEncoder().encode(text));
  splitter.end();
  return lines;
}

describe('the line splitter', () => {
  it('parts the timestamp from the text and keeps stdout and stderr apart while both have open lines', () => {
    const lines = split(
      ['stdout', '2026-03-03T10:00:00.000000001Z one'],
      ['stderr', '2026-03-03T10:00:00.5Z bad\n'],
      ['stdout', ' more\n'],
    );
    expect(lines).toEqual([
      { stream: 'stderr', at: '2026-03-03T10:00:00.5Z', text: 'bad' },
      { stream: 'stdout', at: '2026-03-03T10:00:00.000000001Z', text: 'one more' },
    ]);
  });

  it('takes a line without a timestamp as it is, drops the carriage return of a terminal, and keeps empty lines', () => {
    expect(split(['stdout', 'plain words\r\n\n2026-03-03T10:00:00Z \n']).map((line) => line.text)).toEqual([
      'plain words',
      '',
      '',
    ]);
  });

  it('joins a character whose bytes come in two pieces', () => {
    const bytes = new TextEncoder().encode('锚地\n');
    const lines: LogLine[] = [];
    const splitter = new LineSplitter((line) => lines.push(line));
    splitter.push('stdout', bytes.subarray(0, 4));
    splitter.push('stdout', bytes.subarray(4));
    expect(lines[0]?.text).toBe('锚地');
  });

  it('cuts a line without end into pieces and loses none of it', () => {
    const long = 'x'.repeat(3 * MAX_LINE_LENGTH + 5);
    const lines = split(['stdout', long]);
    expect(lines).toHaveLength(4);
    expect(lines.map((line) => line.text).join('')).toBe(long);
  });
});
