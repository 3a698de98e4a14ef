import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, startRedis } from '../services/index.mjs';
import { allProcesses, endProcesses, isRunning, processAt } from '../services/processes.mjs';

const PREFIX = 'roadstead-test-';

/** Done once, however many lanes of a run start their services at the same time. @type {Promise<void> | undefined} */
let cleared;

/**
 * A real Postgres and a real Redis for a test run, in a temporary folder of their own.
 * @param {{ log?: (words: string) => void }} [options]
 * @returns {Promise<{ env: { TEST_DATABASE_URL: string, TEST_REDIS_URL: string }, stop: () => Promise<void> }>} `env` is
 *   what the specs read: an administrator's URL, to make a database per spec file with, and Redis's
 */
export async function startTestServices({ log = () => {} } = {}) {
  cleared ??= clearAbortedRuns(log);
  await cleared;
  const dir = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(dir, 'owner.json'), JSON.stringify(processAt(process.pid)));
  const started = await Promise.allSettled([
    startPostgres({ dir: join(dir, 'postgres'), fast: true, log }),
    startRedis({ dir: join(dir, 'redis'), appendonly: true, noeviction: true, log }),
  ]);
  const stop = async () => {
    await Promise.all(started.map((service) => service.status === 'fulfilled' && service.value.stop()));
    rmSync(dir, { recursive: true, force: true });
  };
  const [postgres, redis] = started;
  if (postgres.status === 'fulfilled' && redis.status === 'fulfilled') {
    return { env: { TEST_DATABASE_URL: postgres.value.url, TEST_REDIS_URL: redis.value.url }, stop };
  }
  await stop();
  throw started.find((service) => service.status === 'rejected')?.reason;
}

/**
 * Stops and removes what test runs that were killed have left: a folder whose owner no longer runs.
 * @param {(words: string) => void} log
 */
async function clearAbortedRuns(log) {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const dir = join(tmpdir(), name);
    const owner = readOwner(dir);
    if (!owner || isRunning(owner)) continue;
    log(`removing what an aborted test run left in ${dir}`);
    const left = allProcesses().filter((found) => found.cwd?.startsWith(`${dir}/`));
    await endProcesses(left, 'SIGTERM', 2000);
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @param {string} dir */
function readOwner(dir) {
  try {
    return JSON.parse(readFileSync(join(dir, 'owner.json'), 'utf8'));
  } catch {
    return undefined;
  }
}
