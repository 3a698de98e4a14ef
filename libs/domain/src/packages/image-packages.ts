import { z } from 'zod';
import { Digest } from '../digest.js';
import { Distribution, Ecosystem, InstalledPackage, MAX_PACKAGES } from './package.js';

/** A package database that was found in an image. */
export const PackageDatabase = z.object({
  ecosystem: Ecosystem,
  path: z.string().max(200),
  /** False: of a form that Roadstead does not read yet, so that nothing is known of its packages. */
  isRead: z.boolean(),
  packages: z.int().nonnegative(),
});
export type PackageDatabase = z.infer<typeof PackageDatabase>;

/** What one reading of an image came to; no database is a result, too: an image from scratch has none. */
export const PackageReading = z.object({
  imageId: Digest,
  databases: z.array(PackageDatabase).max(10),
  distribution: Distribution.optional(),
  packages: z.int().nonnegative().max(MAX_PACKAGES),
  /** On its way from the agent: gzip, in base64, of the JSON of `PackageList`. Not kept with the job. */
  list: z.base64().max(1_000_000).optional(),
});
export type PackageReading = z.infer<typeof PackageReading>;

/** By the database that they stand in. */
export const PackageList = z.array(InstalledPackage.extend({ ecosystem: Ecosystem })).max(MAX_PACKAGES);
export type PackageList = z.infer<typeof PackageList>;

/** Bytes of the list once it is unpacked. */
export const MAX_LIST_BYTES = 16 * 1024 * 1024;

/** A container that was never started and is there only for the files of its image to be read; its value says what for. */
export const PURPOSE_LABEL = 'io.roadstead.purpose';
export const READS_PACKAGES = 'read-packages';
