import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../fleet/program.js';
import { ARTEFACTS } from './artefacts.js';

export interface Admin {
  username: string;
  password: string;
  /** An API token with all rights. */
  token: string;
}

interface ApiDatabase {
  url: string;
  /** What the environment of `migrate` has over the API's. */
  migration: NodeJS.ProcessEnv;
}

/** The name that `npm start` and docker compose give it, too. */
const API_ROLE = 'roadstead_api';
/** The password of that role, in the stack's folder. */
export const API_PASSWORD_FILE = 'database-password';

/**
 * The database as the API uses it: as a role that owns no table and cannot change the log of actions, so that every spec
 * on a stack shows that the role's rights are enough.
 *
 * @param ownerUrl of whoever migrates
 * @param dir of the stack
 */
export async function apiDatabase(ownerUrl: string, dir: string): Promise<ApiDatabase> {
  const password = randomBytes(32).toString('hex');
  const passwordFile = join(dir, API_PASSWORD_FILE);
  await writeFile(passwordFile, password, { mode: 0o600 });
  const url = new URL(ownerUrl);
  url.username = API_ROLE;
  url.password = password;
  const role = { ROADSTEAD_API_ROLE: API_ROLE, ROADSTEAD_API_ROLE_PASSWORD_FILE: passwordFile };
  return { url: url.href, migration: { DATABASE_URL: ownerUrl, ...role } };
}

/** Brings the tables of an empty database up to date, and makes the role of the API. */
export async function migrate(env: NodeJS.ProcessEnv): Promise<void> {
  await runProgram(process.execPath, [ARTEFACTS.migrate], { env });
}

/** Makes the first administrator. @param env of the API @param dir where the token's file may lie */
export async function bootstrapAdmin(env: NodeJS.ProcessEnv, dir: string): Promise<Admin> {
  const tokenFile = join(dir, 'admin-token');
  const printed = await runProgram(process.execPath, [ARTEFACTS.bootstrap, '--admin-token-file', tokenFile], { env });
  const { username, password } = JSON.parse(printed) as Pick<Admin, 'username' | 'password'>;
  return { username, password, token: (await readFile(tokenFile, 'utf8')).trim() };
}
