import { seedPackages } from '../sim/seed-packages.mjs';
import { ask } from './ask.mjs';
import { timed } from './statistics.mjs';

const SIZE = { images: 1000, packages: 300, hosts: 100, containers: 5000 };
const TURNS = 30;
const WARM_UP = 3;
const AIM_MS = 100;

/** @type {Record<string, (turn: number) => string>} another path for each turn */
export const QUESTIONS = {
  'one package, half of its versions': (turn) =>
    `/packages?name=openssl&constraint=${encodeURIComponent(`< 3.0.${8 + (turn % 4)}`)}`,
  'one package, as of a moment before': (turn) =>
    `/packages?name=openssl&asOf=${new Date(Date.now() - (turn + 1) * 86_400_000).toISOString()}`,
  'a package that few have': (turn) => `/packages?name=lib-${turn + 20}&constraint=${encodeURIComponent('= 3.0.7')}`,
  'a hundred packages by a wildcard': (turn) => `/packages?name=${encodeURIComponent(`lib-${1 + (turn % 2)}??`)}`,
  nothing: (turn) => `/packages?name=nothing-${turn}`,
};

/**
 * Which of 5,000 containers on 100 hosts carry a package, by 1,000 images with 300 packages each, as a client asks it. What it makes
 * stays.
 * @param {import('@roadstead/testing').Stack} stack
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measurePackages(stack) {
  await seedPackages((sql, values) => stack.rows(sql, values), SIZE);
  const figures = [];
  for (const [what, path] of Object.entries(QUESTIONS)) {
    const times = [];
    for (let turn = 0; turn < TURNS + WARM_UP; turn++) {
      const milliseconds = await timed(() => ask(stack, path(turn)));
      if (turn >= WARM_UP) times.push(milliseconds);
    }
    const sorted = times.sort((a, b) => a - b);
    const [median, p99] = [sorted[TURNS / 2], sorted[TURNS - 1]];
    console.error(`… ${what}: p50 ${median.toFixed(0)} ms, most ${p99.toFixed(0)} ms`);
    figures.push({
      what: `packages in ${SIZE.images.toLocaleString('en')} images: ${what}`,
      measured: `p50 ${median.toFixed(0)} ms, most ${p99.toFixed(0)} ms`,
      aim: `p50 ≤ ${AIM_MS} ms`,
      met: median <= AIM_MS,
    });
  }
  return figures;
}
