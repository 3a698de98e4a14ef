import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { seeded, seedHistory } from '../sim/seed-history.mjs';
import { ask } from './ask.mjs';
import { inTurn, percentile, timed } from './statistics.mjs';

/** 1 is 1.36 million runs in a year, which is what can be made here in about a minute. */
const SCALE = Number(process.env.HISTORY_SCALE ?? 1);
/** So many that one slow turn, for which the collection of garbage is enough, is not the ninety-ninth percentile. */
const TURNS = 120;
/** Questions whose words match, for who works on them. */
const ONLY = new RegExp(process.env.HISTORY_ONLY ?? '');
const WARM_UP = 5;
const DAY_MS = 86_400_000;
const AIM_MS = 50;
/** So many turns, and the garbage of those who ask is collected: in the midst of a turn it was up to 58 of 106 ms. */
const TURNS_COLLECTED = 5;
/** A question that takes seconds is asked less often. */
const LONGEST_MS = 30_000;

/**
 * Questions to the history of 50,000 containers on 1,000 hosts, as a client asks them. It comes last: what it makes stays.
 * @param {import('@roadstead/testing').Stack} stack
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measureHistory(stack) {
  const { runs, before } = await seedOnce(stack);
  // A year of history was written in a year, and not in the minutes before somebody asks.
  await stack.rows('CHECKPOINT');
  const figures = [];
  const collectOwn = ownCollection();
  for (const [what, path] of Object.entries(await questions(stack))) {
    if (!ONLY.test(what)) continue;
    const times = [];
    /** @type {{ nextCursor?: string } | undefined} */
    let answer;
    const begin = performance.now();
    for (let turn = 0; turn < TURNS + WARM_UP; turn++) {
      if (turn % TURNS_COLLECTED === 0) collectOwn();
      const milliseconds = await timed(async () => {
        answer = await ask(stack, path(turn, answer?.nextCursor));
      });
      if (turn >= WARM_UP) times.push(milliseconds);
      if (times.length > 0 && performance.now() - begin > LONGEST_MS) break;
    }
    const p99 = percentile(times, 0.99);
    console.error(`… ${what}: p99 ${p99.toFixed(0)} ms`);
    figures.push({
      what: `history of ${(runs / 1e6).toFixed(1)} million runs: ${what}`,
      measured: `p50 ${percentile(times, 0.5).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
      aim: `p99 ≤ ${AIM_MS} ms`,
      met: p99 <= AIM_MS,
    });
  }
  const grown = (await size(stack)) - before;
  const megabytes = grown / 50 / 1e6;
  const perRun = grown / runs;
  figures.push({
    what: `a year of history of 1,000 containers, ${Math.round(runs / 50).toLocaleString('en')} runs, with indexes`,
    measured: `${megabytes.toFixed(0)} MB, ${perRun.toFixed(0)} bytes a run`,
    aim: 'told',
    met: true,
  });
  figures.push(await writing(stack));
  return figures;
}

/** @returns {() => void} collects the garbage of this process, which no answer is to wait for */
function ownCollection() {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}

/** @param {import('@roadstead/testing').Stack} stack */
async function seedOnce(stack) {
  const there = await value(stack, `SELECT count(*) FROM hosts WHERE name = '${seeded.hostName}'`);
  if (there !== '0') {
    const runs = Number(await value(stack, 'SELECT count(*) FROM runs'));
    console.error(`… ${runs.toLocaleString('en')} runs were there`);
    return { runs, before: 0 };
  }
  const before = await size(stack);
  const { runs, seconds } = await seedHistory((sql, values) => stack.rows(sql, values), SCALE);
  console.error(`… ${runs.toLocaleString('en')} runs made in ${seconds.toFixed(0)} s`);
  return { runs, before };
}

/**
 * What the sums of activity cost those who write runs: the same with the triggers and without, undone each time.
 * @param {import('@roadstead/testing').Stack} stack
 * @returns {Promise<import('./report.mjs').Figure>}
 */
async function writing(stack) {
  await stack.rows(`
    CREATE OR REPLACE FUNCTION bench_writing(triggers text) RETURNS float8 LANGUAGE plpgsql AS $$
    DECLARE
      begin_at timestamptz;
      took float8[] := '{}';
      ids bigint[] := ARRAY(SELECT id FROM runs WHERE end_known_by IS NULL AND host_key = (
        SELECT key FROM hosts WHERE name LIKE 'sim-%' ORDER BY random() LIMIT 1));
    BEGIN
      PERFORM set_config('session_replication_role', triggers, true);
      FOR turn IN 1..7 LOOP
        BEGIN
          begin_at := clock_timestamp();
          UPDATE runs SET ended_at = now(), end_known_by = 'event' WHERE id = ANY(ids);
          INSERT INTO runs (host_key, container_key, container_name, image_key, started_at)
          SELECT host_key, container_key, container_name, image_key, now() FROM runs WHERE id = ANY(ids);
          took := took || extract(epoch FROM clock_timestamp() - begin_at)::float8 * 1000;
          RAISE EXCEPTION USING ERRCODE = 'RB001';
        EXCEPTION WHEN SQLSTATE 'RB001' THEN
        END;
      END LOOP;
      -- The first ones make plans, which a connection that goes on has.
      RETURN (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY each) FROM unnest(took[3:]) AS each);
    END $$`);
  const way = (/** @type {string} */ triggers) => async () =>
    Number(await value(stack, `SELECT bench_writing('${triggers}') AS took`));
  const { sums, none } = await inTurn(40, { sums: way('origin'), none: way('replica') });
  await stack.rows('DROP FUNCTION bench_writing');
  return {
    what: 'closing 50 runs and beginning 50, in one transaction',
    measured: `${(sums / none).toFixed(2)} × (${sums.toFixed(1)} ms)`,
    against: `without sums of activity (${none.toFixed(1)} ms)`,
    aim: '≤ 1.1 ×',
    met: sums <= none * 1.1,
  };
}

const SIZE = [
  'runs',
  'run_containers',
  'observations',
  'history_containers',
  'history_images',
  'tag_history',
  'run_activity',
]
  .map((table) => `pg_total_relation_size('${table}')`)
  .join(' + ');

/**
 * @param {import('@roadstead/testing').Stack} stack
 * @returns {Promise<Record<string, (turn: number, cursor?: string) => string>>} paths, another for each turn; the cursor is of
 *   the answer before
 */
export async function questions(stack) {
  const host = await value(stack, `SELECT id AS host FROM hosts WHERE name = '${seeded.hostName}'`);
  const image = await value(stack, `SELECT ${seeded.imageId(7, 4)} AS image`);
  const layer = await value(stack, `SELECT ${seeded.baseLayer(7)} AS layer`);
  const then = (/** @type {number} */ turn) => new Date(Date.now() - (1 + turn * 2.75) * DAY_MS).toISOString();
  const asOf = (/** @type {string} */ filter) => (/** @type {number} */ turn) =>
    `/audit/placements?asOf=${then(turn)}${filter}`;
  return {
    now: () => '/audit/placements',
    'everything now, page after page of 500': (_turn, cursor) =>
      `/audit/placements?limit=500${cursor === undefined ? '' : `&cursor=${cursor}`}`,
    'a text that everything has, now': () => '/audit/placements?q=web',
    'now, by repository': (turn) => `/audit/placements?repository=sim/repo-${turn}`,
    'as of': asOf(''),
    'as of, sorted by container': asOf('&sort=container'),
    'as of, sorted by host': asOf('&sort=host'),
    'as of, sorted by image': asOf('&sort=image'),
    'a text that everything has, as of': asOf('&q=sim'),
    'by repository, as of': (turn) => asOf(`&repository=sim/repo-${turn}`)(turn),
    'by tag, as of': (turn) => asOf(`&tag=${turn % 10}`)(turn),
    'by digest, as of': asOf(`&digest=${image}`),
    'by layer, as of': asOf(`&layer=${layer}`),
    'by base image, as of': (turn) => asOf(`&base=sim/repo-${turn}:4`)(turn),
    'by label, as of': (turn) => asOf(`&label=team=team-${turn}`)(turn),
    'by host label, as of': (turn) => asOf(`&hostLabel=rack=${turn % 40}`)(turn),
    'by container, as of': (turn) => asOf(`&container=web-${turn * 10}`)(turn),
    'by host, as of': asOf(`&host=${host}`),
    'by text, as of': (turn) => asOf(`&q=web-1234`)(turn),
    'by repository, over ten days': (turn) =>
      `/audit/placements?from=${new Date(Date.parse(then(turn)) - 10 * DAY_MS).toISOString()}&to=${then(turn)}&repository=sim/repo-${turn}`,
    'everything, over the year': () => `/audit/placements?from=${then(132)}`,
    'history of a tag': (turn) => `/audit/tags?reference=sim/repo-${turn}:latest`,
    'history of all tags of a repository': (turn) => `/audit/tags?reference=sim/repo-${turn}`,
    'activity of a day': (turn) => `/audit/activity?from=${then(turn + 0.36)}&to=${then(turn)}`,
    'activity over the year': () => `/audit/activity?from=${then(132)}`,
    'activity over the year, one host': () => `/audit/activity?from=${then(132)}&host=${host}`,
    'matrix, now': () => '/audit/matrix',
    'matrix, as of': (turn) => `/audit/matrix?asOf=${then(turn)}`,
    'changes of a day': (turn) => `/audit/changes?from=${then(turn + 0.36)}&to=${then(turn)}`,
    'changes of a day, one host': (turn) => `/audit/changes?from=${then(turn + 0.36)}&to=${then(turn)}&host=${host}`,
  };
}

/** @param {import('@roadstead/testing').Stack} stack */
async function size(stack) {
  return Number(await value(stack, `SELECT ${SIZE} AS bytes`));
}

/** The one value that a query gives. @param {import('@roadstead/testing').Stack} stack @param {string} sql */
async function value(stack, sql) {
  const [row] = await stack.rows(sql);
  return String(Object.values(row)[0]);
}
