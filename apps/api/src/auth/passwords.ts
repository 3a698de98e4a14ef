import { hash, verify } from '@node-rs/argon2';

/** OWASP's choice for argon2id (the library's default algorithm): 19 MiB, two passes, one lane. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, OPTIONS);
}

/** A hash that no password has. Verifying against it makes an unknown user take as long as a wrong password. */
let nobody: Promise<string> | undefined;

/** @param storedHash absent: there is no such user; takes the same time. */
export async function verifyPassword(storedHash: string | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword('');
  const matches = await verify(storedHash ?? (await nobody), password);
  return matches && storedHash !== undefined;
}
