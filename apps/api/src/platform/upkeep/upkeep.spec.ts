import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { RoundClaims } from './round-claims.js';
import { Upkeep } from './upkeep.js';

class Counted extends Upkeep {
  runs = 0;
  runsHere = 0;
  async run(): Promise<void> {
    this.runs += 1;
    if (this.runs === 1) throw new Error('the first');
  }
  protected override async runHere(): Promise<void> {
    this.runsHere += 1;
  }
}

it('does the rounds that it claims, tells of one that failed, and stops', async () => {
  const asked: [string, number][] = [];
  const claim: RoundClaims['claim'] = async (name, everyMs) => {
    asked.push([name, everyMs]);
    // Every second one is done by another process.
    return asked.length % 2 === 1;
  };
  const told: string[] = [];
  const logger = pino({}, { write: (line) => told.push(JSON.parse(line).msg) });
  const work = new Counted({ name: 'counting', everyMs: 1, failure: 'not counted' }, { claim } as RoundClaims, logger);
  work.onApplicationBootstrap();
  while (work.runs < 3) await sleep(1);
  await work.onModuleDestroy();
  expect(asked[0]).toEqual(['counting', 1]);
  expect(work.runs).toBe(Math.ceil(asked.length / 2));
  // What is this process' own no other does for it.
  expect(work.runsHere).toBe(asked.length);
  expect(told).toEqual(['not counted; trying again']);
  const { runs } = work;
  await sleep(10);
  expect(work.runs).toBe(runs);
});
