import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HostId } from '@roadstead/domain';
import { challengeMessage } from '@roadstead/protocol';
import { z } from 'zod';
import { ConfigError } from '../config/agent-config.js';

const IDENTITY_FILE = 'identity.json';

/** Key and host id stand in one file, replaced as a whole: one without the other cannot be. */
const StoredIdentity = z.object({
  /** The control plane that this identity was given by. */
  controlPlaneUrl: z.string(),
  hostId: HostId,
  hostName: z.string(),
  /** SHA-256 of the join token that was spent on it: a different token means that the host is to be enrolled again. */
  tokenHash: z.string(),
  /** Ed25519, PKCS #8, PEM. */
  privateKey: z.string(),
});
export type StoredIdentity = z.infer<typeof StoredIdentity>;

/** Who this host is to its control plane. */
export interface Identity extends StoredIdentity {
  signChallenge(nonce: string): string;
}

/** Keeps the identity in a file that its owner alone can read. */
export class IdentityStore {
  private readonly path: string;

  constructor(private readonly stateDir: string) {
    this.path = join(stateDir, IDENTITY_FILE);
  }

  /** @throws ConfigError when the file is there and cannot be used. */
  async load(): Promise<Identity | undefined> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new ConfigError(`The agent's state cannot be read: ${error.message}`);
    });
    if (text === undefined) return undefined;
    try {
      return withKey(StoredIdentity.parse(JSON.parse(text)));
    } catch {
      throw new ConfigError(`${this.path} is damaged. Remove it and enrol this host again with a new join token.`);
    }
  }

  /** Atomic and durable: written beside, flushed, then renamed. */
  async save(identity: StoredIdentity): Promise<Identity> {
    try {
      await mkdir(this.stateDir, { recursive: true, mode: 0o700 });
      const draft = `${this.path}.new`;
      await rm(draft, { force: true });
      const file = await open(draft, 'wx', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(StoredIdentity.parse(identity), null, 2)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, this.path);
    } catch (error) {
      throw new ConfigError(`The agent cannot keep its identity in ${this.stateDir}: ${(error as Error).message}`);
    }
    return withKey(identity);
  }
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A new key pair: the private half as PEM, the public half as SPKI, DER, base64. */
export function createKeyPair(): { privateKey: string; publicKey: string } {
  const pair = generateKeyPairSync('ed25519');
  return {
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: encodePublicKey(pair.publicKey),
  };
}

function withKey(stored: StoredIdentity): Identity {
  const key = createPrivateKey(stored.privateKey);
  return {
    ...stored,
    signChallenge: (nonce) => sign(null, Buffer.from(challengeMessage(stored.hostId, nonce)), key).toString('base64'),
  };
}

function encodePublicKey(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}
