import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countLines } from '../engine/logs/log-frames.js';
import { entry, numbersIn, runs } from './log-samples.js';
import { viewLog } from './log-view.js';
import { SharedLog } from './shared-log.js';

const never = new AbortController().signal;

describe('a log that many follow', () => {
  it('gives every viewer all lines, or tells how many it skipped, whatever the pace of each', () => {
    const anySteps = fc.array(
      fc.oneof(fc.constant('write' as const), fc.constant('fast' as const), fc.constant('slow' as const)),
    );
    fc.assert(
      fc.property(anySteps, (steps) => {
        const log = new SharedLog(600);
        const viewers = { fast: { at: log.end, lines: 0 }, slow: { at: log.end, lines: 0 } };
        let written = 0;
        const take = (viewer: { at: typeof log.end; lines: number }) => {
          const taken = log.take(viewer.at, viewer === viewers.slow ? 300 : 0);
          if (taken === undefined) return false;
          viewer.at = taken.next;
          viewer.lines += taken.skipped + countLines(taken.bytes);
          return true;
        };
        for (const step of steps) {
          if (step !== 'write') take(viewers[step]);
          else {
            log.push(Buffer.concat([entry(written, 'a\n'), entry(written + 1, 'b\n')]));
            written += 2;
          }
        }
        for (const viewer of Object.values(viewers)) {
          while (take(viewer));
          expect(viewer.lines).toBe(written);
        }
      }),
    );
  });

  it('goes on with the newest lines for one that fell out, not at the edge of what is kept', () => {
    const log = new SharedLog(1_000);
    const start = log.end;
    for (let n = 0; n < 100; n += 1) log.push(entry(n, `line ${n}\n`));
    const taken = log.take(start);
    expect(taken?.skipped).toBeGreaterThan(90);
    expect(numbersIn(taken?.bytes ?? Buffer.alloc(0))).toEqual([taken?.skipped]);
  });

  it('joins the past to what comes now without losing or doubling a line', async () => {
    const log = new SharedLog();
    log.push(entry(0, 'line 0\n'));
    const past = async function* () {
      yield Buffer.concat([entry(0, 'line 0\n'), entry(1, 'line 1\n')]);
      // Written while the past is read, so that they are in both.
      log.push(Buffer.concat([entry(2, 'line 2\n'), entry(3, 'line 3\n')]));
      yield Buffer.concat([entry(2, 'line 2\n'), entry(3, 'line 3\n')]);
    };
    const got: Buffer[] = [];
    const done = (async () => {
      for await (const run of viewLog(log, log.end, past(), never)) got.push(run);
    })();
    await new Promise((resolve) => setTimeout(resolve, 20));
    log.push(entry(4, 'line 4\n'));
    await log.drain(runs());
    await done;
    expect(numbersIn(Buffer.concat(got))).toEqual([0, 1, 2, 3, 4]);
  });

  it('leaves out what is in the past and on its way, but nothing when the clock of the host was set back', async () => {
    const log = new SharedLog();
    const got: Buffer[] = [];
    const stop = new AbortController();
    const done = (async () => {
      for await (const run of viewLog(log, log.end, runs(entry(5, 'line 5\n'), entry(6, 'line 6\n')), stop.signal))
        got.push(run);
    })();
    await new Promise((resolve) => setTimeout(resolve, 10));
    log.push(Buffer.concat([entry(6, 'line 6\n'), entry(7, 'line 7\n')]));
    log.push(entry(1, 'line 1\n'));
    await new Promise((resolve) => setTimeout(resolve, 10));
    stop.abort();
    log.wake();
    await done;
    expect(numbersIn(Buffer.concat(got))).toEqual([5, 6, 7, 1]);
  });

  it('gives the lines of a flood together, and those of a quiet log at once', async () => {
    const log = new SharedLog();
    const got: { at: number; lines: number[] }[] = [];
    const stop = new AbortController();
    const done = (async () => {
      for await (const run of viewLog(log, log.end, runs(), stop.signal))
        got.push({ at: performance.now(), lines: numbersIn(run) });
    })();
    await new Promise((resolve) => setTimeout(resolve, 10));
    log.push(entry(0, 'line 0\n'));
    await new Promise(setImmediate);
    expect(got.at(-1)?.lines).toEqual([0]);
    for (let n = 1; n <= 500; n += 1) {
      log.push(entry(n, `line ${n}\n`));
      // Time for the viewer to take it, and none on the clock.
      for (let turn = 0; n % 10 === 0 && turn < 20; turn += 1) await undefined;
    }
    const all = () => got.flatMap(({ lines }) => lines);
    while (all().length < 501) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    log.wake();
    await done;
    expect(all()).toEqual(Array.from({ length: 501 }, (_, n) => n));
    // Of fifty pieces at the engine: at first a few, then all that came meanwhile.
    expect(got.length).toBeLessThan(40);
  });

  it('fails for all viewers when the engine breaks off', async () => {
    const log = new SharedLog();
    const broken = async function* () {
      yield entry(1, 'line 1\n');
      throw new Error('gone');
    };
    await log.drain(broken());
    await expect(log.until(log.end, never)).rejects.toThrow('gone');
  });
});
