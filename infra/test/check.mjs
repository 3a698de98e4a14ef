import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, ROOT } from '../build/build.mjs';
import { runTool } from '../services/run-tool.mjs';
import { packagesOf } from './import-rules.mjs';

/** Everything that is checked without running the product; each counts as one test. */
function checks() {
  const typed = [...packagesOf(ROOT), 'apps/web/test', 'infra'].filter((folder) =>
    existsSync(join(ROOT, folder, 'tsconfig.json')),
  );
  const bin = (/** @type {string} */ name) => join(ROOT, 'node_modules/.bin', name);
  return [
    {
      name: 'format and lint',
      command: bin('biome'),
      args: [
        'ci',
        '--error-on-warnings',
        '--max-diagnostics=50',
        ...(process.stdout.isTTY ? [] : ['--colors=off']),
        '.',
      ],
    },
    { name: 'import rules', command: process.execPath, args: ['infra/test/import-rules.mjs'] },
    ...typed.map((folder) => ({ name: `types of ${folder}`, command: bin('tsc'), args: ['-p', folder] })),
  ];
}

/**
 * Runs every check and prints a line for each.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks() {
  const totals = { passed: 0, failed: 0 };
  for (const { name, command, args } of checks()) {
    const startedAt = Date.now();
    const { ok, output } = await runTool(command, args, { cwd: ROOT }).ended;
    const seconds = `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}  ${seconds}`);
    if (!ok) console.log(output);
    totals[ok ? 'passed' : 'failed'] += 1;
  }
  return totals;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // The types of apps/api include those of the generated database client.
  await build({ only: ['dependencies', 'database client'], log: console.log });
  const { passed, failed } = await runChecks();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
