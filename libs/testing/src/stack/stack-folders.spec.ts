import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clearAbortedStacks, openStackFolder } from './stack-folders.js';

describe('folders of stacks', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'stack-folders-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('issue-5-stack-claim: a stack that starts is not cleared by another run that starts', async () => {
    let isOver = false;
    const clearing = (async () => {
      while (!isOver) await clearAbortedStacks(dir);
    })();
    const folders: string[] = [];
    for (let turn = 0; turn < 100; turn++) folders.push(await openStackFolder(dir));
    isOver = true;
    await clearing;
    await clearAbortedStacks(dir);
    expect(folders.filter((folder) => !existsSync(join(folder, 'owner')))).toEqual([]);
  });

  it('clears one that nobody owns', async () => {
    const aborted = await mkdtemp(join(dir, 'roadstead-stack-'));
    await clearAbortedStacks(dir);
    expect(existsSync(aborted)).toBe(false);
  });
});
