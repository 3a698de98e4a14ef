import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import { listMigrations, MIGRATIONS_DIR } from './migrations.js';

describe('keys of advisory locks', () => {
  const keys = Object.values<string>(ADVISORY_LOCKS);

  it('are different, those of migrations among them', () => {
    const scripts = listMigrations().map(({ name }) =>
      readFileSync(join(MIGRATIONS_DIR, name, 'migration.sql'), 'utf8'),
    );
    const ofMigrations = [...scripts.join('\n').matchAll(/pg_\w*advisory\w*lock\w*\((\d+)\)/g)].map(([, key]) => key);
    expect(ofMigrations).not.toHaveLength(0);
    expect(keys).toEqual(expect.arrayContaining(ofMigrations));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(keys)('%s is one that Postgres holds', (key) => {
    expect(BigInt.asIntN(64, BigInt(key))).toBe(BigInt(key));
  });
});
