import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from '@roadstead/testing';
import { seedHistory } from '../sim/seed-history.mjs';
import { seedImages } from '../sim/seed-images.mjs';
import { seedPackages } from '../sim/seed-packages.mjs';
import { ask } from './ask.mjs';
import { questions as questionsOfBases } from './bases.mjs';
import { questions as questionsOfHistory } from './history.mjs';
import { QUESTIONS as QUESTIONS_OF_PACKAGES } from './packages.mjs';

/** Less than a hundredth of what is measured. */
const SCALE = 0.01;
const FEW_PACKAGES = { images: 20, packages: 300, hosts: 4, containers: 40 };

/** What is measured is a fleet made by SQL: it has to go on being one as tables change. */
describe('a simulated fleet', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ hosts: 0 });
  });
  afterAll(() => stack?.stop());
  const rows = (sql: string, values?: unknown[]) => stack.rows(sql, values);

  it('has a history that all questions are answered of', async () => {
    await seedHistory(rows, SCALE);
    const totals: Record<string, unknown> = {};
    for (const [what, path] of Object.entries(await questionsOfHistory(stack))) {
      const { total, cells, started } = await ask(stack, path(1));
      totals[what] = total ?? cells?.length ?? started?.length;
    }
    expect(Object.entries(totals).filter(([, total]) => total === undefined)).toEqual([]);
    expect(totals).toMatchObject({ now: 1000, 'as of': 1000, 'by host, as of': expect.any(Number) });
  });

  it('has packages that all questions are answered of', async () => {
    await seedPackages(rows, FEW_PACKAGES);
    const found: Record<string, number> = {};
    for (const [what, path] of Object.entries(QUESTIONS_OF_PACKAGES)) {
      found[what] = (await ask(stack, path(1))).imagesTotal;
    }
    expect(found).toEqual({
      'one package, half of its versions': expect.any(Number),
      'one package, as of a moment before': FEW_PACKAGES.images,
      'a package that few have': 1,
      'a hundred packages by a wildcard': FEW_PACKAGES.images,
      nothing: 0,
    });
    expect(found['one package, half of its versions']).toBeGreaterThan(0);
  });

  it('issue-5-hosts-left-out: a matrix counts all that it has no room for, those that run something and those nobody watched', async () => {
    await rows(`INSERT INTO hosts (id, name, public_key) VALUES (gen_random_uuid(), 'idle', 'idle')`);
    const [{ hosts } = { hosts: 0 }] = await stack.rows<{ hosts: number }>('SELECT count(*)::int AS hosts FROM hosts');
    const { hosts: shown, hostsLeftOut } = await ask(stack, '/audit/matrix');
    expect([shown.length, hostsLeftOut]).toEqual([200, hosts - 200]);
  });

  it('has images that all questions about bases are answered of', async () => {
    await seedImages(rows);
    for (const path of Object.values(await questionsOfBases(stack))) await ask(stack, await path(1));
  });
});
