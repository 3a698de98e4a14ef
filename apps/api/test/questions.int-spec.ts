import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@roadstead/testing';
import pg from 'pg';
import { ApiHarness } from './api-harness.js';

const SECONDS = 1;
/** As Questions has it. */
const AT_ONCE = 4;
const SINCE = '2026-01-01T00:00:00Z';
/** What waits for the locked tables. */
const WIDE = [
  '/audit/placements',
  `/audit/placements?asOf=${SINCE}&q=web`,
  '/audit/matrix',
  `/audit/changes?from=${SINCE}`,
  `/audit/activity?from=${SINCE}&q=web`,
  '/audit/tags?reference=web',
  '/audit/actions?verb=host',
  '/audit/drift',
  '/audit/layers',
  '/packages?name=openssl',
];

/** A lock stands for a question that takes for ever. */
describe('questions that are too wide', () => {
  let api: ApiHarness;
  let token: string;
  let locker: pg.Client;
  const ask = (path: string) => api.request(`GET`, path, { token });
  const waiting = async (): Promise<number> => {
    const [row] = await api.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return row?.count ?? 0;
  };
  /** Nothing is read from these while the task goes on. */
  const locked = async <T>(
    task: () => Promise<T>,
    tables = 'runs, tag_history, actions, image_layers, packages',
  ): Promise<T> => {
    await locker.query(`BEGIN; LOCK TABLE ${tables}`);
    try {
      return await task();
    } finally {
      await locker.query('ROLLBACK');
    }
  };

  beforeAll(async () => {
    api = await ApiHarness.start({ questionSeconds: SECONDS });
    ({ token } = await api.addUser('admin'));
    locker = new pg.Client({ connectionString: api.config.databaseUrl });
    await locker.connect();
  });
  afterAll(async () => {
    await locker.end();
    await api.stop();
  });

  it('are given up, with words on what to narrow, and answered when they can be', async () => {
    const answer = await locked(() => ask('/audit/placements'));
    expect(answer.status).toBe(503);
    expect(answer.body.error).toMatchObject({ code: 'question.too-wide', detail: { seconds: SECONDS } });
    expect(answer.body.error.message).toContain('Ask for less');
    expect((await ask('/audit/placements')).status).toBe(200);
  });

  it.each(WIDE)('%s is bounded, and answered without the lock', async (path) => {
    const answer = await locked(() => ask(path));
    expect([answer.status, answer.body.error.code]).toEqual([503, 'question.too-wide']);
    expect((await ask(path)).status).toBe(200);
  });

  it('are few at once; inventory comes in and everything else is answered meanwhile', async () => {
    const agent = await api.connectedHost('meanwhile');
    const answers = await locked(async () => {
      const questions = Array.from({ length: 5 * AT_ONCE }, () => ask('/packages?name=openssl'));
      await waitFor(async () => (await waiting()) === AT_ONCE, 'all places to be taken');
      await agent.list([]);
      expect((await ask('/hosts')).text).toContain('meanwhile');
      expect(await waiting()).toBeLessThanOrEqual(AT_ONCE);
      return Promise.all(questions);
    }, 'packages');
    const codes = new Set(answers.map(({ status, body }) => `${status} ${body.error.code}`));
    expect([...codes].sort()).toEqual(['503 question.no-turn', '503 question.too-wide']);
    agent.disconnect();
  });
});
