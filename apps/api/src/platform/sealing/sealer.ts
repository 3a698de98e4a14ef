import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of what is stored: this layout and key derivation. Another one would get another number. */
const LAYOUT = 1;

/**
 * Secrets at rest: layout, nonce, tag, ciphertext. Each is bound to the id of its row, so that one that is copied to
 * another row in the database does not open there.
 */
export class Sealer {
  readonly #key: Buffer;

  /** @param purpose what is sealed: another one has another key */
  constructor(secretKey: Buffer, purpose: string) {
    this.#key = Buffer.from(hkdfSync('sha256', secretKey, Buffer.alloc(0), purpose, KEY_BYTES));
  }

  seal(rowId: string, secret: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce).setAAD(Buffer.from(rowId));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(LAYOUT), nonce, cipher.getAuthTag(), sealed]);
  }

  /** @returns undefined where it was sealed under another key or for another row, or was tampered with */
  open(rowId: string, stored: Uint8Array): string | undefined {
    const bytes = Buffer.from(stored);
    const [nonceEnd, tagEnd] = [1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES];
    if (bytes[0] !== LAYOUT || bytes.length < tagEnd) return undefined;
    const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(1, nonceEnd), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(rowId))
      .setAuthTag(bytes.subarray(nonceEnd, tagEnd));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}
