import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { RegistrySecrets } from './registry-secrets.js';

const secretKey = randomBytes(32);
const secrets = new RegistrySecrets({ secretKey });
const ROW = '01890000-0000-7000-8000-000000000001';
const OTHER_ROW = '01890000-0000-7000-8000-000000000002';

describe('RegistrySecrets', () => {
  it('gives back what was sealed, also after a restart', () => {
    for (const password of ['x', 'correct horse', 'пароль · 密码 · 🔑', 'a'.repeat(4096)]) {
      expect(new RegistrySecrets({ secretKey }).open(ROW, secrets.seal(ROW, password))).toBe(password);
    }
  });

  it('shows nothing of the password, and seals the same one differently each time', () => {
    const sealed = secrets.seal(ROW, 'correct horse');
    expect(sealed.includes('correct')).toBe(false);
    expect(secrets.seal(ROW, 'correct horse').equals(sealed)).toBe(false);
  });

  it('does not open in another row, nor under another key', () => {
    const sealed = secrets.seal(ROW, 'correct horse');
    expect(secrets.open(OTHER_ROW, sealed)).toBeUndefined();
    expect(new RegistrySecrets({ secretKey: randomBytes(32) }).open(ROW, sealed)).toBeUndefined();
  });

  it('does not open with any of its bytes changed, cut off or unknown', () => {
    const sealed = secrets.seal(ROW, 'correct horse');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(secrets.open(ROW, changed)).toBeUndefined();
      expect(secrets.open(ROW, sealed.subarray(0, index))).toBeUndefined();
    }
  });
});
