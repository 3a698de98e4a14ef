import { describe, expect, it } from '@jest/globals';
import type { BuildStep } from '@roadstead/domain';
import { type BuildFailure, buildError } from './build-errors.js';

const step = (name: string): BuildStep => ({ number: 2, name, state: 'failed' });
const failure = (rest: Partial<BuildFailure> = {}): BuildFailure => ({
  host: 'web-3',
  dockerfile: 'Dockerfile',
  lastLines: [],
  ...rest,
});
const told = (message: string, rest?: Partial<BuildFailure>) => {
  const error = buildError(message, failure(rest));
  return error && { code: error.code, ...error.detail };
};

// The engines' words are those of Docker 20.10 and 26.1, of BuildKit and of the classic builder.
describe('buildError', () => {
  it.each([
    'failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 2: unknown instruction: RUNN',
    'dockerfile parse error on line 2: unknown instruction: RUNN',
  ])('names the line of a Dockerfile that is not valid: %s', (message) => {
    expect(told(message)).toEqual({
      code: 'build.dockerfile-invalid',
      reason: 'line 2: unknown instruction: RUNN',
      line: 2,
    });
  });

  it.each([
    'failed to solve with frontend dockerfile.v0: failed to create LLB definition: no build stage in current context',
    'failed to parse Dockerfile: file with no instructions',
    'file with no instructions',
    'failed to reach build target nope in Dockerfile',
    'target stage "nope" could not be found',
    'base name ($X) should not be blank',
    'the --mount option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/',
  ])('knows a Dockerfile that is not valid as a whole: %s', (message) => {
    expect(told(message)).toMatchObject({ code: 'build.dockerfile-invalid' });
  });

  it.each([
    'Cannot locate specified Dockerfile: Dockerfile',
    'failed to read dockerfile: open Dockerfile: no such file',
  ])('says that there is no Dockerfile: %s', (message) => {
    expect(told(message)).toEqual({ code: 'context.no-dockerfile', dockerfile: 'Dockerfile' });
  });

  it.each([
    ['executor failed running [/bin/sh -c exit 3]: exit code: 3', 'its command ended with exit code 3.'],
    ["The command '/bin/sh -c exit 3' returned a non-zero code: 3", 'its command ended with exit code 3.'],
    [
      'process "/bin/sh -c x" did not complete successfully: exit code: 127',
      'its command was not found (exit code 127).',
    ],
    [
      'process "/bin/sh -c x" did not complete successfully: exit code: 137',
      'its command was killed (exit code 137), as happens when memory runs out.',
    ],
    [
      'failed to compute cache key: failed to calculate checksum of ref 02eb::jejq: "/nope": not found',
      '/nope is not in the build context, or .dockerignore leaves it out.',
    ],
    [
      'failed to compute cache key: "/nope" not found: not found',
      '/nope is not in the build context, or .dockerignore leaves it out.',
    ],
    [
      'COPY failed: file not found in build context or excluded by .dockerignore: stat nope: file does not exist',
      'nope is not in the build context, or .dockerignore leaves it out.',
    ],
  ])('says in words why a step failed: %s', (message, reason) => {
    const name = '[2/3] COPY nope /x';
    expect(told(message, { step: step(name) })).toMatchObject({
      code: 'build.failed',
      step: name,
      reason,
      reasonCode: expect.any(String),
    });
  });

  it('adds the last words of a step, without colours', () => {
    const lastLines = ['one', '\u001b[31msh: nosuch: not found\u001b[0m'];
    expect(told('exit code: 127', { step: step('[2/3] RUN nosuch'), lastLines })).toMatchObject({
      reason: 'its command was not found (exit code 127). Its last words: sh: nosuch: not found',
      reasonCode: 'command-not-found',
      adviceCode: 'last-words',
      lastWords: 'sh: nosuch: not found',
    });
  });

  it.each([
    [
      '[1/2] FROM shop.example/none:1',
      'manifest for shop.example/none:1 not found: manifest unknown',
      'image-not-found',
    ],
    ['[internal] load metadata for shop.example/none:1', 'shop.example/none:1: not found', 'image-not-found'],
    ['[1/2] FROM --platform=linux/arm64 shop.example/none:1', 'no basic auth credentials', 'denied'],
    [
      '[build 1/2] FROM shop.example/none:1 AS build',
      'dial tcp 1.2.3.4:443: connect: connection refused',
      'unreachable',
    ],
  ])('tells a base image that cannot be had as a pull does: %s', (name, message, code) => {
    expect(told(message, { step: step(name) })).toMatchObject({ code: `registry.${code}` });
  });

  it('does not take the words of a command for those of the engine', () => {
    const command = 'process "/bin/sh -c echo FROM a; echo denied; echo dockerfile parse error line 1: x; exit 1"';
    const name = '[2/3] RUN echo FROM a; echo denied';
    expect(told(`${command} did not complete successfully: exit code: 1`, { step: step(name) })).toMatchObject({
      code: 'build.failed',
      step: name,
    });
  });

  it('knows nothing of other words', () => {
    expect(told('driver failed')).toBeUndefined();
  });
});
