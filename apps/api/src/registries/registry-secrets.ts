import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of what is stored: this layout and key derivation. Another one would get another number. */
const LAYOUT = 1;
const PURPOSE = 'roadstead/registry-password/1';

/**
 * Passwords at rest: layout, nonce, tag, ciphertext. Each is bound to the id of its row, so that one that is copied to
 * another row in the database does not open there.
 */
@Injectable()
export class RegistrySecrets {
  readonly #key: Buffer;

  constructor(@Inject(CONFIG) { secretKey }: Pick<Config, 'secretKey'>) {
    this.#key = Buffer.from(hkdfSync('sha256', secretKey, Buffer.alloc(0), PURPOSE, KEY_BYTES));
  }

  seal(registryId: string, password: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce).setAAD(Buffer.from(registryId));
    const sealed = Buffer.concat([cipher.update(password, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(LAYOUT), nonce, cipher.getAuthTag(), sealed]);
  }

  /** @returns undefined where it was sealed under another key or for another row, or was tampered with */
  open(registryId: string, stored: Uint8Array): string | undefined {
    const bytes = Buffer.from(stored);
    const [nonceEnd, tagEnd] = [1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES];
    if (bytes[0] !== LAYOUT || bytes.length < tagEnd) return undefined;
    const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(1, nonceEnd), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(registryId))
      .setAuthTag(bytes.subarray(nonceEnd, tagEnd));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}
