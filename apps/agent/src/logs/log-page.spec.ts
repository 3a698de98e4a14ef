import { describe, expect, it } from '@jest/globals';
import { ContainerId } from '@roadstead/domain';
import type { LogRead, LogRuns } from '../engine/logs/engine-logs.js';
import { readLogPage } from './log-page.js';
import { entry, moment, runs } from './log-samples.js';

const containerId = ContainerId.parse('a'.repeat(64));
const never = new AbortController().signal;

/** An engine with lines at the seconds 0 to `count`, every tenth of them on stderr. */
function logOf(count: number, secondOf = (n: number) => n) {
  const reads: LogRead[] = [];
  const read = async (asked: LogRead): Promise<LogRuns> => {
    reads.push(asked);
    const entries: Buffer[] = [];
    for (let n = 0; n < count; n += 1) {
      const at = moment(secondOf(n));
      if ((asked.since ?? '') <= at && at <= (asked.until ?? '~')) {
        entries.push(entry(secondOf(n), `line ${n}\n`, n % 10 === 9 ? 'stderr' : 'stdout'));
      }
    }
    return runs(Buffer.concat(asked.tail === undefined ? entries : entries.slice(-asked.tail)));
  };
  return { reads, read };
}
const ask = { containerId, stdout: true, stderr: true, before: 0, after: 0 };
const numbers = ({ lines }: { lines: readonly { text: string }[] }) => lines.map(({ text }) => Number(text.slice(5)));

describe('a page of a log', () => {
  it('has the lines before a moment and those from it on, and says whether there are more', async () => {
    const page = await readLogPage(logOf(100), { ...ask, at: moment(50), before: 3, after: 2 }, never);
    expect(numbers(page)).toEqual([47, 48, 49, 50, 51]);
    expect(page).toMatchObject({ hasOlder: true, hasNewer: true });
    const whole = await readLogPage(logOf(5), { ...ask, at: moment(3), before: 10, after: 10 }, never);
    expect(numbers(whole)).toEqual([0, 1, 2, 3, 4]);
    expect(whole).toMatchObject({ hasOlder: false, hasNewer: false });
  });

  it('has the end or the beginning where no moment is given, and one stream where one is wanted', async () => {
    expect(numbers(await readLogPage(logOf(100), { ...ask, before: 2 }, never))).toEqual([98, 99]);
    expect(numbers(await readLogPage(logOf(100), { ...ask, after: 2 }, never))).toEqual([0, 1]);
    expect(numbers(await readLogPage(logOf(100), { ...ask, stdout: false, before: 2 }, never))).toEqual([89, 99]);
  });

  it('never parts lines of one moment, and leaves none out from page to page', async () => {
    const log = logOf(60, (n) => Math.floor(n / 4));
    const seen: number[] = [];
    let at: string | undefined;
    for (let hasOlder = true; hasOlder; ) {
      const page = await readLogPage(log, { ...ask, at, before: 5 }, never);
      seen.unshift(...numbers(page));
      ({ hasOlder } = page);
      at = page.lines[0]?.at;
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => n));
  });

  it('reads a log from its end only as far as it must', async () => {
    const near = logOf(30_000);
    await readLogPage(near, { ...ask, at: moment(29_000), before: 100 }, never);
    expect(near.reads.map(({ tail }) => tail)).toEqual([4_000]);
    const far = logOf(30_000);
    expect(numbers(await readLogPage(far, { ...ask, at: moment(10_000), before: 2 }, never))).toEqual([9_998, 9_999]);
    expect(far.reads.map(({ tail }) => tail)).toEqual([4_000, 24_000]);
  });

  it('stays within the time that is asked for', async () => {
    const bounds = { since: moment(40), until: moment(44) };
    const page = await readLogPage(logOf(100), { ...ask, ...bounds, before: 10 }, never);
    expect(numbers(page)).toEqual([40, 41, 42, 43, 44]);
    expect(page.hasOlder).toBe(false);
  });
});
