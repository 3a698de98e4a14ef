import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { listMigrations, MIGRATIONS_DIR, PRISMA_DIR } from './migrations.js';

describe('the latest migration', () => {
  it('has the whole schema beside it, from which the next one is drafted', () => {
    const latest = listMigrations().at(-1)?.name ?? '';
    const beside = readFileSync(join(MIGRATIONS_DIR, latest, 'schema.prisma'), 'utf8');
    expect(beside).toBe(readFileSync(join(PRISMA_DIR, 'schema.prisma'), 'utf8'));
  });
});
