import { describe, expect, it } from '@jest/globals';
import { whatRuns } from './what-runs';

describe('what runs', () => {
  const image = { entrypoint: ['/entry'], cmd: ['serve', '-p'] };

  it.each([
    [{}, image, ['/entry', 'serve', '-p'], 'imageBoth'],
    [{}, { cmd: ['sh'] }, ['sh'], 'imageCmd'],
    [{}, { entrypoint: ['/entry'] }, ['/entry'], 'imageEntrypoint'],
    [{ command: ['ls'] }, image, ['/entry', 'ls'], 'imageEntrypointOwnCommand'],
    [{ command: ['ls'] }, { cmd: ['sh'] }, ['ls'], 'ownCommand'],
    [{ entrypoint: ['/bin/sh'] }, image, ['/bin/sh'], 'ownEntrypoint'],
    [{ entrypoint: [], command: ['ls'] }, image, ['ls'], 'ownCommand'],
    [{ entrypoint: [] }, image, [], 'nothing'],
    [{}, {}, [], 'nothing'],
  ])('with %j of %j', (params, config, words, from) => {
    expect(whatRuns(params, config)).toEqual({ words, from });
  });
});
