import { describe, expect, it } from '@jest/globals';
import { parseChallenge } from './challenge.js';

describe('parseChallenge', () => {
  it('reads the token service of Docker Hub', () => {
    const header =
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull"';
    expect(parseChallenge(header)).toEqual({
      scheme: 'bearer',
      realm: 'https://auth.docker.io/token',
      service: 'registry.docker.io',
      scope: 'repository:library/nginx:pull',
    });
  });

  it('keeps a comma within a scope, and takes names in any case and values without quotes', () => {
    const header = 'bearer Realm=https://a.example/t, scope="repository:a/b:pull,push" , SERVICE="x \\"y\\""';
    expect(parseChallenge(header)).toEqual({
      scheme: 'bearer',
      realm: 'https://a.example/t',
      service: 'x "y"',
      scope: 'repository:a/b:pull,push',
    });
  });

  it('prefers a token to a password', () => {
    expect(parseChallenge('Basic realm="x", Bearer realm="https://a.example/t"')?.scheme).toBe('bearer');
    expect(parseChallenge('Bearer realm="https://a.example/t", Basic realm="x"')).toMatchObject({
      realm: 'https://a.example/t',
    });
  });

  it('reads a password’s challenge', () => {
    expect(parseChallenge('Basic realm="Registry Realm"')).toEqual({ scheme: 'basic' });
    expect(parseChallenge('BASIC')).toEqual({ scheme: 'basic' });
  });

  it('knows nothing else', () => {
    for (const header of [undefined, '', 'Negotiate', 'Digest realm="basic"', 'Bearer service="x"', 'Bearerrealm="x"'])
      expect(parseChallenge(header)).toBeUndefined();
  });

  it('takes no longer for one that is as long as a header can be', () => {
    const begun = performance.now();
    for (let i = 0; i < 10; i += 1) expect(parseChallenge(`Bearer ${'a'.repeat(16_000)}`)).toBeUndefined();
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
