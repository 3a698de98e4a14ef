import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config-error.js';

const GIB = 1024 ** 3;

/** What of the environment is about uploads. A bucket takes the place of the folder. */
export const UploadsEnvironment = z.object({
  /** Where uploads are kept, and repositories while they are fetched; the same folder for all API processes. */
  ROADSTEAD_UPLOADS_DIR: z.string().min(1).default(join(tmpdir(), 'roadstead-uploads')),
  ROADSTEAD_UPLOAD_MAX_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(20 * GIB),
  /** Of a build's context, uncompressed, whether uploaded or fetched from a repository. */
  ROADSTEAD_CONTEXT_MAX_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(4 * GIB),
  /** Of repositories that one process has fetched for builds and that are not read yet, all together. */
  ROADSTEAD_GIT_MAX_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(16 * GIB),
  /** After so many hours without a use an upload is removed. */
  ROADSTEAD_UPLOADS_KEPT_HOURS: z.coerce.number().positive().default(24),
  /** Uploads that one user may have begun and not ended. */
  ROADSTEAD_UPLOADS_UNFINISHED: z.coerce.number().int().positive().default(10),
  /** Of all uploads of one user together. */
  ROADSTEAD_UPLOADS_BYTES_PER_USER: z.coerce
    .number()
    .int()
    .positive()
    .default(100 * GIB),
  /** A context of which nothing comes for so long is given up, and one that is read for so long. */
  ROADSTEAD_CONTEXT_SILENCE_SECONDS: z.coerce.number().positive().default(60),
  ROADSTEAD_CONTEXT_MAX_SECONDS: z.coerce.number().positive().default(1800),
  ROADSTEAD_UPLOADS_S3_BUCKET: z.string().min(1).optional(),
  /** Of a store other than Amazon's. */
  ROADSTEAD_UPLOADS_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  ROADSTEAD_UPLOADS_S3_REGION: z.string().min(1).default('us-east-1'),
  /** The two keys, each by itself or as the path of a file with it. */
  ROADSTEAD_UPLOADS_S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  ROADSTEAD_UPLOADS_S3_ACCESS_KEY_ID_FILE: z.string().min(1).optional(),
  ROADSTEAD_UPLOADS_S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  ROADSTEAD_UPLOADS_S3_SECRET_ACCESS_KEY_FILE: z.string().min(1).optional(),
});
type UploadsEnvironment = z.infer<typeof UploadsEnvironment>;

export interface ObjectStoreConfig {
  readonly bucket: string;
  readonly endpoint?: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface UploadsConfig {
  /** Of uploads, unless there is an object store, and of repositories while they are fetched. */
  readonly dir: string;
  readonly maxBytes: number;
  readonly contextMaxBytes: number;
  readonly gitMaxBytes: number;
  readonly keptHours: number;
  readonly unfinishedPerUser: number;
  readonly bytesPerUser: number;
  readonly contextSilenceSeconds: number;
  readonly contextMaxSeconds: number;
  /** Absent: uploads are kept in `dir`. */
  readonly objectStore?: ObjectStoreConfig;
}

/** @throws ConfigError where a bucket is named and a key is missing */
export function readUploadsConfig(values: UploadsEnvironment): UploadsConfig {
  return {
    dir: values.ROADSTEAD_UPLOADS_DIR,
    maxBytes: values.ROADSTEAD_UPLOAD_MAX_BYTES,
    contextMaxBytes: values.ROADSTEAD_CONTEXT_MAX_BYTES,
    gitMaxBytes: values.ROADSTEAD_GIT_MAX_BYTES,
    keptHours: values.ROADSTEAD_UPLOADS_KEPT_HOURS,
    unfinishedPerUser: values.ROADSTEAD_UPLOADS_UNFINISHED,
    bytesPerUser: values.ROADSTEAD_UPLOADS_BYTES_PER_USER,
    contextSilenceSeconds: values.ROADSTEAD_CONTEXT_SILENCE_SECONDS,
    contextMaxSeconds: values.ROADSTEAD_CONTEXT_MAX_SECONDS,
    objectStore: objectStoreOf(values),
  };
}

function objectStoreOf(values: UploadsEnvironment): ObjectStoreConfig | undefined {
  const bucket = values.ROADSTEAD_UPLOADS_S3_BUCKET;
  if (bucket === undefined) return undefined;
  return {
    bucket,
    endpoint: values.ROADSTEAD_UPLOADS_S3_ENDPOINT,
    region: values.ROADSTEAD_UPLOADS_S3_REGION,
    accessKeyId: secretOf(values, 'ROADSTEAD_UPLOADS_S3_ACCESS_KEY_ID'),
    secretAccessKey: secretOf(values, 'ROADSTEAD_UPLOADS_S3_SECRET_ACCESS_KEY'),
  };
}

type SecretName = 'ROADSTEAD_UPLOADS_S3_ACCESS_KEY_ID' | 'ROADSTEAD_UPLOADS_S3_SECRET_ACCESS_KEY';

function secretOf(values: UploadsEnvironment, name: SecretName): string {
  const path = values[`${name}_FILE`];
  const secret = path === undefined ? values[name] : readSecret(name, path);
  if (secret === undefined || secret === '') {
    throw new ConfigError(`ROADSTEAD_UPLOADS_S3_BUCKET needs ${name} or ${name}_FILE as well.`);
  }
  return secret;
}

function readSecret(name: SecretName, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new ConfigError(`${name}_FILE cannot be read: ${(error as Error).message}`);
  }
}
