import { parseArgs } from 'node:util';
import { readApiRole, setUpApiRole } from './platform/database/api-role.js';
import { applyMigrations, draftMigration } from './platform/database/schema-engine.js';

const USAGE = `Brings the database at DATABASE_URL up to date.

  node apps/api/dist/migrate.js               applies what is missing

With ROADSTEAD_API_ROLE the control plane runs as that role, which cannot change the log of actions. It is made, with the password
in ROADSTEAD_API_ROLE_PASSWORD_FILE (made too); without that file it must be there already, and is given its rights.

  node apps/api/dist/migrate.js --diff NAME   drafts a new migration from prisma/schema.prisma
`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { diff: { type: 'string' }, help: { type: 'boolean' } } });
  const databaseUrl = process.env.DATABASE_URL;
  if (values.help || databaseUrl === undefined) {
    process.stderr.write(databaseUrl === undefined ? `DATABASE_URL is not set.\n\n${USAGE}` : USAGE);
    process.exitCode = databaseUrl === undefined ? 78 : 0;
    return;
  }
  if (values.diff !== undefined) {
    const path = await draftMigration(databaseUrl, values.diff.replace(/\W+/g, '_'), new Date());
    process.stdout.write(
      path === undefined ? 'The schema has not changed since the latest migration.\n' : `Wrote ${path}\n`,
    );
    return;
  }
  const applied = await applyMigrations(databaseUrl);
  const role = readApiRole(process.env);
  if (role !== undefined) await setUpApiRole(databaseUrl, role);
  process.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : `Applied ${applied.join(', ')}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`The database could not be migrated: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
// The schema engine leaves a timer of ten seconds behind.
process.exit();
