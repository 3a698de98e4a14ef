import { describe, expect, it } from '@jest/globals';
import { EntryReader } from './entry-reader';
import type { LogLine } from './log-line';
import { WrittenLine } from './written-line';

const AT = '2026-03-03T10:00:00.000000001Z';
const NEIGHBOUR = [120, 13, 10];

function read(...frames: [kind: number, text: string | Uint8Array][]) {
  const lines: LogLine[] = [];
  let live = 0;
  const reader = new EntryReader(3, {
    onLine: (line) => lines.push(line),
    onWritten: (stream, bytes, from, to) => lines.push(new WrittenLine(3, stream, bytes, from, to)),
    onLive: () => {
      live += 1;
    },
  });
  for (const [kind, text] of frames) {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    const stamp = kind === 8 ? new Uint8Array(0) : new TextEncoder().encode(`${AT} `);
    // Somewhere in what came.
    reader.take(
      kind,
      Uint8Array.from([...NEIGHBOUR, ...stamp, ...bytes, ...NEIGHBOUR]),
      3,
      3 + stamp.length + bytes.length,
    );
  }
  reader.end();
  return { lines, live };
}

describe('the reader of entries', () => {
  it('parts the moment from the text, and keeps stdout and stderr apart while both have open lines', () => {
    const { lines } = read([1, 'one'], [2, 'bad\n'], [1, ' more\n'], [1, 'terminal\r\n'], [1, '\n']);
    expect(lines.map(({ stream, text }) => `${stream} ${text}`)).toEqual([
      'stderr bad',
      'stdout one more',
      'stdout terminal',
      'stdout ',
    ]);
    expect(lines[0]).toMatchObject({ source: 3, at: AT, stream: 'stderr', text: 'bad' });
  });

  it('joins a character whose bytes come in two entries', () => {
    const bytes = new TextEncoder().encode('锚地\n');
    expect(read([1, bytes.subarray(0, 4)], [1, bytes.subarray(4)]).lines[0]?.text).toBe('锚地');
  });

  it('shows the beginning of a line of 16 MB and how long it is', () => {
    const piece = 'x'.repeat(16_384);
    const { lines } = read(...Array.from({ length: 1024 }, (): [number, string] => [1, piece]), [1, '\n']);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ length: 16 * 1024 * 1024, text: piece });
  });

  it('shows bytes that are no text as something that can be drawn', () => {
    expect(read([1, Uint8Array.from([0xff, 0, 0xfe, 10])]).lines[0]?.text).toBe('\ufffd\u0000\ufffd');
  });

  it('puts the number of skipped lines where they would be, and knows when the past is over', () => {
    const { lines, live } = read(
      [8, '{"type":"live"}'],
      [1, 'half'],
      [8, '{"type":"skipped","lines":7}'],
      [1, 'next\n'],
    );
    expect(live).toBe(1);
    expect(lines.map(({ text, skipped }) => skipped ?? text)).toEqual([7, 'next']);
  });
});
