import { describe, expect, it } from '@jest/globals';
import { JOB_KINDS } from '@roadstead/domain';
import { type BuildDraft, draftOf, NEW_DRAFT, paramsOf } from './build-draft';
import { hasSource, problemsOf } from './draft-problems';

const { params: schema } = JOB_KINDS['image.build'];
const hostId = '7b1c4c52-52a7-4d5e-9f6c-0c8f4a1b2c3d' as Parameters<typeof draftOf>[0]['hostId'];

const FULL: BuildDraft = {
  ...NEW_DRAFT,
  source: 'git',
  url: 'https://example.com/team/shop.git',
  ref: 'v2',
  subdir: 'web',
  credentialId: '7b0c6a0e-5b64-4c1f-8a52-1d8f0e0c9a11',
  dockerfile: 'docker/Dockerfile',
  tags: 'shop/web:2.5.0\nregistry.example.com/shop/web:2.5.0',
  buildArgs: 'VERSION=2.5.0',
  labels: 'team=shop',
  target: 'runtime',
  platform: 'linux/arm64',
  noCache: true,
  pullBase: true,
  push: true,
  builder: 'classic',
  memory: '512m',
  memorySwap: '-1',
  cpus: '1.5',
  cpuShares: '512',
  cpusetCpus: '0-2,4',
  registryIds: ['0f1c4c52-52a7-4d5e-9f6c-0c8f4a1b2c3d'],
  hostIds: [hostId],
};

describe('the build form', () => {
  it('asks for what the contract takes, with every field filled in', () => {
    expect(problemsOf(FULL)).toEqual({});
    const parsed = schema.parse(paramsOf(FULL));
    expect(parsed.limits).toEqual({
      memoryBytes: 536_870_912,
      memorySwapBytes: -1,
      cpuQuota: 150_000,
      cpuPeriod: 100_000,
      cpuShares: 512,
      cpusetCpus: '0-2,4',
    });
    expect(parsed.source).toEqual({
      type: 'git',
      url: FULL.url,
      ref: 'v2',
      subdir: 'web',
      credentialId: FULL.credentialId,
      dockerfile: FULL.dockerfile,
    });
  });

  it('leaves out what is empty', () => {
    const asked = schema.parse(paramsOf({ ...NEW_DRAFT, text: 'FROM scratch' }));
    expect(JSON.parse(JSON.stringify(asked))).toEqual({
      source: { type: 'dockerfile', text: 'FROM scratch' },
      tags: [],
    });
  });

  it('is filled in for a further run as it was for the first', () => {
    expect(draftOf({ params: schema.parse(paramsOf(FULL)), hostId })).toEqual(FULL);
  });

  it.each([
    [{ buildArgs: 'VERSION' }, 'buildArgs'],
    [{ memory: '1k' }, 'memory'],
    [{ memorySwap: 'none' }, 'memorySwap'],
    [{ cpus: '-1' }, 'cpus'],
    [{ cpuShares: '1.5' }, 'cpuShares'],
    [{ cpusetCpus: '0..2' }, 'cpusetCpus'],
    [{ builder: 'buildkit', memory: '1g' }, 'builder'],
    [{ push: true }, 'push'],
  ] as const)('says at its field what %j has wrong', (part, field) => {
    expect(Object.keys(problemsOf({ ...NEW_DRAFT, ...part }))).toEqual([field]);
  });

  it('has a source only in the tab that is open', () => {
    expect(hasSource({ ...NEW_DRAFT, text: 'FROM scratch' })).toBe(true);
    expect(hasSource({ ...NEW_DRAFT, text: 'FROM scratch', source: 'git' })).toBe(false);
  });
});
