import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { oneAtATime } from './one-at-a-time.js';

describe('one at a time', () => {
  const name = `spec-${process.pid}`;

  it('lets nobody else begin before the work has ended, also when it fails', async () => {
    let atWork = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++atWork);
      await sleep(30);
      atWork--;
      throw new Error('as works do');
    };
    await Promise.allSettled([oneAtATime(name, work), oneAtATime(name, work), oneAtATime(name, work)]);
    expect(most).toBe(1);
  });

  it('is free again when a process was killed at it', async () => {
    const path = JSON.stringify(`\0roadstead-${name}`);
    const script = `require('net').createServer().listen({ path: ${path} }, () => console.log('has it'))`;
    const other = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(other.stdout, 'data');
    let hasBegun = false;
    const mine = oneAtATime(name, async () => {
      hasBegun = true;
    });
    await sleep(200);
    expect(hasBegun).toBe(false);
    other.kill('SIGKILL');
    await mine;
    expect(hasBegun).toBe(true);
  });
});
