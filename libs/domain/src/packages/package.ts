import { z } from 'zod';

/** Whose database a package stands in, and so by whose rules its versions are ordered. */
export const Ecosystem = z.enum(['dpkg', 'apk', 'rpm']);
export type Ecosystem = z.infer<typeof Ecosystem>;

const Word = z.string().min(1).max(300);

/** An installed package, as its database says it. */
export const InstalledPackage = z.object({
  name: Word,
  version: Word,
  architecture: Word.optional(),
  /** The source package that it was built from, where it has another name: `openssl` of `libssl3`. */
  source: Word.optional(),
  /** Where it is not the package's own. */
  sourceVersion: Word.optional(),
  license: z.string().min(1).max(500).optional(),
});
export type InstalledPackage = z.infer<typeof InstalledPackage>;

/** Of `os-release`. */
export const Distribution = z.object({
  /** `debian`, `alpine` … */
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/),
  /** `12`, `3.20.3`; rolling ones have none. */
  versionId: z.string().min(1).max(100).optional(),
  /** `Debian GNU/Linux 12 (bookworm)` */
  prettyName: z.string().min(1).max(200).optional(),
});
export type Distribution = z.infer<typeof Distribution>;

/** Packages that are read of one image; one with more is refused in words. */
export const MAX_PACKAGES = 20_000;
