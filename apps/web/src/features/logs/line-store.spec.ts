import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineStore } from './line-store';
import { type LogLine, nextMoment } from './log-line';

const line = (text: string): LogLine => ({ source: 0, at: '', stream: 'stdout', text });

describe('the store of lines', () => {
  it('keeps the last in order, and every line its number, whatever comes at either end', () => {
    const anySteps = fc.array(fc.oneof(fc.constant('push' as const), fc.integer({ min: 1, max: 5 })));
    fc.assert(
      fc.property(anySteps, (steps) => {
        const store = new LineStore(5);
        let model: number[] = [];
        let newest = 0;
        let oldest = -1;
        for (const step of steps) {
          if (step === 'push') {
            store.push(line(String(newest)));
            model = [...model, newest].slice(-5);
            newest += 1;
          } else {
            const older = Array.from({ length: step }, (_, n) => oldest - step + 1 + n);
            // What is put in front of an empty store, or makes the newest give way, is not followed by what comes next.
            if (store.prepend(older.map((n) => line(String(n))))) return;
            model = [...older, ...model].slice(0, 5);
            oldest -= step;
          }
        }
        expect(Array.from(store, ({ text }) => Number(text))).toEqual(model);
      }),
    );
  });

  it('keeps a written line as bytes, which become the line that they are', () => {
    const store = new LineStore(2);
    const at = '2026-03-03T10:00:00.000000001Z';
    const bytes = new TextEncoder().encode(`${at} one${at} two`);
    const half = bytes.length / 2;
    store.push(line('before'));
    store.pushWritten(3, 'stdout', bytes, 0, half);
    store.pushWritten(2, 'stderr', bytes, half, bytes.length);
    const facts = ({ source, stream, at: moment, text }: LogLine) => ({ source, stream, at: moment, text });
    expect(Array.from(store, facts)).toEqual([
      { source: 3, stream: 'stdout', at, text: 'one' },
      { source: 2, stream: 'stderr', at, text: 'two' },
    ]);
    expect(store.at(0)).toBe(store.at(0));
    store.push(line('after'));
    expect(Array.from(store, ({ text }) => text)).toEqual(['two', 'after']);
  });

  it('counts those that went, and with a notice the lines that it stands for', () => {
    const store = new LineStore(3);
    store.push({ ...line(''), skipped: 40 });
    for (const text of ['a', 'b', 'c', 'd']) store.push(line(text));
    expect(store.dropped).toBe(41);
    expect(store.first).toBe(2);
    expect(store.numbered(2)?.text).toBe('b');
  });

  it('lets the newest give way to older ones, and says so', () => {
    const store = new LineStore(3);
    for (const text of ['c', 'd', 'e']) store.push(line(text));
    expect(store.prepend([line('a'), line('b')])).toBe(true);
    expect(Array.from(store, ({ text }) => text)).toEqual(['a', 'b', 'c']);
    expect(store.first).toBe(-2);
  });
});

describe('the next moment', () => {
  it.each([
    ['2026-03-03T10:00:00.000000009Z', '2026-03-03T10:00:00.000000010Z'],
    ['2026-12-31T23:59:59.999999999Z', '2027-01-01T00:00:00.000000000Z'],
  ])('after %s is %s', (at, next) => {
    expect(nextMoment(at)).toBe(next);
  });
});
