import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { DiffTarget, MigrationList, SchemasContainer } from '@prisma/schema-engine-wasm';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import { listMigrations, MIGRATIONS_DIR, type Migration, PRISMA_DIR } from './migrations.js';

const SCHEMA_FILE = 'schema.prisma';
const NO_FILTER = { externalTables: [], externalEnums: [] };

/**
 * Applies the migrations that the database lacks. Others that try the same at the same time wait, and find it done.
 * @returns the names of those that were applied
 */
export async function applyMigrations(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCKS.migration]);
    await forgetFailures(client);
    const migrationsList = migrationList(listMigrations());
    const { appliedMigrationNames } = await withEngine(databaseUrl, (engine) =>
      engine.applyMigrations({ migrationsList, filters: NO_FILTER }),
    );
    return appliedMigrationNames;
  } finally {
    await client.end();
  }
}

/** A migration is one transaction: one that failed has left nothing behind but the note of it, which bars the next try. */
async function forgetFailures(client: pg.Client): Promise<void> {
  const { rows } = await client.query(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS "exists"`);
  if (!rows[0].exists) return;
  await client.query(
    'UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL',
  );
}

/**
 * Drafts a new migration: what leads from the schema of the latest migration, kept beside its SQL, to
 * prisma/schema.prisma. What a schema cannot say (checks, triggers, partial indexes) is to be added by hand.
 * @returns the path of the new file, or undefined if there is no difference
 */
export async function draftMigration(databaseUrl: string, name: string, now: Date): Promise<string | undefined> {
  const latest = listMigrations().at(-1);
  const schema = readSchema(join(PRISMA_DIR, SCHEMA_FILE));
  const from: DiffTarget =
    latest === undefined
      ? { tag: 'empty' }
      : { tag: 'schemaDatamodel', ...readSchema(join(MIGRATIONS_DIR, latest.name, SCHEMA_FILE)) };
  const to: DiffTarget = { tag: 'schemaDatamodel', ...schema };
  const { stdout } = await withEngine(databaseUrl, (engine) =>
    engine.diff({ from, to, script: true, exitCode: null, filters: NO_FILTER }),
  );
  if (stdout === null || stdout.includes('This is an empty migration')) return undefined;
  const moment = now.toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(MIGRATIONS_DIR, `${moment}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), stdout);
  copyFileSync(join(PRISMA_DIR, SCHEMA_FILE), join(folder, SCHEMA_FILE));
  return join(folder, 'migration.sql');
}

function readSchema(path: string): SchemasContainer {
  return { files: [{ path: SCHEMA_FILE, content: readFileSync(path, 'utf8') }] };
}

/** The package loads its WebAssembly as a module, for which Node 20 needs a flag: so it is instantiated here. */
async function withEngine<T>(databaseUrl: string, use: (engine: engineModule.SchemaEngine) => Promise<T>): Promise<T> {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const binary = readFileSync(join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(binary, { './schema_engine_bg.js': engineModule });
  engineModule.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  const scripts = new WholeScripts(databaseUrl);
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(scripts);
    return await use(await engineModule.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter));
  } catch (error) {
    throw scripts.failure ?? error;
  } finally {
    await scripts.dispose();
  }
}

/**
 * Prisma's adapter cuts a script at every semicolon, those in function bodies too. Sent whole, Postgres takes it apart
 * itself, and runs it as one transaction.
 */
class WholeScripts extends PrismaPg {
  /** What Postgres said; the engine passes on a number only. */
  failure: unknown;
  readonly #connected: Awaited<ReturnType<PrismaPg['connect']>>[] = [];

  /** The engine leaves its connections open. */
  async dispose(): Promise<void> {
    await Promise.all(this.#connected.map((adapter) => adapter.dispose()));
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    this.#connected.push(adapter);
    adapter.executeScript = async (script) => {
      try {
        await adapter.underlyingDriver().query(script);
      } catch (error) {
        this.failure = error;
        throw error;
      }
    };
    return adapter;
  }
}

function migrationList(migrations: readonly Migration[]): MigrationList {
  return {
    baseDir: MIGRATIONS_DIR,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}
