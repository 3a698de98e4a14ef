import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, ROOT } from '../build/build.mjs';
import { ensurePrograms } from '../services/index.mjs';

/**
 * `npm run bench`: measures on real parts, prints a table and writes docs/benchmarks.md. It takes some minutes; what
 * else the machine does meanwhile shows in the figures. `npm run bench -- --only pull,log` for some: prints, writes nothing.
 * BENCH_DATABASE=FOLDER keeps Postgres there, with what was seeded: `--only history` begins at once the next time.
 */
const PROGRAMS = [
  ...['postgres', 'redis-server', 'dockerd', 'docker', 'docker-registry', 'busybox', 'chromium'],
  ...['ip', 'iptables', 'nsenter', 'unshare', 'script'],
];

/** In this order: API and agent are at rest only before they have worked. */
const BENCHES = {
  rest: { words: 'the API at rest', load: async () => (await import('./footprint.mjs')).measureApiAtRest },
  agent: { words: 'an agent with 100 containers', load: async () => (await import('./footprint.mjs')).measureAgent },
  page: { words: 'first page', load: async () => (await import('./first-page.mjs')).measureFirstPage },
  pull: { words: 'pull of a 300 MB image', load: async () => (await import('./pull.mjs')).measurePull },
  push: { words: 'push of a 300 MB image', load: async () => (await import('./push.mjs')).measurePush },
  build: { words: 'builds', load: async () => (await import('./build.mjs')).measureBuild },
  queue: { words: 'accepting 10,000 jobs', load: async () => (await import('./job-queue.mjs')).measureJobQueue },
  terminal: {
    words: 'typing in a terminal',
    load: async () => (await import('./terminal-echo.mjs')).measureTerminalEcho,
  },
  log: { words: 'following a log', load: async () => (await import('./log-follow.mjs')).measureLogFollow },
  flood: { words: 'a flood of a log', load: async () => (await import('./log-flood.mjs')).measureLogFlood },
  latency: { words: 'latency of a line', load: async () => (await import('./log-latency.mjs')).measureLogLatency },
  packages: {
    words: 'questions for packages in images',
    load: async () => (await import('./packages.mjs')).measurePackages,
  },
  history: {
    words: 'questions to a year of history',
    load: async () => (await import('./history.mjs')).measureHistory,
  },
  bases: { words: 'what is built on what', load: async () => (await import('./bases.mjs')).measureBases },
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const names = Object.keys(BENCHES);
const chosen = values.only?.split(',') ?? names;
const unknown = chosen.find((name) => !names.includes(name));

if (unknown === undefined) await run();
else {
  console.error(`There is no "${unknown}" among the benchmarks. Choose from: ${names.join(', ')}.`);
  process.exitCode = 2;
}

async function run() {
  await ensurePrograms(PROGRAMS, { log: tell });
  await build({ log: tell });
  const testing = await import(join(ROOT, 'libs/testing/dist/index.js'));
  const { benchmarksPage, printTable } = await import('./report.mjs');
  tell('starting an engine, a registry, Postgres, Redis, the API and an agent');
  const stack = await testing.startStack({ hosts: 1, web: true, samples: { scale: 0.1 }, ...keptDatabase() });
  const figures = [];
  try {
    for (const [name, { words, load }] of Object.entries(BENCHES)) {
      if (!chosen.includes(name)) continue;
      tell(words);
      const measure = await load();
      figures.push(...(await measure(stack, testing)));
    }
  } finally {
    await stack.stop();
  }
  printTable(figures);
  if (values.only === undefined) writeFileSync(join(ROOT, 'docs/benchmarks.md'), benchmarksPage(figures));
}

/** A database that was made before: the host of this run has another name than that of the last. */
function keptDatabase() {
  const databaseDir = process.env.BENCH_DATABASE;
  return databaseDir && { databaseDir, names: [`bench-${Date.now().toString(36)}`] };
}

/** @param {string} words */
function tell(words) {
  console.error(`… ${words}`);
}
