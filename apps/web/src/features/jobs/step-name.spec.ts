import { describe, expect, it } from '@jest/globals';
import { parseStepName } from './step-name';

describe('the name of a build step', () => {
  it.each([
    ['[build 2/4] RUN npm ci', { stage: 'build', position: '2/4', text: 'RUN npm ci' }],
    ['[2/4] RUN npm ci', { position: '2/4', text: 'RUN npm ci' }],
    ['[internal] load build context', { stage: 'internal', text: 'load build context' }],
    ['[auth] library/node:pull token', { stage: 'auth', text: 'library/node:pull token' }],
    ['exporting to image', { text: 'exporting to image' }],
    ['[x] is no stage', { text: '[x] is no stage' }],
  ])('%s', (name, parts) => {
    expect(parseStepName(name)).toEqual(parts);
  });
});
