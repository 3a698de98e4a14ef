import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The same from `src` and from `dist`. */
export const PRISMA_DIR = fileURLToPath(new URL('../../../../../prisma', import.meta.url));
export const MIGRATIONS_DIR = join(PRISMA_DIR, 'migrations');

export interface Migration {
  /** Name of its folder: the moment it was written, and what it is about. */
  readonly name: string;
  readonly sql: string;
}

/** All migrations of this checkout, in the order in which they are applied. */
export function listMigrations(directory = MIGRATIONS_DIR): Migration[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, 'migration.sql')))
    .map(({ name }) => ({ name, sql: readFileSync(join(directory, name, 'migration.sql'), 'utf8') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
