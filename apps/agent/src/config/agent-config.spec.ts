import { describe, expect, it } from '@jest/globals';
import { ConfigError, parseConfig } from './agent-config.js';

const URL = { ROADSTEAD_URL: 'https://roadstead.example/fleet/' };

describe('parseConfig', () => {
  it('needs the address alone', () => {
    expect(parseConfig(URL, [])).toMatchObject({
      controlPlaneUrl: 'https://roadstead.example/fleet',
      stateDir: '/var/lib/roadstead-agent',
      engine: { mode: 'attached', socketPath: '/var/run/docker.sock' },
      labels: {},
      logLevel: 'info',
    });
  });

  it('takes an empty variable for an absent one, and the command line before the environment', () => {
    expect(parseConfig({ ...URL, ROADSTEAD_TOKEN: '', DOCKER_HOST: '' }, []).token).toBeUndefined();
    expect(parseConfig({ ...URL, ROADSTEAD_TOKEN: 'a' }, ['--token', 'b']).token).toBe('b');
  });

  it('takes a socket as Docker writes it, and labels', () => {
    const config = parseConfig(
      { ...URL, DOCKER_HOST: 'unix:///run/d.sock', ROADSTEAD_LABELS: 'rack=7, zone=a=b,' },
      [],
    );
    expect(config.engine.socketPath).toBe('/run/d.sock');
    expect(config.labels).toEqual({ rack: '7', zone: 'a=b' });
  });

  it('keeps a managed engine below the state folder, or where it is told', () => {
    const managed = { ...URL, ROADSTEAD_ENGINE: 'managed', ROADSTEAD_STATE_DIR: '/srv/agent' };
    expect(parseConfig(managed, []).engine).toMatchObject({ root: '/srv/agent/engine' });
    expect(parseConfig({ ...managed, ROADSTEAD_ENGINE_ROOT: '/e' }, []).engine).toEqual({
      mode: 'managed',
      root: '/e',
      socketPath: '/e/docker.sock',
    });
  });

  it.each([
    [{}, [], 'ROADSTEAD_URL: set it to the address of the control plane'],
    [{ ROADSTEAD_URL: 'ftp://x' }, [], 'ROADSTEAD_URL: set it'],
    [{ ...URL, DOCKER_HOST: 'tcp://1.2.3.4:2375' }, [], 'DOCKER_HOST: only unix://'],
    [{ ...URL, ROADSTEAD_STATE_DIR: 'relative' }, [], 'ROADSTEAD_STATE_DIR: must be an absolute path'],
    [{ ...URL, ROADSTEAD_ENGINE: 'none' }, [], 'ROADSTEAD_ENGINE: is "attached" or "managed"'],
    [{ ...URL, ROADSTEAD_LABELS: 'rack' }, [], '"rack" is not key=value'],
    [{ ...URL, LOG_LEVEL: 'loud' }, [], 'LOG_LEVEL'],
    [{ ...URL, ROADSTEAD_ENGINE: 'managed', ROADSTEAD_ENGINE_ROOT: `/${'x'.repeat(80)}` }, [], 'is too long'],
    [URL, ['--tokn', 'x'], 'Usage: roadstead-agent'],
  ])('says what is wrong with %j %j', (environment, argv, words) => {
    expect(() => parseConfig(environment, argv)).toThrow(ConfigError);
    expect(() => parseConfig(environment, argv)).toThrow(words);
  });

  it('names everything that is wrong at once', () => {
    expect(() => parseConfig({ LOG_LEVEL: 'loud' }, [])).toThrow(/ROADSTEAD_URL[\s\S]*LOG_LEVEL/);
  });
});
