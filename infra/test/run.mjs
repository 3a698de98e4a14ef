import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, ROOT } from '../build/build.mjs';
import { newerEngine } from '../fleet/newer-engine.mjs';
import { ensurePrograms } from '../services/index.mjs';
import { runTool } from '../services/run-tool.mjs';
import { runChecks } from './check.mjs';
import { startTestServices } from './test-services.mjs';

/**
 * `npm test`: everything, against real parts, from a bare checkout. `npm test -- --only unit,check` for some of it;
 * further words go to Jest: `npm test -- --only e2e apps/web`.
 * The last line is "N passed, N failed": every Jest test, and each step and check as one.
 */
const PHASES = ['build', 'check', 'unit', 'integration', 'e2e'];
const PROGRAMS_UNDER_TEST = [
  ...['postgres', 'redis-server', 'dockerd', 'docker', 'docker-registry', 'busybox', 'chromium'],
  ...['ip', 'iptables', 'nsenter', 'unshare', 'htpasswd', 'curl', 'git', 'openssl', 'bzip2', 'xz'],
];
/**
 * Integration and end-to-end specs wait more than they compute: so many Jest processes run at once, each with a share of the
 * spec files, one after the other, and with a Postgres and a Redis of its own.
 */
const LANES = Math.min(2, availableParallelism());
/** After its report is written, Jest waits for what specs have left open. So long is enough. */
const JEST_EXIT_MS = 30_000;

/** @typedef {{ passed: number, failed: number }} Totals */

const { only, jestArgs } = options();
/** @type {Totals} */
const totals = { passed: 0, failed: 0 };
const interrupt = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => interrupt.abort());

await step('programs and build', prepare);
if (only.includes('check')) add(await runChecks());
if (only.includes('unit')) add(await runJest('unit', {}));
if (only.includes('integration') || only.includes('e2e')) await withServices();

if (interrupt.signal.aborted) console.log('interrupted: what has not run counts as nothing');
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed > 0 || interrupt.signal.aborted ? 1 : 0);

async function prepare() {
  const needsParts = only.includes('integration') || only.includes('e2e');
  if (needsParts) await ensurePrograms(PROGRAMS_UNDER_TEST, { log });
  if (only.includes('build') || only.includes('e2e')) await build({ web: true, log });
  // Whole before any spec asks for a part of it: two that build at once would disturb each other.
  else if (needsParts) await build({ web: false, log });
  else await build({ only: ['dependencies', 'database client'], log });
}

async function withServices() {
  // Where only some are asked for, there is little to share out.
  const lanes = jestArgs.length > 0 ? 1 : LANES;
  /** @type {Awaited<ReturnType<typeof startTestServices>>[]} */
  const services = [];
  await step('Postgres and Redis for the tests', async () => {
    const starts = Array.from({ length: lanes }, async () => services.push(await startTestServices({ log })));
    await allEnded(starts);
  });
  try {
    if (services.length < lanes) return;
    const newer = await newerEngineEnv();
    for (const project of ['integration', 'e2e']) {
      if (!only.includes(project)) continue;
      const runs = services.map(({ env }, lane) => runJest(project, { ...env, ...newer }, `${lane + 1}/${lanes}`));
      for (const result of await Promise.all(runs)) add(result);
    }
  } finally {
    await Promise.all(services.map((each) => each.stop()));
  }
}

/**
 * As Promise.all, but a failure is thrown only when all have ended.
 * @param {Promise<unknown>[]} work
 */
async function allEnded(work) {
  await Promise.allSettled(work);
  await Promise.all(work);
}

/**
 * What the specs read to run on a newer engine too; where none can be had they say why they are skipped.
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
async function newerEngineEnv() {
  if (process.env.ROADSTEAD_TEST_DOCKERD || !only.includes('integration')) return {};
  const found = await newerEngine({ log });
  if ('dockerd' in found) return { ROADSTEAD_TEST_DOCKERD: found.dockerd };
  log(`no newer Docker engine, its tests are skipped: ${found.absent}`);
  return { ROADSTEAD_TEST_DOCKERD_ABSENT: found.absent };
}

/**
 * @param {string} project of jest.config.mjs
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [lane] which share of the spec files, as of "1/2"; they are run one after the other
 * @returns {Promise<Totals>}
 */
async function runJest(project, env, lane) {
  if (interrupt.signal.aborted) return { passed: 0, failed: 0 };
  log(lane === undefined ? `${project} tests` : `${project} tests, lane ${lane}`);
  const folder = mkdtempSync(join(tmpdir(), 'roadstead-jest-'));
  const report = join(folder, 'report.json');
  const sharing = lane === undefined ? [] : ['--runInBand', `--shard=${lane}`];
  const reporters = ['--reporters=default', '--reporters=./infra/test/totals-reporter.mjs'];
  const args = ['--selectProjects', project, ...reporters, '--ci', '--passWithNoTests'];
  const jest = runTool(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      ...args,
      ...sharing,
      ...jestArgs,
    ],
    {
      cwd: ROOT,
      env: {
        ...env,
        ROADSTEAD_TEST_TOTALS: report,
        NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
      },
      showErrors: true,
    },
  );
  const endless = endWhenReported(jest.child, report);
  interrupt.signal.addEventListener('abort', () => jest.child.kill('SIGTERM'));
  const { ok } = await jest.ended;
  clearInterval(endless);
  const result = existsSync(report) ? totalsOf(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 1 };
  rmSync(folder, { recursive: true });
  if (ok || result.failed > 0) return result;
  console.log(`FAILED ${project}: Jest itself ended badly although no test failed`);
  return { ...result, failed: 1 };
}

/**
 * A spec that leaves a socket or a process open would keep Jest from ending: it is ended, and that is a failure.
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} report
 */
function endWhenReported(child, report) {
  let reportedAt = 0;
  return setInterval(() => {
    if (reportedAt === 0 && existsSync(report)) reportedAt = Date.now();
    if (reportedAt > 0 && Date.now() - reportedAt > JEST_EXIT_MS) {
      console.log('Jest does not end: a spec has left something open');
      child.kill('SIGKILL');
    }
  }, 1000);
}

/**
 * A suite that could not run at all is one failure more.
 * @param {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number }} report
 * @returns {Totals}
 */
function totalsOf({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}

/**
 * A step that counts as one test.
 * @param {string} name
 * @param {() => Promise<void>} work
 */
async function step(name, work) {
  try {
    await work();
    console.log(`ok     ${name}`);
    totals.passed += 1;
  } catch (error) {
    console.log(`FAILED ${name}\n${error instanceof Error ? error.message : error}`);
    totals.failed += 1;
  }
}

/** @param {Totals} more */
function add(more) {
  totals.passed += more.passed;
  totals.failed += more.failed;
}

/** @param {string} words */
function log(words) {
  console.log(`··     ${words}`);
}

function options() {
  const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
  const chosen = values.only?.split(',') ?? PHASES;
  const unknown = chosen.find((phase) => !PHASES.includes(phase));
  if (unknown === undefined) return { only: chosen, jestArgs: positionals };
  console.error(`There is no "${unknown}" among the tests. Choose from: ${PHASES.join(', ')}.`);
  process.exit(2);
}
