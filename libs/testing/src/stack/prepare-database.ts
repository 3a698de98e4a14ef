import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../fleet/program.js';
import { ARTEFACTS } from './artefacts.js';

export interface Admin {
  username: string;
  password: string;
  /** An API token with all rights. */
  token: string;
}

/** Brings the tables of an empty database up to date. @param env of the API */
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
