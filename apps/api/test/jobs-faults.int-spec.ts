import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Job } from '@roadstead/contract';
import { type JobReport, succeed } from '@roadstead/protocol';
import fc from 'fast-check';
import { JobOutbox } from '../src/jobs/job-outbox.js';
import { progressOf, type ScriptedAgent, SUCCEEDED } from './jobs-agent.js';
import { CuttableRedis } from './jobs-cuttable-redis.js';
import { type Api, Harness, until } from './jobs-harness.js';

const FAILED: JobReport = {
  type: 'failed',
  error: { code: 'engine.refused', message: '', detail: { host: 'h', reason: 'r' } },
};
const isEnded = ({ state }: Job) => state === 'succeeded' || state === 'failed' || state === 'canceled';

describe('jobs under faults', () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness?.stop());

  const jobOn = async (api: Api, agent: ScriptedAgent): Promise<Job> => {
    const [job] = (await harness.pull(api, [agent])).jobs;
    if (job === undefined) throw new Error('no job');
    return job;
  };
  const connected = async (api: Api): Promise<ScriptedAgent> => {
    const agent = await harness.addHost();
    await agent.connect(api);
    return agent;
  };

  it('loses nothing when the API dies between the commit and the enqueue', async () => {
    const dying = await harness.startApi();
    await dying.app.get(JobOutbox).onModuleDestroy();
    const agent = await connected(dying);
    const job = await jobOn(dying, agent);
    await dying.stop();
    expect((await harness.database.query('SELECT 1 FROM job_outbox WHERE job_id = $1', [job.id])).rowCount).toBe(1);
    const api = await harness.startApi();
    await agent.connect(api);
    await agent.started(job.id);
    await agent.report(job, 1, 1, SUCCEEDED);
    await harness.untilJob(api, job.id, isEnded);
    await api.stop();
  });

  it('rolls on when the API dies between the commit and the enqueue, and over a flushed Redis', async () => {
    const dying = await harness.startApi();
    const agents = [await harness.addHost(), await harness.addHost(), await harness.addHost()];
    await dying.app.get(JobOutbox).onModuleDestroy();
    const { batchId, jobs } = await harness.create(dying, {
      kind: 'image.tag',
      hosts: agents,
      params: { source: 'shop/web:1', target: 'shop/web:2' },
      rolling: { width: 1, stopAfterFailures: 1 },
    });
    await dying.stop();
    const api = await harness.startApi();
    for (const agent of agents) await agent.connect(api);
    for (const [i, agent] of agents.entries()) {
      const job = jobs[i] as Job;
      await agent.started(job.id);
      await harness.redis.flushall();
      await agent.report(job, 1, 1, { type: 'succeeded', result: { imageId: `sha256:${'a'.repeat(64)}` } });
    }
    for (const { id } of jobs) expect((await harness.untilJob(api, id, isEnded)).attempts).toHaveLength(1);
    const batch = await harness.request(api, 'GET', `/batches/${batchId}`);
    expect(await batch.json()).toMatchObject({ counts: { succeeded: 3 }, stopped: false });
    await api.stop();
  });

  it('queues again from Postgres what a flushed Redis has lost', async () => {
    const api = await harness.startApi();
    const agent = await connected(api);
    await api.stop();
    const { rows } = await harness.database.query(
      `WITH b AS (INSERT INTO job_batches (id, kind, created_by) VALUES (gen_random_uuid(), 'image.pull', 'x') RETURNING id)
       INSERT INTO jobs (id, batch_id, kind, host_id, params, created_by)
       SELECT gen_random_uuid(), b.id, 'image.pull', $1, '{"reference":"a:b"}', 'x' FROM b RETURNING id`,
      [agent.hostId],
    );
    await harness.redis.flushall();
    const next = await harness.startApi();
    await agent.connect(next);
    await agent.started(rows[0].id);
    await agent.report(rows[0], 1, 1, SUCCEEDED);
    await harness.untilJob(next, rows[0].id, isEnded);
    await next.stop();
  });

  it('goes on where it was when Redis is flushed while jobs run and wait', async () => {
    const api = await harness.startApi({ transfersPerHost: 1 });
    const agent = await connected(api);
    const jobs = [await jobOn(api, agent), await jobOn(api, agent), await jobOn(api, agent)];
    await until('a start', async () => ({ done: agent.starts.length > 0, value: agent.starts }));
    await harness.redis.flushall();
    for (let n = 0; n < jobs.length; n += 1) {
      await until('a start', async () => ({ done: agent.starts.length > n, value: n }));
      await agent.report({ id: agent.starts[n]?.jobId } as Job, 1, 1, SUCCEEDED);
    }
    for (const { id } of jobs) expect((await harness.untilJob(api, id, isEnded)).attempts).toHaveLength(1);
    await api.stop();
  });

  it('accepts jobs while Redis is away, and runs them when it is back', async () => {
    const redis = new CuttableRedis(new URL(process.env.TEST_REDIS_URL ?? ''));
    await redis.mend();
    const api = await harness.startApi({ redisUrl: redis.url });
    const agent = await connected(api);
    const running = await jobOn(api, agent);
    await agent.started(running.id);
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    await redis.cut();
    const job = await jobOn(api, agent);
    const cancel = await harness.request(api, 'POST', `/jobs/${running.id}/cancel`);
    expect(cancel.status).toBe(202);
    await sleep(1500);
    expect((await harness.job(api, job.id)).state).toBe('queued');
    await redis.mend();
    await agent.started(job.id);
    await agent.report(job, 1, 1, SUCCEEDED);
    await harness.untilJob(api, job.id, isEnded);
    await until('the cancel', async () => ({ done: agent.cancels.length > 0, value: agent.cancels }));
    await agent.report(running, 1, 1, { type: 'canceled' });
    await harness.untilJob(api, running.id, isEnded);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    await api.stop();
    await redis.cut();
  });

  it('adopts a job that went on while the API was started again', async () => {
    const first = await harness.startApi();
    const agent = await connected(first);
    const job = await jobOn(first, agent);
    await agent.started(job.id);
    await agent.report(job, 1, 1, progressOf(100));
    await first.stop();
    const second = await harness.startApi();
    await agent.connect(second, [{ jobId: job.id, attempt: 1, ended: false }]);
    await agent.report(job, 1, 1, progressOf(100));
    await agent.report(job, 1, 2, progressOf(300));
    await agent.report(job, 1, 3, SUCCEEDED);
    const ended = await harness.untilJob(second, job.id, isEnded);
    expect(ended).toMatchObject({ state: 'succeeded', attempt: 1, progress: { bytesDone: 300 } });
    expect(agent.starts).toHaveLength(1);
    expect(agent.cancels).toEqual([]);
    await second.stop();
  });

  it('runs a job whose agent is on another API process than the request', async () => {
    const [one, two] = [await harness.startApi(), await harness.startApi()];
    const agent = await connected(one);
    const job = await jobOn(two, agent);
    await agent.started(job.id);
    agent.onCancel = () => succeed({ known: true });
    await harness.request(two, 'POST', `/jobs/${job.id}/cancel`);
    await until('the cancel', async () => ({ done: agent.cancels.length > 0, value: agent.cancels }));
    await agent.report(job, 1, 1, { type: 'canceled' });
    expect((await harness.untilJob(two, job.id, isEnded)).state).toBe('canceled');
    expect(agent.starts).toHaveLength(1);
    await two.stop();
    await one.stop();
  });

  it('reaches exactly one terminal state, whatever comes in whichever order from whomever', async () => {
    const api = await harness.startApi({ transfersPerHost: 1000 });
    const [own, other] = [await connected(api), await connected(api)];
    const report = fc.constantFrom<JobReport>(SUCCEEDED, FAILED, { type: 'canceled' }, progressOf(1), {
      type: 'output',
      text: 'x',
    });
    const message = fc.record({
      from: fc.constantFrom('own', 'other'),
      attempt: fc.constantFrom(1, 1, 1, 2, 3),
      sequence: fc.integer({ min: 1, max: 6 }),
      report,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 12 }), async (messages) => {
        const job = await jobOn(api, own);
        await own.started(job.id);
        const expected = messages.find(
          ({ from, attempt, report: { type } }) => from === 'own' && attempt === 1 && isEnd(type),
        );
        const replies: Promise<unknown>[] = [];
        for (const { from, attempt, sequence, report: sent } of messages) {
          const sender = from === 'own' ? own : other;
          replies.push(sender.report(job, attempt, sequence, sent));
          // Between hosts there is no order to keep; what one agent sends is in order.
          if (from === 'own' && messages.length % 2 === 0) await replies.at(-1);
        }
        for (const reply of await Promise.all(replies)) expect(reply).toEqual({ ok: true, data: {} });
        const { state } = await harness.job(api, job.id);
        expect(state).toBe(expected === undefined ? 'running' : expected.report.type);
        const { rows } = await harness.database.query('SELECT outcome FROM job_attempts WHERE job_id = $1', [job.id]);
        expect(rows).toEqual([{ outcome: expected?.report.type ?? null }]);
        if (expected === undefined) await own.report(job, 1, 100, SUCCEEDED);
      }),
      { numRuns: 60 },
    );
    await api.stop();
  });

  it('accepts ten thousand jobs, and starts as many as there are slots', async () => {
    const api = await harness.startApi();
    const agents = await Promise.all(Array.from({ length: 1000 }, () => harness.addHost()));
    const [agent] = agents;
    await agent?.connect(api);
    const from = performance.now();
    for (let n = 0; n < 10; n += 1) await harness.pull(api, agents, `shop/web:${n}`);
    const accepted = performance.now() - from;
    const parked = await until(
      'all to be looked at',
      async () => {
        const { rows } = await harness.database.query(
          `SELECT count(*)::int AS left FROM jobs WHERE state = 'queued' AND waiting_for IS NULL`,
        );
        return { done: rows[0].left === 0, value: rows[0].left };
      },
      100_000,
    );
    expect(parked).toBe(0);
    const looked = performance.now() - from;
    // A start that no report follows is sent again: what counts is how many jobs began.
    expect(new Set(agent?.starts.map(({ jobId }) => jobId)).size).toBe(3);
    process.stdout.write(
      `10,000 jobs: accepted in ${Math.round(accepted)} ms, each looked at after ${Math.round(looked)} ms\n`,
    );
    await api.stop();
  });
});

function isEnd(type: JobReport['type']): boolean {
  return type !== 'progress' && type !== 'output';
}
