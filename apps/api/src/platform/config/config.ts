import { existsSync, readFileSync } from 'node:fs';
import { OFFLINE_AFTER_SECONDS, UNKNOWN_AFTER_SECONDS } from '@roadstead/domain';
import { z } from 'zod';
import { isRange } from '../fetch/address-ranges.js';
import { ConfigError } from './config-error.js';
import { readUploadsConfig, type UploadsConfig, UploadsEnvironment } from './uploads-config.js';

export { ConfigError } from './config-error.js';

/** A comma-separated list. */
const List = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const REGISTRY_CHECK_MINUTES = 60;

const Environment = z.object({
  DATABASE_URL: z.string().min(1),
  REDIS_URL: z.string().min(1),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8420),
  /** Addresses to listen on besides 127.0.0.1. */
  ROADSTEAD_LISTEN: List.default([]),
  /** How browsers and agents reach the control plane, e.g. https://roadstead.example.com; default: as they asked for it. */
  ROADSTEAD_PUBLIC_URL: z.url().optional(),
  /** How other API processes reach this one, for byte streams; default http://127.0.0.1:<port>. */
  ROADSTEAD_INTERNAL_URL: z.url().optional(),
  /** A file with 32 random bytes in base64: the key of everything that is signed or encrypted. */
  ROADSTEAD_SECRET_KEY_FILE: z.string().min(1),
  /** The exported dashboard; absent: REST only. */
  ROADSTEAD_WEB_DIR: z.string().optional(),
  /** The agent's bundle, served to new hosts. */
  ROADSTEAD_AGENT_BUNDLE: z.string().optional(),
  ROADSTEAD_UNKNOWN_AFTER_SECONDS: z.coerce.number().positive().default(UNKNOWN_AFTER_SECONDS),
  ROADSTEAD_OFFLINE_AFTER_SECONDS: z.coerce.number().positive().default(OFFLINE_AFTER_SECONDS),
  /** Transfers at once on one host. */
  ROADSTEAD_TRANSFERS_PER_HOST: z.coerce.number().int().positive().default(3),
  /** Set behind one TLS-terminating proxy: trusts the last entry of X-Forwarded-*, and marks cookies Secure. */
  ROADSTEAD_BEHIND_PROXY: z.enum(['true', 'false']).default('false'),
  /** Ranges of addresses (10.1.0.0/16) that may be fetched from for a user although they are loopback, link-local or the like. */
  ROADSTEAD_ALLOWED_ADDRESSES: List.pipe(
    z.array(z.string().refine(isRange, 'this is a list of address ranges like 10.1.0.0/16')),
  ).default([]),
  /** A question of the audit that takes longer is given up. */
  ROADSTEAD_QUESTION_SECONDS: z.coerce.number().min(1).max(600).default(10),
  /** Actions that are older are removed from the log of actions; absent: they are kept for ever. */
  ROADSTEAD_ACTIONS_KEPT_DAYS: z
    .literal('')
    .transform(() => undefined)
    .or(z.coerce.number().int().min(30, 'actions are kept for 30 days at least').max(36_500))
    .optional(),
  /** How often registries are asked what the tags name that run, in minutes; 0: only when somebody asks. */
  ROADSTEAD_REGISTRY_CHECK_MINUTES: z
    .literal('')
    .transform(() => REGISTRY_CHECK_MINUTES)
    .or(
      z.coerce
        .number()
        .int()
        .refine(
          (minutes) => minutes === 0 || (minutes >= 5 && minutes <= 10_080),
          'this is 5 to 10080 minutes, or 0 for off',
        ),
    )
    .default(REGISTRY_CHECK_MINUTES),
  ...UploadsEnvironment.shape,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export interface Config {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly port: number;
  readonly listen: readonly string[];
  readonly publicUrl?: string;
  readonly internalUrl?: string;
  /** 32 bytes. */
  readonly secretKey: Buffer;
  readonly webDir?: string;
  readonly agentBundle?: string;
  readonly unknownAfterSeconds: number;
  readonly offlineAfterSeconds: number;
  readonly transfersPerHost: number;
  readonly behindProxy: boolean;
  /** Ranges of addresses that users may have fetched from, although such are refused. */
  readonly allowedAddresses: readonly string[];
  /** A statement of a question that takes longer is given up. */
  readonly questionSeconds: number;
  /** Absent: for ever. */
  readonly actionsKeptDays?: number;
  /** 0: registries are asked only when somebody asks. */
  readonly registryCheckMinutes: number;
  readonly uploads: UploadsConfig;
  readonly logLevel: z.infer<typeof Environment>['LOG_LEVEL'];
}

/** Nest's token for the parsed environment. */
export const CONFIG = Symbol('config');

/**
 * Parses the environment, once.
 * @throws ConfigError naming every variable that is missing or wrong; there is no default for a secret.
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = Environment.safeParse(env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`The environment is not complete:\n${problems.join('\n')}`);
  }
  const values = parsed.data;
  const webDir = values.ROADSTEAD_WEB_DIR;
  if (webDir !== undefined && !existsSync(webDir)) {
    throw new ConfigError(`ROADSTEAD_WEB_DIR: there is no ${webDir}. Build the dashboard, or leave the variable out.`);
  }
  return {
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    port: values.PORT,
    listen: values.ROADSTEAD_LISTEN,
    publicUrl: values.ROADSTEAD_PUBLIC_URL,
    internalUrl: values.ROADSTEAD_INTERNAL_URL,
    secretKey: readSecretKey(values.ROADSTEAD_SECRET_KEY_FILE),
    webDir,
    agentBundle: values.ROADSTEAD_AGENT_BUNDLE,
    unknownAfterSeconds: values.ROADSTEAD_UNKNOWN_AFTER_SECONDS,
    offlineAfterSeconds: values.ROADSTEAD_OFFLINE_AFTER_SECONDS,
    transfersPerHost: values.ROADSTEAD_TRANSFERS_PER_HOST,
    behindProxy: values.ROADSTEAD_BEHIND_PROXY === 'true',
    allowedAddresses: values.ROADSTEAD_ALLOWED_ADDRESSES,
    questionSeconds: values.ROADSTEAD_QUESTION_SECONDS,
    actionsKeptDays: values.ROADSTEAD_ACTIONS_KEPT_DAYS,
    registryCheckMinutes: values.ROADSTEAD_REGISTRY_CHECK_MINUTES,
    uploads: readUploadsConfig(values),
    logLevel: values.LOG_LEVEL,
  };
}

function readSecretKey(path: string): Buffer {
  let key: Buffer;
  try {
    key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
  } catch (error) {
    throw new ConfigError(`The secret key cannot be read: ${(error as Error).message}`);
  }
  if (key.length !== 32)
    throw new ConfigError(`${path} must hold 32 bytes in base64: head -c 32 /dev/urandom | base64`);
  return key;
}
