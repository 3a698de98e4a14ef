import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type CreatedJobs,
  type Job,
  type JobTick,
  LIVE_NAMESPACE,
  type LiveDelta,
  type LiveSnapshot,
} from '@roadstead/contract';
import { type ErrorBody, RoadsteadError } from '@roadstead/domain';
import { SOCKET_PATH } from '@roadstead/protocol';
import { io, type Socket } from 'socket.io-client';
import { hashSecret } from '../src/auth/secrets.js';
import { JobsService } from '../src/jobs/jobs.service.js';
import { LiveWatch } from '../src/live/live-watch.js';
import { progressOf, type ScriptedAgent, SUCCEEDED } from './jobs-agent.js';
import { CuttableRedis } from './jobs-cuttable-redis.js';
import { type Api, Harness, until } from './jobs-harness.js';

type Reply = { ok: true; data: LiveSnapshot } | { ok: false; error: ErrorBody };

/** A page: keeps of each job the newest version, as the contract says. */
class Page {
  readonly deltas: LiveDelta[] = [];
  readonly jobs = new Map<string, Job>();

  constructor(readonly socket: Socket) {
    socket.on('delta', (delta: LiveDelta) => {
      this.deltas.push(delta);
      this.#apply(delta.jobs);
      for (const tick of delta.progress ?? []) this.#move(tick);
    });
  }

  async subscribe(topic: string): Promise<Reply> {
    const reply: Reply = await this.socket.timeout(5000).emitWithAck('subscribe', topic);
    if (reply.ok) this.#apply(reply.data.jobs);
    return reply;
  }

  #move({ id, revision, progressSequence, progress }: JobTick): void {
    const known = this.jobs.get(id);
    if (known?.revision !== revision || known.progressSequence >= progressSequence) return;
    this.jobs.set(id, { ...known, progressSequence, progress });
  }

  #apply(jobs: readonly Job[] = []): void {
    for (const job of jobs) {
      const known = this.jobs.get(job.id);
      if (known === undefined || isNewer(job, known)) this.jobs.set(job.id, job);
    }
  }
}

function isNewer(a: Job, b: Job): boolean {
  return a.revision > b.revision || (a.revision === b.revision && a.progressSequence > b.progressSequence);
}

