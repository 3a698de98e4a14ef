import { describe, expect, it } from '@jest/globals';
import type { EngineLine } from '../engine-lines.js';
import { LayerTracker } from '../layer-tracker.js';
import { ClassicReader } from './classic-reader.js';
import { replay } from './recorded/replay.js';
import { StepLog } from './step-log.js';

const START = Date.parse('2026-11-22T08:00:00.000Z');

/** A clock on which a tenth of a second passes between two looks. */
function clock(): () => string {
  let looks = 0;
  return () => {
    looks += 1;
    return new Date(START + looks * 100).toISOString();
  };
}

const read = (name: string) => replay(name, (steps, layers) => new ClassicReader(steps, layers, clock()));

function readLines(streams: readonly string[]) {
  const printed: string[] = [];
  const steps = new StepLog((line) => printed.push(line));
  const reader = new ClassicReader(steps, new LayerTracker(), clock());
  for (const stream of streams) reader.take({ stream } as EngineLine);
  return { printed, steps: steps.steps };
}

describe('ClassicReader', () => {
  it('tells each step of a build with every instruction, its stage and its output, without the frames', async () => {
    const { steps, printed, imageId } = await read('classic-20.10-every-instruction');
    expect(steps.steps).toHaveLength(22);
    expect(steps.steps.every(({ state }) => state === 'done')).toBe(true);
    expect(steps.steps[4]).toMatchObject({
      number: 5,
      name: '[build 5/22] RUN echo "$GREETING world" > /greeting && echo made it && echo to-stderr >&2',
      stage: 'build',
    });
    expect(steps.steps[9]).toMatchObject({ name: '[10/22] COPY --from=build /greeting greeting' });
    expect(steps.steps[9]?.stage).toBeUndefined();
    expect(printed.filter((line) => line.startsWith('#5 '))).toEqual([
      `#5 ${steps.steps[4]?.name}`,
      '#5 0.100 made it',
      '#5 0.200 to-stderr',
      '#5 DONE 0.3s',
    ]);
    expect(printed.join('\n')).not.toMatch(/--->|intermediate container/);
    expect(imageId).toBe('sha256:6b2dfd316fc6de1d12af45c304964742ee30902bcd9eb6c4fa734cd53aa9314d');
  });

  it('marks what comes from the cache, up to the instruction that was changed', async () => {
    const { steps } = await read('classic-20.10-again');
    const computed = steps.steps.filter(({ name }) => !/\] (?:ARG BASE|FROM)/.test(name));
    expect(computed.map(({ state }) => state)).toEqual([...Array(18).fill('cached'), 'done']);
  });

  it('fails the step under way with what it wrote', async () => {
    const { steps, printed, error } = await read('classic-26.1-failure');
    expect(steps.failed).toBeUndefined();
    steps.fail('2026-11-22T08:00:02.000Z', error ?? '');
    expect(steps.failed).toMatchObject({ name: '[2/2] RUN nosuchprogram', state: 'failed', error });
    expect(steps.lastLines).toEqual(['/bin/sh: nosuchprogram: not found']);
    expect(printed.slice(-2)).toEqual([
      "#2 ERROR: The command '/bin/sh -c nosuchprogram' returned a non-zero code: 127",
      '',
    ]);
  });

  it('tells the layers of a base image, and the words about it within its step', async () => {
    const { layers, printed } = await read('classic-20.10-pull');
    expect([...new Set(layers.flatMap((progress) => progress.layers.map(({ phase }) => phase)))]).toEqual([
      'pulling',
      'downloading',
      'verifying',
      'download-complete',
      'extracting',
      'complete',
    ]);
    expect(printed).toContain('#1 Pulling from shop/big');
  });

  it('does not take what a step writes for the words of the builder', () => {
    const { steps, printed } = readLines([
      'Step 1/2 : FROM a',
      '\n',
      ' ---> 0123456789ab\n',
      'Step 2/2 : RUN x',
      '\n',
      ' ---> Running in 0123456789ab\n',
      'Step 2/2 : RUN y',
      ' ---> Using cache\n',
      '\n',
    ]);
    expect(steps.map(({ name, state }) => [name, state])).toEqual([
      ['[1/2] FROM a', 'done'],
      ['[2/2] RUN x', 'running'],
    ]);
    expect(printed.slice(-2)).toEqual(['#2 0.200 Step 2/2 : RUN y ---> Using cache', '#2 0.300 ']);
  });
});
