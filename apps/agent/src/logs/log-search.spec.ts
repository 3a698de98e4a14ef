import { describe, expect, it } from '@jest/globals';
import type { LogSearchRecord } from '@roadstead/domain';
import { createMatcher } from './line-matcher.js';
import { entry, moment, runs } from './log-samples.js';
import { searchLog } from './log-search.js';

const plain = { isPattern: false, isCaseSensitive: false };

async function search(lines: string[], ask: Parameters<typeof createMatcher>[0], bounds = { context: 0, limit: 100 }) {
  const match = await createMatcher(ask);
  const records: LogSearchRecord[] = [];
  for await (const batch of searchLog(runs(...lines.map((line, n) => entry(n, `${line}\n`))), match, bounds)) {
    records.push(...batch);
  }
  return records;
}

describe('the search in a log', () => {
  it('finds a text whatever its case, with the lines around it and a gap where lines are left out', async () => {
    const lines = ['a', 'b', 'An Error', 'c', 'd', 'e', 'f', 'error two', 'error three', 'g', 'h'];
    const found = await search(lines, { ...plain, text: 'ERROR' }, { context: 1, limit: 100 });
    expect(found.map((record) => ('text' in record ? `${record.type} ${record.text}` : record.type))).toEqual([
      ...['context b', 'match An Error', 'context c', 'gap'],
      ...['context f', 'match error two', 'match error three', 'context g', 'end'],
    ]);
    expect(found[1]).toMatchObject({ at: moment(2), stream: 'stdout', spans: [[3, 8]] });
    expect(found.at(-1)).toEqual({ type: 'end', reason: 'whole', lines: 11, matches: 3, at: moment(10) });
  });

  it('is over when the limit is reached, after the context of the last match', async () => {
    const found = await search(['x', 'one', 'x', 'two', 'x'], { ...plain, text: 'x' }, { context: 1, limit: 2 });
    expect(found.map(({ type }) => type)).toEqual(['match', 'context', 'match', 'context', 'end']);
    expect(found.at(-1)).toMatchObject({ reason: 'limit', matches: 2 });
  });

  it('takes patterns in a time that grows with the line and not with the pattern', async () => {
    const begun = performance.now();
    const found = await search([`${'a'.repeat(100_000)}!`], { isPattern: true, isCaseSensitive: true, text: '(a+)+$' });
    expect(found.map(({ type }) => type)).toEqual(['end']);
    expect(performance.now() - begun).toBeLessThan(5_000);
    const codes = await search(['GET 200', 'GET 503', 'POST 500'], { ...plain, isPattern: true, text: 'get 5\\d\\d' });
    expect(codes.filter(({ type }) => type === 'match')).toHaveLength(1);
  });

  it('takes no pattern that would keep the agent from all else for long', async () => {
    const asked = { isPattern: true, isCaseSensitive: true };
    const patterns = ['[ac]{0,900}[0-9]', `${'[ac]{0,90}'.repeat(45)}[0-9]`, '(?:(?:a?b?){30}){30}'];
    for (const text of patterns) {
      const refusal = {
        code: 'logs.pattern-invalid',
        detail: { problem: expect.stringContaining('repeat less often') },
      };
      await expect(createMatcher({ ...asked, text })).rejects.toMatchObject(refusal);
    }
    const usual = String.raw`(?:\d{1,3}\.){3}\d{1,3} .{0,100}sha256:[0-9a-f]{64}`;
    const found = await search([`10.1.2.3 pulled sha256:${'0f'.repeat(32)}`], { ...asked, text: usual });
    expect(found.map(({ type }) => type)).toEqual(['match', 'end']);
  });

  it('marks of a line only what is found in a moment, where each place costs the rest of the line', async () => {
    const begun = performance.now();
    const found = await search(['a'.repeat(16_000)], {
      isPattern: true,
      isCaseSensitive: true,
      text: 'a(?:.*[ac]{240}b)?',
    });
    expect(found[0]).toMatchObject({ type: 'match', spans: expect.arrayContaining([[0, 1]]) });
    expect(performance.now() - begun).toBeLessThan(3_000);
  });

  it('says in words what is wrong with a pattern or a filter', async () => {
    await expect(createMatcher({ ...plain, isPattern: true, text: '(' })).rejects.toMatchObject({
      code: 'logs.pattern-invalid',
    });
    await expect(createMatcher({ ...plain, isPattern: true, text: '(?=a)b' })).rejects.toMatchObject({
      code: 'logs.pattern-invalid',
    });
    await expect(createMatcher({ ...plain, where: 'level' })).rejects.toMatchObject({ code: 'logs.filter-invalid' });
  });

  it('finds by the fields of JSON lines, and a text that colours go through', async () => {
    const lines = [
      '{"level":"error","status":503}',
      '{"level":"info","status":200}',
      'error',
      '\u001b[31mpay\u001b[0mment',
    ];
    const byField = await search(lines, { ...plain, where: 'level=error status>=500' });
    expect(byField.filter(({ type }) => type === 'match')).toHaveLength(1);
    expect((await search(lines, { ...plain, text: 'payment' }))[0]).toMatchObject({ type: 'match', spans: [[0, 7]] });
  });

  it('takes a line of 16 MB that comes in entries, and tells the beginning of it and its length', async () => {
    const piece = 'x'.repeat(16 * 1024);
    const pieces = Array.from({ length: 1024 }, (_, n) => entry(1, n === 0 ? `needle${piece.slice(6)}` : piece));
    const match = await createMatcher({ ...plain, text: 'needle' });
    const records: LogSearchRecord[] = [];
    for await (const batch of searchLog(runs(...pieces, entry(1, 'end\n')), match, { context: 0, limit: 9 })) {
      records.push(...batch);
    }
    // On a slow machine its progress is told before.
    const found = records.find(({ type }) => type === 'match');
    expect(found).toMatchObject({ length: 16 * 1024 * 1024 + 3 });
    expect(found).toHaveProperty('text.length', 16_384);
    expect(records.at(-1)).toMatchObject({ lines: 1 });
  });
});
