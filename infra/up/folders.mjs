import { chmodSync, mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { ROOT } from '../build/build.mjs';

/** Everything that a start keeps lies here, closed to other users. Removing it is a fresh start. */
export const HOME = resolve(process.env.ROADSTEAD_HOME ?? join(ROOT, '.roadstead'));

export const FOLDERS = {
  secrets: join(HOME, 'secrets'),
  logs: join(HOME, 'logs'),
  postgres: join(HOME, 'postgres'),
  redis: join(HOME, 'redis'),
  /** The private Docker engine of this machine, as a host: its data and its daemon.json. */
  engine: join(HOME, 'engine'),
  /** One folder an agent: its key and its enrolment. */
  agents: join(HOME, 'agents'),
  fleet: join(HOME, 'fleet'),
  /** What users bring for their jobs, while it is kept. */
  uploads: join(HOME, 'uploads'),
};

export const FILES = {
  lock: join(HOME, 'launcher.json'),
  children: join(HOME, 'children.json'),
  adminToken: join(HOME, 'admin-token'),
  adminPassword: join(FOLDERS.secrets, 'admin-password'),
  secretKey: join(FOLDERS.secrets, 'secret-key'),
  /** Of the role as which the API uses the private Postgres. */
  databasePassword: join(FOLDERS.secrets, 'database-password'),
  apiLog: join(FOLDERS.logs, 'api.log'),
};

export function makeHome() {
  mkdirSync(HOME, { recursive: true });
  chmodSync(HOME, 0o700);
}

/**
 * A path as the user, who stands in the checkout, would type it.
 * @param {string} path
 */
export function shown(path) {
  const fromRoot = relative(ROOT, path);
  return fromRoot.startsWith('..') ? path : fromRoot;
}
