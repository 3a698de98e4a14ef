import { describe, expect, it } from '@jest/globals';
import { ownConfig } from './own-config.js';
import { SharedConfig } from './recreatable.js';

/** What is left of a container's config, as it is sent: without what is not given. */
const own = (container: object, image?: object) =>
  JSON.parse(JSON.stringify(ownConfig(SharedConfig.parse(container), image && SharedConfig.parse(image))));

describe('what a container was given itself', () => {
  it('is nothing where all of it is the image’s', () => {
    const config = {
      User: '1',
      WorkingDir: '/srv',
      StopSignal: 'SIGINT',
      Env: ['PATH=/bin'],
      Cmd: ['serve'],
      Entrypoint: ['/entry'],
      Labels: { vendor: 'acme' },
      ExposedPorts: { '80/tcp': {} },
      Volumes: { '/data': {} },
      Healthcheck: { Test: ['CMD', 'check'], Interval: 5 },
    };
    expect(own(config, config)).toEqual({ Env: [], Labels: {}, ExposedPorts: {}, Volumes: {} });
  });

  it('is all of it where the image is not known', () => {
    const config = { User: '1', Env: ['A=1'], Cmd: ['serve'], Entrypoint: ['/entry'], Labels: { a: 'b' } };
    expect(own(config)).toMatchObject(config);
  });

  it('is each variable and label that the image has not or has with another value', () => {
    const container = { Env: ['SAME=1', 'OTHER=mine', 'OWN=1'], Labels: { same: '1', other: 'mine', own: '1' } };
    const image = { Env: ['SAME=1', 'OTHER=theirs', 'THEIRS=1'], Labels: { same: '1', other: 'theirs', theirs: '1' } };
    expect(own(container, image)).toMatchObject({
      Env: ['OTHER=mine', 'OWN=1'],
      Labels: { other: 'mine', own: '1' },
    });
  });

  it.each([
    ['the image’s own', { Entrypoint: ['/e'], Cmd: ['a'] }, { Entrypoint: ['/e'], Cmd: ['a'] }, {}],
    ['another command', { Entrypoint: ['/e'], Cmd: ['b'] }, { Entrypoint: ['/e'], Cmd: ['a'] }, { Cmd: ['b'] }],
    [
      'another entrypoint, which leaves the image’s command out',
      { Entrypoint: ['/mine'], Cmd: null },
      { Entrypoint: ['/e'], Cmd: ['a'] },
      { Entrypoint: ['/mine'], Cmd: [] },
    ],
    [
      'an entrypoint that the image has, too, given to leave the command out',
      { Entrypoint: ['/e'], Cmd: null },
      { Entrypoint: ['/e'], Cmd: ['a'] },
      { Entrypoint: ['/e'], Cmd: [] },
    ],
    ['an emptied entrypoint', { Entrypoint: [''], Cmd: ['b'] }, { Cmd: ['a'] }, { Entrypoint: [''], Cmd: ['b'] }],
    ['both another', { Entrypoint: ['/mine'], Cmd: ['b'] }, {}, { Entrypoint: ['/mine'], Cmd: ['b'] }],
  ])('of the command is %s', (_what, container, image, expected) => {
    const { Entrypoint, Cmd } = own(container, image);
    expect(JSON.parse(JSON.stringify({ Entrypoint, Cmd }))).toEqual(expected);
  });

  it('is each field of a health check that differs', () => {
    const image = { Healthcheck: { Test: ['CMD', 'check'], Interval: 5, Timeout: 0, Retries: 3 } };
    const container = { Healthcheck: { Test: ['CMD', 'check'], Interval: 9, Timeout: 0, Retries: 3 } };
    expect(own(container, image).Healthcheck).toEqual({ Interval: 9 });
    expect(own({ Healthcheck: { Test: ['NONE'] } }, image).Healthcheck).toEqual({ Test: ['NONE'] });
    expect(own({ Healthcheck: { Test: ['CMD', 'mine'] } }, {}).Healthcheck).toEqual({ Test: ['CMD', 'mine'] });
  });
});