describe('live topics', () => {
  let harness: Harness;
  let api: Api;
  let other: Api;
  let agent: ScriptedAgent;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    harness = await Harness.start();
    api = await harness.startApi();
    other = await harness.startApi();
    agent = await harness.addHost();
    await agent.connect(api);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect();
    await harness?.stop();
  });

  const connect = (target: Api, options: object) => {
    const socket = io(target.url + LIVE_NAMESPACE, {
      path: SOCKET_PATH,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      ...options,
    });
    sockets.push(socket);
    return socket;
  };
  const open = async (target: Api, token = harness.token): Promise<Page> => {
    const socket = connect(target, { auth: { token } });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return new Page(socket);
  };
  const refusal = (options: object) =>
    new Promise<string>((resolve) => {
      const socket = connect(api, options);
      socket.once('connect', () => resolve('connected'));
      socket.once('connect_error', (error: Error & { data?: ErrorBody }) => resolve(error.data?.code ?? error.message));
    });
  const runningJob = async (): Promise<Job> => {
    const [job] = (await harness.pull(api, [agent])).jobs;
    if (job === undefined) throw new Error('no job');
    await agent.started(job.id);
    return job;
  };

  it('lets nobody in without a credential, or from another site', async () => {
    expect(await refusal({})).toBe('auth.required');
    expect(await refusal({ auth: { token: 'guess' } })).toBe('auth.required');
    expect(await refusal({ extraHeaders: { cookie: 'roadstead_session=guess', origin: api.url } })).toBe(
      'auth.required',
    );
    expect(
      await refusal({ auth: { token: harness.token }, extraHeaders: { origin: 'https://evil.example' } }),
    ).not.toBe('connected');
  });

  it('refuses topics that are none, and that are about nothing, in words', async () => {
    const page = await open(api);
    for (const topic of ['', 'everything', 'host/x', 'job/1', 7]) {
      expect(await page.subscribe(topic as string)).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
    }
    expect(await page.subscribe('job/01890000-0000-7000-8000-000000000001')).toMatchObject({
      ok: false,
      error: { code: 'job.unknown' },
    });
    expect(await page.subscribe('host/01890000-0000-7000-8000-000000000001')).toMatchObject({
      ok: false,
      error: { code: 'host.unknown' },
    });
  });

  it('says on the page of a job, and nowhere else, that it has written output, on any API process', async () => {
    const job = await runningJob();
    const page = await open(other);
    for (const topic of [`job/${job.id}`, `batch/${job.batchId}`, 'jobs']) await page.subscribe(topic);
    await agent.report(job, 1, 1, { type: 'output', text: '#1 one\n' });
    await agent.report(job, 1, 1, { type: 'output', text: '#1 one\n' });
    await until('the delta', async () => {
      const wrote = page.deltas.filter((delta) => delta.wrote);
      return { done: wrote.length > 0, value: wrote };
    });
    await sleep(300);
    expect(page.deltas.filter((delta) => delta.wrote)).toEqual([{ topic: `job/${job.id}`, wrote: true }]);
    await agent.report(job, 1, 2, SUCCEEDED);
  });

  it("shows a job's progress and end on another API process than the agent's, never going back", async () => {
    const job = await runningJob();
    const page = await open(other);
    const topics = [`job/${job.id}`, `batch/${job.batchId}`, 'jobs', `host/${job.hostId}`];
    for (const topic of topics) expect((await page.subscribe(topic)).ok).toBe(true);
    const seen: number[] = [];
    page.socket.on('delta', () => seen.push(page.jobs.get(job.id)?.progress?.bytesDone ?? 0));
    for (let n = 1; n <= 10; n += 1) {
      await agent.report(job, 1, n, progressOf(n * 100));
      await sleep(60);
    }
    await until('the last progress', async () => ({
      done: page.jobs.get(job.id)?.progressSequence === 10,
      value: page.jobs.get(job.id),
    }));
    await agent.report(job, 1, 11, SUCCEEDED);
    const ended = await until('the end', async () => ({
      done: page.jobs.get(job.id)?.state === 'succeeded',
      value: page.jobs.get(job.id),
    }));
    expect(ended).toMatchObject({ progressSequence: 10, progress: { bytesDone: 1000 }, result: { changed: true } });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(new Set(page.deltas.filter(({ jobs }) => jobs !== undefined).map(({ topic }) => topic))).toEqual(
      new Set(topics),
    );
    expect(new Set(page.deltas.filter(({ progress }) => progress !== undefined).map(({ topic }) => topic))).toEqual(
      new Set(topics),
    );
  });

  it('gives a page that joins late the whole job at once', async () => {
    const job = await runningJob();
    await agent.report(job, 1, 1, progressOf(700));
    await sleep(1200);
    const page = await open(other);
    const reply = await page.subscribe(`job/${job.id}`);
    expect(reply).toMatchObject({
      ok: true,
      data: { jobs: [{ id: job.id, state: 'running', progress: { bytesDone: 700 } }] },
    });
    expect(await page.subscribe('jobs')).toMatchObject({
      ok: true,
      data: { jobs: expect.arrayContaining([expect.objectContaining({ id: job.id })]) },
    });
    await agent.report(job, 1, 2, SUCCEEDED);
  });

  it('sends at most about ten messages a second of a job, however fast they come', async () => {
    const job = await runningJob();
    const page = await open(api);
    await page.subscribe(`job/${job.id}`);
    const from = Date.now();
    for (let n = 1; n <= 300; n += 1) await agent.report(job, 1, n, progressOf(n));
    await sleep(300);
    const windows = (Date.now() - from) / 100;
    expect(page.deltas.length).toBeLessThanOrEqual(windows + 2);
    expect(page.jobs.get(job.id)?.progressSequence).toBe(300);
    await agent.report(job, 1, 301, SUCCEEDED);
  });

  it('tells of hosts and the overview in every process, and nothing after unsubscribe', async () => {
    const page = await open(other);
    const hosts = await page.subscribe('hosts');
    expect(hosts).toMatchObject({
      ok: true,
      data: { hosts: expect.arrayContaining([expect.objectContaining({ id: agent.hostId })]) },
    });
    expect(await page.subscribe('overview')).toMatchObject({
      ok: true,
      data: { overview: { hosts: { total: expect.any(Number) } } },
    });
    expect(await page.subscribe('containers')).toEqual({ ok: true, data: {} });
    const fresh = await harness.addHost();
    await fresh.connect(api);
    await until('the host', async () => ({
      done: page.deltas.some((delta) => delta.hosts?.some(({ id }) => id === fresh.hostId)),
      value: page.deltas.length,
    }));
    await until('the overview', async () => ({
      done: page.deltas.some(({ overview }) => overview !== undefined),
      value: page.deltas.length,
    }));
    await harness.request(api, 'DELETE', `/hosts/${fresh.hostId}`);
    await until('the removal', async () => ({
      done: page.deltas.some((delta) => delta.removedHosts?.includes(fresh.hostId)),
      value: page.deltas.length,
    }));
    for (const topic of ['hosts', 'overview', 'containers'])
      await page.socket.timeout(5000).emitWithAck('unsubscribe', topic);
    const before = page.deltas.length;
    await harness.request(api, 'PATCH', `/hosts/${agent.hostId}`, { labels: { a: 'b' } });
    await sleep(1500);
    expect(page.deltas.length).toBe(before);
  });

  it('says stale instead of sending a flood of rows', async () => {
    const page = await open(other);
    await page.subscribe('jobs');
    const agents = await Promise.all(Array.from({ length: 600 }, () => harness.addHost()));
    await harness.pull(api, agents);
    await until('stale', async () => ({
      done: page.deltas.some(({ topic, stale }) => topic === 'jobs' && stale),
      value: page.deltas.length,
    }));
  });

  it('issue-3-slim-ticks: sends progress without the parameters of its job', async () => {
    const params = { source: { type: 'dockerfile', text: `FROM scratch\n#${'x'.repeat(200 * 1024)}` } };
    const body = { kind: 'image.build', hostIds: [agent.hostId], params };
    const { jobs } = (await (await harness.request(api, 'POST', '/jobs', body)).json()) as CreatedJobs;
    const [job] = jobs;
    if (job === undefined) throw new Error('no job');
    await agent.started(job.id);
    const page = await open(other);
    await page.subscribe(`job/${job.id}`);
    page.deltas.length = 0;
    for (let n = 1; n <= 5; n += 1) await agent.report(job, 1, n, progressOf(n));
    await until('the progress', async () => ({
      done: page.jobs.get(job.id)?.progressSequence === 5,
      value: page.jobs.get(job.id)?.progressSequence,
    }));
    const ticks = page.deltas.filter(({ progress }) => progress !== undefined);
    expect(ticks.length).toBeGreaterThan(0);
    for (const tick of ticks) expect(JSON.stringify(tick).length).toBeLessThan(2048);
    expect(page.jobs.get(job.id)?.params).toMatchObject(params);
    await agent.report(job, 1, 6, { type: 'failed', error: new RoadsteadError('job.input-denied').toBody() });
  });

  it('issue-3-lost-live-delta: tells of what changed while the database did not answer', async () => {
    const job = await runningJob();
    const page = await open(api);
    await page.subscribe(`job/${job.id}`);
    const jobs = api.app.get(JobsService, { strict: false });
    const read = jest.spyOn(jobs, 'byIds').mockRejectedValueOnce(new Error('no connection'));
    await agent.report(job, 1, 1, SUCCEEDED);
    await until('the end', async () => ({
      done: page.jobs.get(job.id)?.state === 'succeeded',
      value: page.jobs.get(job.id)?.state,
    }));
    read.mockRestore();
  });

  it('issue-3-lost-live-delta: has its browsers look again after it could not hear the other processes', async () => {
    const redis = new CuttableRedis(new URL(process.env.TEST_REDIS_URL ?? ''));
    await redis.mend();
    const deaf = await harness.startApi({ redisUrl: redis.url });
    try {
      const job = await runningJob();
      const page = await open(deaf);
      await page.subscribe(`job/${job.id}`);
      await redis.cut();
      await agent.report(job, 1, 1, SUCCEEDED);
      await sleep(300);
      expect(page.jobs.get(job.id)?.state).toBe('running');
      await redis.mend();
      await until('being told', async () => ({
        done: page.deltas.some(({ topic, stale }) => stale && topic === `job/${job.id}`),
        value: page.deltas.length,
      }));
    } finally {
      await deaf.stop();
      await redis.cut();
    }
  });

  it('drops the sockets of a token that was taken back', async () => {
    await harness.addToken('rst_short', 'viewer');
    const page = await open(api, 'rst_short');
    const gone = new Promise((resolve) => page.socket.once('disconnect', resolve));
    await harness.database.query('DELETE FROM api_tokens WHERE secret_hash = $1', [hashSecret('rst_short')]);
    await api.app.get(LiveWatch).checkSessions();
    expect(await gone).toBe('io server disconnect');
  });
});
