import { describe, expect, it } from '@jest/globals';
import { StepLog } from './step-log.js';

const at = (seconds: number) => new Date(Date.parse('2026-11-22T08:00:00.000Z') + seconds * 1000).toISOString();

function setUp() {
  const printed: string[] = [];
  return { printed, log: new StepLog((line) => printed.push(line)) };
}

describe('StepLog', () => {
  it('puts lines together, and tells a line that does not end before the step ends', () => {
    const { log, printed } = setUp();
    log.announce('a', 'RUN a');
    log.begin('a', at(0));
    log.write('a', 'one\ntw', at(1));
    log.write('a', 'o\r\nthree', at(2));
    log.end('a', 'done', at(3));
    expect(printed).toEqual(['#1 RUN a', '#1 1.000 one', '#1 2.000 two', '#1 3.000 three', '#1 DONE 3.0s', '']);
  });

  it('parts a line that never ends, so that nothing is gathered without a bound', () => {
    const { log, printed } = setUp();
    log.announce('a', 'RUN yes');
    log.begin('a', at(0));
    for (let i = 0; i < 100; i += 1) log.write('a', 'y'.repeat(1000), at(1));
    expect(printed.length).toBeGreaterThan(5);
    expect(Math.max(...printed.map((line) => line.length))).toBeLessThan(18_000);
  });

  it('keeps the first beginning of a step that begins again, and tells its end once', () => {
    const { log, printed } = setUp();
    log.announce('a', 'FROM a');
    log.begin('a', at(0));
    log.end('a', 'done', at(1));
    log.begin('a', at(2));
    expect(log.steps[0]).toEqual({ number: 1, name: 'FROM a', state: 'running', startedAt: at(0) });
    log.end('a', 'done', at(3));
    expect(log.steps[0]).toMatchObject({ state: 'done', startedAt: at(0), endedAt: at(3) });
    expect(printed).toEqual(['#1 FROM a', '#1 DONE 1.0s', '']);
  });

  it('ends what runs and what waits as canceled, and leaves what has ended', () => {
    const { log, printed } = setUp();
    for (const key of ['a', 'b', 'c']) log.announce(key, key);
    log.begin('a', at(0));
    log.end('a', 'cached', at(0));
    log.begin('b', at(1));
    log.cancelRest(at(2));
    expect(log.steps.map(({ state }) => state)).toEqual(['cached', 'canceled', 'canceled']);
    expect(printed.filter((line) => line.includes('CANCELED'))).toEqual(['#2 CANCELED']);
  });

  it('shortens a name that is a whole script to one line', () => {
    const { log } = setUp();
    log.announce('a', `RUN echo \\\n  ${'x'.repeat(2000)}`);
    expect(log.steps[0]?.name).toMatch(/^RUN echo \\ x+…$/);
    expect(log.steps[0]?.name.length).toBe(501);
  });
});
