import { describe, expect, it } from '@jest/globals';
import { BuildKitReader } from './buildkit-reader.js';
import { replay } from './recorded/replay.js';

const read = (name: string) => replay(name, (steps, layers) => new BuildKitReader(steps, layers));

describe('BuildKitReader', () => {
  it('tells each step of a build with every instruction, its stage, its times and its output', async () => {
    const { steps, printed, imageId } = await read('buildkit-20.10-every-instruction');
    expect(steps.steps.map(({ number, name, stage, state }) => [number, name, stage, state])).toEqual([
      [1, '[internal] load remote build context', undefined, 'done'],
      [2, 'copy /context /', undefined, 'done'],
      [3, '[internal] load metadata for docker.io/roadstead/base:1', undefined, 'done'],
      [4, '[build 1/2] FROM docker.io/roadstead/base:1', 'build', 'done'],
      [5, '[stage-1 2/6] WORKDIR /srv', 'stage-1', 'done'],
      [6, '[build 2/2] RUN echo "hello world" > /greeting && echo made it && echo to-stderr >&2', 'build', 'done'],
      [7, '[stage-1 3/6] COPY --from=build /greeting greeting', 'stage-1', 'done'],
      [8, '[stage-1 4/6] COPY page.html /srv/www/', 'stage-1', 'done'],
      [9, '[stage-1 5/6] ADD page.html /srv/other.html', 'stage-1', 'done'],
      [10, '[stage-1 6/6] RUN id && sleep 0.3', 'stage-1', 'done'],
      [11, 'exporting to image', undefined, 'done'],
    ]);
    expect(steps.steps[9]).toMatchObject({
      startedAt: '2026-11-22T07:28:10.814Z',
      endedAt: '2026-11-22T07:28:11.277Z',
    });
    expect(printed).toEqual(
      expect.arrayContaining([
        '#10 [stage-1 6/6] RUN id && sleep 0.3',
        '#10 0.156 uid=1000(app) gid=1000(app)',
        '#10 DONE 0.5s',
        '#11 naming to docker.io/rec/all:2 0.0s done',
      ]),
    );
    expect(imageId).toBe('sha256:c5bfd37649d3f5c35e880f9880da3e7d0b60c223253fef37fcd4dc7d757c613d');
  });

  it('marks what comes from the cache, each beside its name', async () => {
    const { steps, printed } = await read('buildkit-20.10-again');
    const states = steps.steps.filter(({ name }) => /^\[.* [2-6]\/[26]\]/.test(name)).map(({ state }) => state);
    expect(states).toEqual(Array(6).fill('cached'));
    const cached = printed.indexOf('#9 CACHED');
    expect(printed.slice(cached - 1, cached + 2)).toEqual([
      '#9 [stage-1 5/6] ADD page.html /srv/other.html',
      '#9 CACHED',
      '',
    ]);
  });

  it('tells the step that failed from those that were ended with it, in the order of the Dockerfile', async () => {
    const { steps, printed, error } = await read('buildkit-26.1-failure');
    steps.cancelRest('2026-11-22T07:30:51.000Z');
    expect(steps.steps.slice(3).map(({ name, state }) => [name, state])).toEqual([
      ['[a 1/2] FROM docker.io/roadstead/base:1', 'cached'],
      ['[stage-1 2/3] RUN sleep 5; echo b', 'canceled'],
      ['[a 2/2] RUN echo a; sleep 1; exit 4', 'failed'],
      ['[stage-1 3/3] COPY --from=a /x /x', 'canceled'],
    ]);
    expect(steps.failed?.number).toBe(6);
    expect(steps.lastLines).toEqual(['a']);
    expect(printed.slice(-4, -2)).toEqual([`#6 ERROR: ${error}`, '']);
    expect(error).toBe('process "/bin/sh -c echo a; sleep 1; exit 4" did not complete successfully: exit code: 4');
  });

  it('tells the layers of a base image that BuildKit pulls itself, and no manifest as a layer', async () => {
    const { layers } = await read('buildkit-26.1-pull');
    const layer = '216cb9437832';
    expect(new Set(layers.flatMap((progress) => progress.layers.map((each) => each.layer)))).toEqual(new Set([layer]));
    expect(layers.flatMap((progress) => progress.layers[0]?.phase ?? [])).toEqual([
      ...Array(2).fill('downloading'),
      ...Array(3).fill('extracting'),
      ...Array(layers.length - 19).fill('complete'),
    ]);
    expect(layers.at(-1)).toMatchObject({ bytesDone: 34_075_805, bytesTotal: 34_075_805 });
  });
});
