import { describe, expect, it } from '@jest/globals';
import { type BuildStep, JobId, type LayerProgress, type TransferProgress } from '@roadstead/domain';
import type { JobEvent, JobReport } from '@roadstead/protocol';
import { unsoundness } from './sound-events.js';

const jobId = JobId.parse('01990000-0000-7000-8000-000000000001');
const SUCCEEDED: JobReport = { type: 'succeeded', result: {} };

const progress = (told: Partial<TransferProgress>): JobReport => ({
  type: 'progress',
  progress: { layers: [], bytesDone: 0, bytesTotal: 10, bytesPerSecond: 0, ...told },
});
const layer = (phase: LayerProgress['phase'], current?: number): LayerProgress => ({ layer: 'abc', phase, current });
const step = (state: BuildStep['state'], name = 'RUN true'): BuildStep => ({ number: 1, name, state });
const numbered = (...reports: JobReport[]): JobEvent[] =>
  reports.map((report, index) => ({ jobId, attempt: 1, sequence: index + 1, at: '2026-01-01T00:00:00Z', report }));

/** The measure of the conformance suite: what it does not find, no kind is held to. */
describe('unsoundness', () => {
  it('finds nothing wrong with a job that goes on to its end', () => {
    const retried = [layer('downloading', 5), layer('retrying'), layer('downloading', 2)].map((each, index) =>
      progress({ layers: [each], bytesDone: index === 2 ? 2 : 5, steps: [step(index === 0 ? 'waiting' : 'running')] }),
    );
    expect(unsoundness(numbered(...retried, { type: 'output', text: 'x' }, SUCCEEDED))).toEqual([]);
  });

  it.each<[string, JobEvent[]]>([
    ['sequence 3 comes where 2 is due', numbered(progress({}), progress({}), SUCCEEDED).filter((_, i) => i !== 1)],
    ['sequence 2 comes where 1 is due', numbered(progress({}), SUCCEEDED).slice(1)],
    ['it has the ends ', numbered(progress({}))],
    ['it has the ends succeeded, canceled', numbered(SUCCEEDED, { type: 'canceled' })],
    ['something comes after the end', numbered(SUCCEEDED, progress({}))],
    ['abc is gone', numbered(progress({ layers: [layer('pulling')] }), progress({}), SUCCEEDED)],
    [
      'abc goes back from 5 to 4',
      numbered(...[5, 4].map((bytes) => progress({ layers: [layer('downloading', bytes)] })), SUCCEEDED),
    ],
    ['bytes go back from 5 to 4', numbered(progress({ bytesDone: 5 }), progress({ bytesDone: 4 }), SUCCEEDED)],
    ['step 1 RUN true is gone', numbered(progress({ steps: [step('done')] }), progress({ steps: [] }), SUCCEEDED)],
    [
      'step 1 RUN true goes back to waiting',
      numbered(progress({ steps: [step('done')] }), progress({ steps: [step('waiting')] }), SUCCEEDED),
    ],
  ])('says that %s', (words, events) => {
    expect(unsoundness(events)).toContain(words);
  });
});
