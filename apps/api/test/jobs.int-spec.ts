import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ErrorReply, Job, Page } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { refuse, succeed } from '@roadstead/protocol';
import { progressOf, type ScriptedAgent, SUCCEEDED } from './jobs-agent.js';
import { type Api, Harness, until } from './jobs-harness.js';

const attempt = { attempt: 1, ended: false };
const isEnded = ({ state }: Job) => state === 'succeeded' || state === 'failed' || state === 'canceled';

async function errorOf(response: Response): Promise<ErrorReply['error']> {
  return ((await response.json()) as ErrorReply).error;
}

function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length !== 1) throw new Error(`${items.length} items`);
  return item;
}

describe('jobs', () => {
  let harness: Harness;
  let api: Api;

  beforeAll(async () => {
    harness = await Harness.start();
    api = await harness.startApi();
  });
  afterAll(() => harness?.stop());

  const connected = async (target = api): Promise<ScriptedAgent> => {
    const agent = await harness.addHost();
    await agent.connect(target);
    return agent;
  };
  const pullOn = async (agent: ScriptedAgent, reference?: string): Promise<Job> =>
    only((await harness.pull(api, [agent], reference)).jobs);
  const runningOn = async (agent: ScriptedAgent): Promise<Job> => {
    const job = await pullOn(agent);
    await agent.started(job.id);
    return job;
  };

  it('runs one request on two hosts, each with its own progress and end', async () => {
    const agents = [await connected(), await connected()];
    const { jobs, batchId } = await harness.pull(api, agents);
    expect(jobs.map(({ hostId }) => hostId).sort()).toEqual(agents.map(({ hostId }) => hostId).sort());
    for (const agent of agents) {
      const job = only(jobs.filter(({ hostId }) => hostId === agent.hostId));
      expect(await agent.started(job.id)).toMatchObject({
        attempt: 1,
        kind: 'image.pull',
        params: { reference: 'shop/web:1.0' },
      });
      await agent.report(job, 1, 1, progressOf(500));
      await agent.report(job, 1, 2, { type: 'output', text: 'Pulling from shop/web\n' });
      await agent.report(job, 1, 3, progressOf(1000));
      await agent.report(job, 1, 4, SUCCEEDED);
      const ended = await harness.untilJob(api, job.id, isEnded);
      expect(ended).toMatchObject({
        state: 'succeeded',
        batchId,
        attempt: 1,
        progressSequence: 3,
        progress: { bytesDone: 1000 },
      });
      expect(ended.attempts).toMatchObject([{ attempt: 1, outcome: 'succeeded' }]);
      const log = await harness.request(api, 'GET', `/jobs/${job.id}/log`);
      expect(log.headers.get('content-type')).toContain('text/plain');
      expect(await log.text()).toBe('Pulling from shop/web\n');
    }
    const page = async (cursor = '') => {
      const response = await harness.request(api, 'GET', `/jobs?batch=${batchId}&limit=1${cursor}`);
      return (await response.json()) as Page<Job>;
    };
    const list = await page();
    expect(list).toMatchObject({ total: 2, nextCursor: expect.any(String) });
    const next = await page(`&cursor=${list.nextCursor}`);
    expect(new Set([only(list.items).id, only(next.items).id]).size).toBe(2);
    expect(next.nextCursor).toBeUndefined();
  });

  it('keeps progress that only browsers have seen yet for a page that comes late', async () => {
    const agent = await connected();
    const job = await runningOn(agent);
    await agent.report(job, 1, 1, progressOf(123));
    const late = await harness.untilJob(api, job.id, ({ progress }) => progress !== undefined);
    expect(late).toMatchObject({ state: 'running', progressSequence: 1, progress: { bytesDone: 123 } });
    await agent.report(job, 1, 2, SUCCEEDED);
  });

  it('refuses unknown and revoked hosts, malformed references and unknown ids in words', async () => {
    const agent = await harness.addHost();
    const ask = async (hostIds: string[], reference: string) => {
      const response = await harness.request(api, 'POST', '/jobs', {
        kind: 'image.pull',
        hostIds,
        params: { reference },
      });
      return { status: response.status, code: (await errorOf(response)).code };
    };
    expect(await ask([agent.hostId, '01890000-0000-7000-8000-000000000001'], 'a:b')).toEqual({
      status: 404,
      code: 'host.unknown',
    });
    expect((await ask([agent.hostId], 'shop/WEB')).status).toBe(400);
    await harness.database.query(`UPDATE hosts SET status = 'revoked', revoked_at = now() WHERE id = $1`, [
      agent.hostId,
    ]);
    expect(await ask([agent.hostId], 'a:b')).toEqual({ status: 409, code: 'host.revoked' });
    for (const path of ['/jobs/x', '/jobs/01890000-0000-7000-8000-000000000001', '/jobs/x/log']) {
      expect((await errorOf(await harness.request(api, 'GET', path))).code).toBe('job.unknown');
    }
    expect((await harness.request(api, 'GET', '/jobs?cursor=x')).status).toBe(400);
  });

  it('makes one job for a host that is named twice, and one batch for an Idempotency-Key used twice', async () => {
    const agent = await harness.addHost();
    const headers = { 'idempotency-key': 'once' };
    const first = await harness.pull(api, [agent, agent], 'a:b', headers);
    expect(first.jobs).toHaveLength(1);
    const again = await harness.pull(api, [agent], 'a:b', headers);
    expect(again.jobs.map(({ id }) => id)).toEqual(first.jobs.map(({ id }) => id));
    await expect(harness.pull(api, [agent], 'a:c', headers)).rejects.toThrow('Idempotency-Key');
  });

  it('waits for a host that is not connected, says so, and runs when it connects', async () => {
    const agent = await harness.addHost();
    const job = await pullOn(agent);
    expect(await harness.untilJob(api, job.id, ({ state }) => state === 'waiting-for-host')).toMatchObject({
      waitingFor: 'host',
      attempt: 0,
    });
    await agent.connect(api);
    await agent.started(job.id);
    await agent.report(job, 1, 1, SUCCEEDED);
    expect((await harness.untilJob(api, job.id, isEnded)).state).toBe('succeeded');
  });

  it('waits for a host that Postgres still calls online while nobody holds its socket', async () => {
    const agent = await connected();
    agent.disconnect();
    await sleep(200);
    const job = await pullOn(agent);
    const waiting = await harness.untilJob(api, job.id, ({ state }) => state === 'waiting-for-host');
    expect(waiting.attempts).toEqual([]);
    await agent.connect(api);
    const { attempt: begun } = await until('a start', async () => ({
      done: agent.starts.length > 0,
      value: agent.starts[0] as { attempt: number },
    }));
    await agent.report(job, begun, 1, SUCCEEDED);
    expect((await harness.untilJob(api, job.id, isEnded)).attempts).toHaveLength(1);
  });

  it('runs no more transfers on a host than its slots, and fills a slot that gets free', async () => {
    const agent = await connected();
    const jobs = await Promise.all(['a:1', 'a:2', 'a:3', 'a:4', 'a:5'].map((reference) => pullOn(agent, reference)));
    await until('three starts', async () => ({ done: agent.starts.length === 3, value: agent.starts.length }));
    const waiting = await until('two that wait', async () => {
      const found = (await Promise.all(jobs.map(({ id }) => harness.job(api, id)))).filter(
        ({ waitingFor }) => waitingFor === 'slot',
      );
      return { done: found.length === 2, value: found };
    });
    expect(waiting.every(({ state }) => state === 'queued')).toBe(true);
    for (let i = 0; i < jobs.length; i += 1) {
      await until('a start', async () => ({ done: agent.starts.length > i, value: i }));
      const { jobId } = agent.starts[i] as { jobId: string };
      await agent.report({ id: jobId } as Job, 1, 1, SUCCEEDED);
      await sleep(100);
      expect(agent.starts.length).toBeLessThanOrEqual(i + 4);
    }
    for (const { id } of jobs) expect((await harness.untilJob(api, id, isEnded)).state).toBe('succeeded');
  });

  describe('cancel', () => {
    const cancel = (job: Job) => harness.request(api, 'POST', `/jobs/${job.id}/cancel`);

    it('ends a job that waits for its host at once, and it does not begin afterwards', async () => {
      const agent = await harness.addHost();
      const job = await pullOn(agent);
      await harness.untilJob(api, job.id, ({ state }) => state === 'waiting-for-host');
      const response = await cancel(job);
      expect(response.status).toBe(202);
      expect(await response.json()).toMatchObject({ state: 'canceled', cancelRequested: true });
      await agent.connect(api);
      await sleep(300);
      expect(agent.starts).toEqual([]);
      expect((await errorOf(await cancel(job))).code).toBe('job.already-ended');
    });

    it('tells the agent of a running job, and the job ends when the agent says so', async () => {
      const agent = await connected();
      const job = await runningOn(agent);
      expect(await (await cancel(job)).json()).toMatchObject({ state: 'running', cancelRequested: true });
      await until('the cancel', async () => ({ done: agent.cancels.length > 0, value: agent.cancels }));
      expect(agent.cancels[0]).toEqual({ jobId: job.id, attempt: 1 });
      await agent.report(job, 1, 1, { type: 'canceled' });
      expect((await harness.untilJob(api, job.id, isEnded)).attempts).toMatchObject([{ outcome: 'canceled' }]);
    });

    it('ends a running job that its agent does not know', async () => {
      const agent = await connected();
      agent.onCancel = () => succeed({ known: false });
      const job = await runningOn(agent);
      await cancel(job);
      expect((await harness.untilJob(api, job.id, isEnded)).state).toBe('canceled');
    });

    it('is told at the next hello to an agent that was away, or ends there what the agent lost', async () => {
      const [keeps, lost] = [await connected(), await connected()];
      const jobs = [await runningOn(keeps), await runningOn(lost)];
      for (const agent of [keeps, lost]) agent.disconnect();
      await sleep(100);
      for (const job of jobs) await cancel(job);
      const [kept, gone] = jobs as [Job, Job];
      await keeps.connect(api, [{ jobId: kept.id, ...attempt }]);
      await lost.connect(api, []);
      await until('the cancel', async () => ({ done: keeps.cancels.length > 0, value: keeps.cancels }));
      expect((await harness.untilJob(api, gone.id, isEnded)).state).toBe('canceled');
      await keeps.report(kept, 1, 1, { type: 'canceled' });
      expect((await harness.untilJob(api, kept.id, isEnded)).state).toBe('canceled');
    });
  });

  it('begins an interrupted job again under the next attempt, and refuses what the first one says', async () => {
    const agent = await connected();
    const job = await runningOn(agent);
    await agent.report(job, 1, 1, progressOf(900));
    agent.disconnect();
    await agent.connect(api, []);
    await agent.started(job.id, 2);
    expect(await agent.report(job, 1, 2, { type: 'output', text: 'of the first attempt\n' })).toEqual({
      ok: true,
      data: {},
    });
    expect(await agent.report(job, 1, 3, SUCCEEDED)).toEqual({ ok: true, data: {} });
    const running = await harness.job(api, job.id);
    expect(running).toMatchObject({ state: 'running', attempt: 2, progressSequence: 0 });
    expect(running.progress).toBeUndefined();
    expect(running.attempts).toMatchObject([{ attempt: 1, outcome: 'interrupted' }, { attempt: 2 }]);
    await agent.report(job, 2, 1, SUCCEEDED);
    expect((await harness.untilJob(api, job.id, isEnded)).state).toBe('succeeded');
    expect(await (await harness.request(api, 'GET', `/jobs/${job.id}/log`)).text()).toBe('');
  });

  it('gives up in words after the last attempt that an agent lost', async () => {
    const agent = await connected();
    const job = await pullOn(agent);
    for (let n = 1; n <= 5; n += 1) {
      await agent.started(job.id, n);
      agent.disconnect();
      await agent.connect(api, []);
    }
    const failed = await harness.untilJob(api, job.id, isEnded);
    expect(failed).toMatchObject({
      state: 'failed',
      error: { code: 'job.interrupted', detail: { attempts: 5, host: agent.name } },
    });
    expect(failed.error?.message).toContain(
      `Interrupted 5 times; given up. Look at the log of the agent on host ${agent.name}`,
    );
  });

  it('stops what an agent runs and nobody wants', async () => {
    const agent = await harness.addHost();
    const stranger = '01890000-0000-7000-8000-000000000002';
    await agent.connect(api, [{ jobId: stranger as Job['id'], ...attempt }]);
    await until('the cancel', async () => ({ done: agent.cancels.length > 0, value: agent.cancels }));
    expect(agent.cancels[0]).toEqual({ jobId: stranger, attempt: 1 });
  });

  it('fails a job that its agent refuses for good, and begins one again that it refuses for now', async () => {
    const agent = await connected();
    agent.onStart = () => refuse(new RoadsteadError('engine.refused', { host: agent.name, reason: 'no' }));
    const refused = await pullOn(agent);
    expect((await harness.untilJob(api, refused.id, isEnded)).error?.code).toBe('engine.refused');
    agent.onStart = ({ attempt: n }) =>
      n === 1
        ? refuse(new RoadsteadError('engine.unreachable', { host: agent.name, socket: 's', reason: 'r' }))
        : succeed({ adopted: false });
    const postponed = await pullOn(agent);
    await agent.started(postponed.id, 2);
    await agent.report(postponed, 2, 1, SUCCEEDED);
    expect((await harness.untilJob(api, postponed.id, isEnded)).state).toBe('succeeded');
  });

  it('leaves a start without an answer running, and sends it again under the same attempt', async () => {
    const agent = await connected();
    agent.onStart = () => (agent.starts.length === 1 ? undefined : succeed({ adopted: true }));
    const job = await pullOn(agent);
    await until('the second start', async () => ({ done: agent.starts.length >= 2, value: agent.starts }), 40_000);
    expect(agent.starts.every(({ attempt: n }) => n === 1)).toBe(true);
    await agent.report(job, 1, 1, SUCCEEDED);
    expect((await harness.untilJob(api, job.id, isEnded)).attempts).toHaveLength(1);
  });

  it('fails the jobs of a host that is revoked', async () => {
    const agent = await connected();
    const job = await runningOn(agent);
    expect((await harness.request(api, 'DELETE', `/hosts/${agent.hostId}`)).status).toBe(204);
    const failed = await harness.untilJob(api, job.id, isEnded);
    expect(failed.error?.message).toBe(`Host ${agent.name} is revoked.`);
    expect(failed.attempts).toMatchObject([{ outcome: 'failed' }]);
  });

  it('keeps at most four MiB of output, and says that more was written', async () => {
    const agent = await connected();
    const job = await runningOn(agent);
    const line = 'x'.repeat(65_536);
    for (let n = 1; n <= 66; n += 1) await agent.report(job, 1, n, { type: 'output', text: line });
    const text = await (await harness.request(api, 'GET', `/jobs/${job.id}/log`)).text();
    expect(text).toHaveLength(64 * 65_536 + (text.length % 65_536));
    expect(text).toContain('beyond 4 MiB was not kept');
    await agent.report(job, 1, 67, SUCCEEDED);
  });

  it('takes reports with characters that Postgres cannot hold', async () => {
    const agent = await connected();
    const job = await runningOn(agent);
    expect(await agent.report(job, 1, 1, { type: 'output', text: 'a\u0000b' })).toEqual({ ok: true, data: {} });
    const error = new RoadsteadError('engine.refused', { host: agent.name, reason: 'a\u0000\ud800b' }).toBody();
    expect(await agent.report(job, 1, 2, { type: 'failed', error })).toEqual({ ok: true, data: {} });
    expect((await harness.untilJob(api, job.id, isEnded)).error?.detail.reason).toBe('a\ufffd\ufffdb');
  });

  it('records who asked for what', async () => {
    const { rows } = await harness.database.query(
      `SELECT verb, outcome FROM actions WHERE verb LIKE 'job.%' GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    expect(rows).toEqual([
      { verb: 'job.cancel', outcome: 'job.already-ended' },
      { verb: 'job.cancel', outcome: 'ok' },
      { verb: 'job.create', outcome: 'host.revoked' },
      { verb: 'job.create', outcome: 'host.unknown' },
      { verb: 'job.create', outcome: 'ok' },
    ]);
  });
});
