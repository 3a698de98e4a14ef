import { z } from 'zod';

/** `sha256:` and 64 hex digits: the only algorithm that Docker engines and registries use. */
export const Digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'a digest is sha256: and 64 hex digits')
  .brand<'Digest'>();
export type Digest = z.infer<typeof Digest>;

/** The first 12 hex digits, as `docker images` prints them. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}
