import { createHash, randomBytes } from 'node:crypto';

/** A new secret of 256 bits, as URL-safe text behind its prefix. */
export function newSecret(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** What is stored of a secret. It has 256 random bits, so that a plain hash can't be turned back. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
