import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The secret kept in a file that only its owner may read; made at the first call.
 * @param {string} path
 * @param {{ bytes?: number, encoding?: 'base64' | 'base64url' }} [shape] 32 random bytes as base64url unless told
 */
export function secretFile(path, { bytes = 32, encoding = 'base64url' } = {}) {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, `${randomBytes(bytes).toString(encoding)}\n`, { mode: 0o600 });
  }
  return readFileSync(path, 'utf8').trim();
}
