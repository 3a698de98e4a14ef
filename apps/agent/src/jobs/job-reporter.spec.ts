import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { TransferProgress } from '@roadstead/domain';
import type { JobReport } from '@roadstead/protocol';
import { JobReporter } from './job-reporter.js';

const at = (bytesDone: number): TransferProgress => ({ layers: [], bytesDone, bytesTotal: 1000, bytesPerSecond: 0 });

describe('what a job tells on its way', () => {
  let told: JobReport[];
  let reporter: JobReporter;
  const progress = () => told.flatMap((report) => (report.type === 'progress' ? [report.progress.bytesDone] : []));
  const output = () => told.flatMap((report) => (report.type === 'output' ? [report.text] : []));

  beforeEach(() => {
    jest.useFakeTimers();
    told = [];
    reporter = new JobReporter((report) => told.push(report));
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('is its first progress at once, and then the latest of it four times a second', () => {
    for (let tick = 0; tick <= 100; tick += 1) {
      reporter.progress(at(tick));
      jest.advanceTimersByTime(10);
    }
    expect(progress()).toHaveLength(5);
    expect(progress()[0]).toBe(0);
    expect(progress().at(-1)).toBeGreaterThanOrEqual(98);
  });

  it('is its output within a tenth of a second, whatever progress waits', () => {
    reporter.output('one');
    reporter.progress(at(1));
    reporter.output('two');
    reporter.output('three');
    reporter.progress(at(2));
    jest.advanceTimersByTime(100);
    expect(output()).toEqual(['one\n', 'two\nthree\n']);
    expect(progress()).toEqual([1]);
  });

  it('is all that waits before the end, and nothing after it', () => {
    reporter.output('one');
    reporter.progress(at(1));
    reporter.output('two');
    reporter.progress(at(2));
    reporter.end({ type: 'canceled' });
    jest.advanceTimersByTime(1000);
    expect(told.map(({ type }) => type)).toEqual(['output', 'progress', 'output', 'progress', 'canceled']);
  });
});
