import { expect, it } from '@jest/globals';
import type { Digest } from '@roadstead/domain';
import { InspectedContainer, toContainerRecord } from './container-record.js';

const IMAGE = `sha256:${'a'.repeat(64)}` as Digest;

function unhealthySince(health: object | null, retries?: number): string | undefined {
  const raw = InspectedContainer.parse({
    Id: 'b'.repeat(64),
    Name: '/web',
    Created: '2026-03-03T09:00:00Z',
    Image: IMAGE,
    State: { Status: 'running', Health: health },
    HostConfig: {},
    Config: { Image: 'shop/web:1.0', Tty: false, Healthcheck: { Retries: retries } },
    NetworkSettings: {},
  });
  return toContainerRecord(raw, IMAGE).unhealthySince;
}

const probes = (...seconds: number[]) => seconds.map((second) => ({ End: `2026-03-03T10:00:0${second}Z` }));

it('says since when a container is unhealthy: since the probe that was one too many', () => {
  const sick = { Status: 'unhealthy', FailingStreak: 4, Log: probes(1, 2, 3, 4) };
  expect(unhealthySince(sick)).toBe('2026-03-03T10:00:03Z');
  expect(unhealthySince(sick, 4)).toBe('2026-03-03T10:00:04Z');
  // 0 of an engine is "not given".
  expect(unhealthySince(sick, 0)).toBe('2026-03-03T10:00:03Z');
});

it('does not guess when the engine has forgotten that probe', () => {
  expect(unhealthySince({ Status: 'unhealthy', FailingStreak: 9, Log: probes(1, 2, 3, 4, 5) })).toBeUndefined();
  expect(unhealthySince({ Status: 'unhealthy', FailingStreak: 3, Log: null })).toBeUndefined();
});

it('says nothing of one that is well, or has no health check', () => {
  expect(unhealthySince({ Status: 'healthy', FailingStreak: 0, Log: probes(1) })).toBeUndefined();
  expect(unhealthySince(null)).toBeUndefined();
});
