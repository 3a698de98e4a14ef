import { seedImages, systemLayer } from '../sim/seed-images.mjs';
import { ask } from './ask.mjs';
import { percentile, timed } from './statistics.mjs';

const TURNS = 100;
const WARM_UP = 3;
const AIM_MS = 50;

/**
 * Questions to a fleet of 10,000 images about what is built on what. What it makes stays.
 * @param {import('@roadstead/testing').Stack} stack
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measureBases(stack) {
  await seedImages((sql, values) => stack.rows(sql, values));
  const figures = [];
  for (const [what, pathOf] of Object.entries(await questions(stack))) {
    const times = [];
    const isAfterChange = what.endsWith('after a change');
    const turns = isAfterChange ? TURNS / 5 : TURNS;
    for (let turn = 0; turn < turns + WARM_UP; turn++) {
      const path = await pathOf(turn);
      const milliseconds = await timed(() => ask(stack, path));
      if (turn >= WARM_UP) times.push(milliseconds);
    }
    const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
    console.error(`… ${what}: p99 ${p99.toFixed(0)} ms`);
    figures.push({
      what: `bases among 10,000 images: ${what}`,
      measured: `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
      aim: isAfterChange ? 'told' : `p99 ≤ ${AIM_MS} ms`,
      met: isAfterChange || p99 <= AIM_MS,
    });
  }
  return figures;
}

/**
 * @param {import('@roadstead/testing').Stack} stack
 * @returns {Promise<Record<string, (turn: number) => Promise<string> | string>>} paths, another for each turn
 */
export async function questions(stack) {
  const [{ system, base, one }] = /** @type {Record<string, string>[]} */ (
    await stack.rows(`
    SELECT ${systemLayer(2)} AS system, (SELECT id FROM images WHERE top_chain_id = ${systemLayer(2)}) AS base, c.image_id AS one
    FROM containers c WHERE c.name = 'app-5000-0'`)
  );
  const changed = async (/** @type {number} */ turn) => {
    await stack.rows(`UPDATE host_images SET fingerprint = ${turn} WHERE image_id = '${one}'`);
    return '/audit/bases';
  };
  const changedLayers = async (/** @type {number} */ turn) => (await changed(turn)) && '/audit/layers';
  return {
    'the lowest': () => '/audit/bases',
    'the lowest, by space': () => '/audit/bases?sort=bytes',
    'on one': () => `/audit/bases?under=${system}`,
    search: (turn) => `/audit/bases?q=app-${turn * 37}`,
    'the lowest, after a change': changed,
    'built on a base, directly': () => `/images/${base}/derived?direct=true`,
    'built on a base': () => `/images/${base}/derived`,
    'a layer': () => `/layers/${system}`,
    'images with a layer': () => `/layers/${system}/images`,
    'what layers take': () => '/audit/layers',
    'what layers take, after a change': changedLayers,
    'containers on a layer': () => `/layers/${system}/containers`,
  };
}
