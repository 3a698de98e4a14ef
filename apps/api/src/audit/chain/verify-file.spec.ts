import { describe, expect, it } from '@jest/globals';
import { actionHash, type ChainedAction, GENESIS_HASH } from './action-hash.js';
import { type FileOptions, verifyFile } from './verify-file.js';

function chain(length: number): ChainedAction[] {
  const rows: ChainedAction[] = [];
  for (let id = 1; id <= length; id += 1) {
    const row = {
      id: String(id),
      at: `2026-11-28T03:00:0${id % 10}.000001Z`,
      actor: 'ann',
      address: null,
      verb: 'image.save',
      target: 'host web-1',
      detail: '{"a": "ü"}',
      outcome: 'ok',
      chainVersion: 1,
      previousHash: rows.at(-1)?.hash ?? GENESIS_HASH,
    };
    rows.push({ ...row, hash: actionHash({ ...row, hash: '' }) });
  }
  return rows;
}

const ROWS = chain(9);
const head = (row = ROWS.at(-1)) => `${row?.id}:${row?.hash}`;
const nameOf = (row = ROWS.at(-1)) => `roadstead-actions-head-${row?.id}-${row?.hash}.jsonl`;

function verify(rows: readonly ChainedAction[], options: Partial<FileOptions> = {}) {
  async function* lines() {
    for (const row of rows) yield JSON.stringify(row);
    yield '';
  }
  return verifyFile(lines(), { name: nameOf(), isFiltered: false, ...options });
}

describe('an export of the log of actions', () => {
  it('is proved without the database', async () => {
    expect(await verify(ROWS)).toMatchObject({ result: 'intact', checked: 9, firstId: '1', head: { id: '9' } });
    expect(await verify(ROWS, { noted: head(ROWS[3]) })).toMatchObject({ result: 'intact', comparison: 'held' });
    expect(await verify(ROWS, { noted: `4:${'f'.repeat(64)}` })).toMatchObject({
      result: 'broken',
      comparison: 'missing',
    });
  });

  it.each([
    ['changed', ROWS.map((row) => (row.id === '5' ? { ...row, actor: 'eve' } : row)), { fault: 'changed', id: '5' }],
    ['removed', ROWS.filter(({ id }) => id !== '5'), { fault: 'removed', id: '5', untilId: '5' }],
    ['cut off, against its name', ROWS.slice(0, 7), { fault: 'cut', id: '8', untilId: '9' }],
    ['without its beginning, which no action tells of', ROWS.slice(3), { fault: 'checkpoint', id: '3' }],
  ])('is found out where it was %s', async (_how, rows, finding) => {
    expect(await verify(rows)).toMatchObject({ result: 'broken', finding });
  });

  it('may have left out what a filter did, and is proved where entries stand side by side', async () => {
    const filtered = ROWS.filter(({ id }) => !['1', '5', '6'].includes(id));
    expect(await verify(filtered, { isFiltered: true, noted: head(ROWS[2]) })).toMatchObject({
      result: 'intact',
      checked: 6,
      firstId: '2',
      leftOut: 2,
      comparison: 'held',
    });
    const changed = filtered.map((row) => (row.id === '7' ? { ...row, target: 'x' } : row));
    expect((await verify(changed, { isFiltered: true })).finding).toEqual({ fault: 'changed', id: '7' });
    const exchanged = [ROWS[3], ROWS[1]] as ChainedAction[];
    expect((await verify(exchanged, { isFiltered: true })).finding).toEqual({ fault: 'reordered', id: '2' });
  });

  it('is told from what is none', async () => {
    await expect(verify([])).rejects.toThrow('no action in it');
    async function* csv() {
      yield 'chainVersion,previousHash,id,at';
    }
    await expect(verifyFile(csv(), { name: 'x.csv', isFiltered: false })).rejects.toThrow('Line 1 is not an action');
  });
});
