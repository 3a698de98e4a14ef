import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HostId } from '@roadstead/domain';
import { challengeMessage } from '@roadstead/protocol';
import { ConfigError } from '../config/agent-config.js';
import { createKeyPair, hashToken, IdentityStore } from './identity-store.js';

describe('IdentityStore', () => {
  let dir: string;
  const hostId = HostId.parse(randomUUID());
  const { privateKey, publicKey } = createKeyPair();
  const identity = {
    controlPlaneUrl: 'http://roadstead.example',
    hostId,
    hostName: 'web-1',
    tokenHash: hashToken('secret'),
    privateKey,
  };

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'roadstead-identity-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('has nothing at first, and gives back what was saved', async () => {
    const store = new IdentityStore(join(dir, 'state'));
    expect(await store.load()).toBeUndefined();
    await store.save(identity);
    expect(await store.load()).toMatchObject(identity);
  });

  it('keeps it from everybody but its owner, and leaves no draft behind', async () => {
    const state = join(dir, 'state');
    await new IdentityStore(state).save(identity);
    await new IdentityStore(state).save(identity);
    expect(await readdir(state)).toEqual(['identity.json']);
    expect((await stat(state)).mode & 0o777).toBe(0o700);
    expect((await stat(join(state, 'identity.json'))).mode & 0o777).toBe(0o600);
  });

  it('signs a challenge so that the public key proves it', async () => {
    const saved = await new IdentityStore(dir).save(identity);
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    const signature = Buffer.from(saved.signChallenge('nonce'), 'base64');
    expect(verify(null, Buffer.from(challengeMessage(hostId, 'nonce')), key, signature)).toBe(true);
    expect(verify(null, Buffer.from(challengeMessage(hostId, 'other')), key, signature)).toBe(false);
  });

  it.each(['', '{}', '{"hostId":', JSON.stringify({ ...identity, privateKey: 'none' })])(
    'says what to do about a damaged file: %s',
    async (text) => {
      await writeFile(join(dir, 'identity.json'), text);
      await expect(new IdentityStore(dir).load()).rejects.toThrow(/is damaged. Remove it and enrol this host again/);
    },
  );

  it('says where it cannot be kept', async () => {
    await writeFile(join(dir, 'file'), '');
    await chmod(join(dir, 'file'), 0o400);
    await expect(new IdentityStore(join(dir, 'file')).save(identity)).rejects.toThrow(ConfigError);
  });
});
