import { describe, expect, it } from '@jest/globals';
import { familiarReference, parseReference } from '@roadstead/domain';
import { byVersion, mayBeRepository, pullReference } from './repository-names';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('names of repositories', () => {
  it.each([
    ['docker.io', 'library/nginx', '1.27'],
    ['docker.io', 'bitnami/nginx', 'latest'],
    ['ghcr.io', 'library/nginx', 'latest'],
    ['localhost:5000', 'team/shop/web', DIGEST],
  ])('%s %s %s: becomes the reference that Docker shows', (registry, repository, tag) => {
    const text = pullReference(registry, repository, tag);
    const parsed = parseReference(text);
    expect([parsed.registry, parsed.repository, parsed.digest ?? parsed.tag]).toEqual([registry, repository, tag]);
    expect(familiarReference(parsed)).toBe(text);
  });

  it('are told from other words', () => {
    expect(['nginx', 'team/web', 'a.b-c__d/e'].filter(mayBeRepository)).toHaveLength(3);
    expect(['', 'Nginx', 'a b', '/a', 'a/', 'a:b', 'a//b', '../a'].filter(mayBeRepository)).toEqual([]);
  });
});

describe('tags', () => {
  it('are listed from the newest version on', () => {
    expect(byVersion(['1.9', '1.27', 'latest', '1.10', 'alpine'])).toEqual(['latest', 'alpine', '1.27', '1.10', '1.9']);
  });
});
