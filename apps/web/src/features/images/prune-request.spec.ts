import { describe, expect, it } from '@jest/globals';
import type { Job } from '@roadstead/contract';
import { candidatesQuery, GENTLE, MOST_LISTED_HOSTS, pruneRequest, pruneTextOf } from './prune-request';

describe('what a prune asks for', () => {
  it('is only untagged images when nothing else is said', () => {
    expect(pruneRequest(GENTLE, ['a'], undefined)).toEqual({
      kind: 'image.prune',
      hostIds: ['a'],
      params: { dangling: true },
    });
  });

  it('has every image that no container uses, with its filters', () => {
    const text = { ...GENTLE, all: true, until: ' 24h ', labels: 'stage=ci\n\n!keep\n' };
    expect(pruneRequest(text, ['a', 'b'], { width: 1 })).toEqual({
      kind: 'image.prune',
      hostIds: ['a', 'b'],
      rolling: { width: 1 },
      params: { dangling: false, until: '24h', labels: ['stage=ci', '!keep'] },
    });
  });

  it('takes nothing of what is typed for other things to stopped containers', () => {
    const text = { ...GENTLE, what: 'containers', all: true, keepGigabytes: '3' } as const;
    expect(pruneRequest(text, ['a'], undefined)).toEqual({ kind: 'container.prune', hostIds: ['a'], params: {} });
  });

  it('counts the build cache that stays in decimal gigabytes', () => {
    const text = { ...GENTLE, what: 'cache', keepGigabytes: '1.5' } as const;
    expect(pruneRequest(text, ['a'], undefined)).toEqual({
      kind: 'builder.prune',
      hostIds: ['a'],
      params: { keepStorageBytes: 1_500_000_000 },
    });
  });

  it.each([
    { ...GENTLE, all: true, until: '24h', labels: 'stage=ci\n!keep' },
    { ...GENTLE, what: 'containers', until: '1h30m' },
    { ...GENTLE, what: 'cache', all: true, keepGigabytes: '1.5' },
  ] as const)('is read back from the job that did it', (text) => {
    const { kind, params } = pruneRequest(text, ['a'], undefined);
    expect(pruneTextOf({ kind, params } as Pick<Job, 'kind' | 'params'>)).toEqual(text);
  });
});

describe('what is asked before a prune', () => {
  it('is what would go by the same filters', () => {
    const text = { ...GENTLE, all: true, until: ' 24h ', labels: 'stage=ci\n!keep' };
    expect(candidatesQuery(text, ['a'])).toEqual({
      ...{ what: 'images', dangling: 'false', until: '24h', label: ['stage=ci', '!keep'], host: ['a'] },
    });
    expect(candidatesQuery({ ...GENTLE, what: 'containers', all: true }, ['a'])).toMatchObject({ dangling: 'true' });
  });

  it('is nothing where nothing can be told, or what is typed is no age yet', () => {
    expect(candidatesQuery({ ...GENTLE, what: 'cache' }, ['a'])).toBeUndefined();
    expect(candidatesQuery(GENTLE, [])).toBeUndefined();
    expect(candidatesQuery(GENTLE, new Array(MOST_LISTED_HOSTS + 1).fill('a'))).toBeUndefined();
    expect(candidatesQuery({ ...GENTLE, until: '24' }, ['a'])).toBeUndefined();
  });
});
