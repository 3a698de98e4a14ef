import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { ADVISORY_LOCKS } from './advisory-locks.js';

/** The role that the control plane runs as, beside the one that owns the tables and migrates. */
export interface ApiRole {
  readonly name: string;
  /** Absent: the role is there, and only given its rights. */
  readonly password?: string;
  /** Actions younger than this stay, whatever the role asks for; absent: all of them. */
  readonly leastKeptDays?: number;
}

const NAME = /^[a-z_][a-z0-9_]{0,62}$/;
/** Tables whose rows it cannot change: actions are added, and all else about them is the owner's. */
const ADDED_TO = ['actions'];
const READ = ['action_chain', 'action_checkpoints', '_prisma_migrations'];

/**
 * Makes the role, or sets an existing one right, with all that the control plane does to its tables and no more: it owns none
 * of them, and cannot change, remove or cut off what is in the log of actions (decision 0033).
 * @param databaseUrl of the owner of the tables, who may make roles
 */
export async function setUpApiRole(databaseUrl: string, { name, password, leastKeptDays }: ApiRole): Promise<void> {
  if (!NAME.test(name)) throw new Error(`${name} is no name for a role: lower-case letters, digits and underscores.`);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.apiRole]);
    const { rows } = await client.query(
      `SELECT current_database() AS database, current_schema() AS schema, current_user AS owner,
        EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS "isThere"`,
      [name],
    );
    const { database, schema, owner, isThere } = rows[0] as Record<'database' | 'schema' | 'owner', string> & {
      isThere: boolean;
    };
    if (owner === name) throw new Error(`${name} is the role that migrates: the control plane needs another.`);
    if (!isThere && password === undefined)
      throw new Error(`There is no role ${name}: make it, or give a password for it.`);
    const [role, on] = [pg.escapeIdentifier(name), pg.escapeIdentifier(schema)];
    const tables = (names: readonly string[]) => names.map((each) => `${on}.${pg.escapeIdentifier(each)}`).join(', ');
    for (const statement of [
      ...(password === undefined
        ? []
        : [
            `${isThere ? 'ALTER' : 'CREATE'} ROLE ${role} LOGIN NOCREATEDB NOCREATEROLE PASSWORD ${pg.escapeLiteral(password)}`,
          ]),
      `GRANT CONNECT ON DATABASE ${pg.escapeIdentifier(database)} TO ${role}`,
      // Before Postgres 15 everybody could.
      `REVOKE CREATE ON SCHEMA ${on} FROM PUBLIC`,
      `GRANT USAGE ON SCHEMA ${on} TO ${role}`,
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${on} TO ${role}`,
      `GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${on} TO ${role}`,
      `REVOKE ALL ON ${tables([...ADDED_TO, ...READ])} FROM ${role}`,
      `GRANT SELECT ON ${tables([...ADDED_TO, ...READ])} TO ${role}`,
      `GRANT INSERT ON ${tables(ADDED_TO)} TO ${role}`,
      `GRANT EXECUTE ON FUNCTION ${on}.remove_old_actions(integer) TO ${role}`,
    ]) {
      await client.query(statement);
    }
    await client.query(`UPDATE ${on}.action_chain SET least_kept_days = $1`, [leastKeptDays ?? null]);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

/**
 * The role that the environment asks for; its password file is made where it is missing.
 * @throws Error in words
 */
export function readApiRole(env: NodeJS.ProcessEnv): ApiRole | undefined {
  const name = env.ROADSTEAD_API_ROLE;
  if (!name) return undefined;
  const file = env.ROADSTEAD_API_ROLE_PASSWORD_FILE;
  const days = env.ROADSTEAD_ACTIONS_KEPT_DAYS;
  const leastKeptDays = days ? Number(days) : undefined;
  if (leastKeptDays !== undefined && !Number.isInteger(leastKeptDays)) {
    throw new Error('ROADSTEAD_ACTIONS_KEPT_DAYS is no number of days.');
  }
  return { name, password: file ? passwordIn(file) : undefined, leastKeptDays };
}

function passwordIn(file: string): string {
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  const password = readFileSync(file, 'utf8').trim();
  if (password === '') throw new Error(`${file} is empty: remove it, and a password is made.`);
  return password;
}
