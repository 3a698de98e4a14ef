import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { busyboxRoot, compress, packTar } from '../archives/index.js';
import { type Engine, type Fleet, startFleet, startRegistry } from './index.js';

const START_MS = 60_000;
const ANN = { user: 'ann', password: 'correct horse' };
const BOB = { user: 'bob', password: 'battery staple' };

describe('a registry that does not take everything from everybody', () => {
  let dir: string;
  let fleet: Fleet;
  let engine: Engine;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'roadstead-registry-'));
    fleet = await startFleet({ dir: join(dir, 'fleet'), hosts: 1, registry: false });
    [engine] = fleet.engines as [Engine];
    const root = await compress(await packTar(await busyboxRoot()), 'gzip');
    const body = { stream: Readable.from([root]), type: 'application/x-tar' };
    await engine.request('POST', '/images/create?fromSrc=-&repo=base&tag=1', body);
  }, START_MS);

  afterAll(async () => {
    await fleet?.stop();
    await rm(dir, { recursive: true, force: true });
  }, START_MS);

  it('gives each account its rights per repository', async () => {
    await using registry = await startRegistry({
      dir: join(dir, 'accounts'),
      addresses: [fleet.gatewayAddress],
      htpasswd: [ANN, BOB],
      rights: (user, repository) =>
        user === 'ann' || repository.startsWith('bob/') ? ['pull', 'push'] : user ? ['pull'] : [],
    });
    const signIn = ({ user, password }: typeof ANN) =>
      engine.docker('login', '--username', user, '--password', password, registry.address);
    const [team, bobs] = [registry.reference('team/web:1'), registry.reference('bob/web:1')];
    for (const reference of [team, bobs]) await engine.docker('tag', 'base:1', reference);
    await expect(engine.docker('push', team)).rejects.toThrow(/denied|unauthorized/);
    await expect(signIn({ ...BOB, password: 'wrong' })).rejects.toThrow(/unauthorized/);
    await signIn(BOB);
    await engine.docker('push', bobs);
    await expect(engine.docker('push', team)).rejects.toThrow(/denied/);
    await signIn(ANN);
    await engine.docker('push', team);
    await signIn(BOB);
    await engine.docker('pull', team);
    expect([await registry.tags('team/web'), await registry.tags('bob/web')]).toEqual([['1'], ['1']]);
  });

  it('has a certificate that no engine takes: of an unknown authority, or expired', async () => {
    for (const [certificate, words] of [
      ['unknown-authority', /x509: certificate signed by unknown authority/],
      ['expired', /x509: certificate has expired/],
    ] as const) {
      await using registry = await startRegistry({
        dir: join(dir, certificate),
        addresses: [fleet.strictAddress ?? ''],
        certificate,
      });
      await expect(engine.docker('pull', registry.reference('team/web:1'))).rejects.toThrow(words);
    }
  });
});
