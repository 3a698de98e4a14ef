import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BatchDetail, CreatedJobs, ErrorReply, Job, Rolling } from '@roadstead/contract';
import { isTerminal, RoadsteadError } from '@roadstead/domain';
import { type JobReport, refuse, succeed } from '@roadstead/protocol';
import fc from 'fast-check';
import { type ScriptedAgent, SUCCEEDED } from './jobs-agent.js';
import { type Api, Harness, until } from './jobs-harness.js';

const FAILED: JobReport = {
  type: 'failed',
  error: { code: 'engine.refused', message: '', detail: { host: 'h', reason: 'r' } },
};
const params = { reference: 'shop/web:1.0' };

describe('rolling batches', () => {
  let harness: Harness;
  let api: Api;

  beforeAll(async () => {
    harness = await Harness.start();
    api = await harness.startApi();
  });
  afterAll(() => harness?.stop());

  const hosts = (count: number, target = api) =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const agent = await harness.addHost();
        await agent.connect(target);
        return agent;
      }),
    );
  const roll = (agents: readonly ScriptedAgent[], rolling: Rolling, headers = {}) =>
    harness.create(api, { kind: 'image.pull', hosts: agents, params, rolling }, headers);
  const batchOf = async ({ batchId }: Pick<CreatedJobs, 'batchId'>, from = api): Promise<BatchDetail> =>
    (await (await harness.request(from, 'GET', `/batches/${batchId}`)).json()) as BatchDetail;
  const untilBatch = (created: Pick<CreatedJobs, 'batchId'>, wanted: (batch: BatchDetail) => boolean) =>
    until('the batch', async () => {
      const batch = await batchOf(created);
      return { done: wanted(batch), value: batch };
    });
  const states = ({ jobs }: BatchDetail) => jobs.map(({ state, waitingFor }) => waitingFor ?? state);
  const post = (path: string, headers = {}) => harness.request(api, 'POST', path, undefined, headers);
  const errorOf = async (response: Response) => ((await response.json()) as ErrorReply).error;
  const jobOf = ({ jobs }: CreatedJobs, { hostId }: ScriptedAgent): Job => {
    const job = jobs.find((candidate) => candidate.hostId === hostId);
    if (job === undefined) throw new Error('no job');
    return job;
  };
  const finish = async (created: CreatedJobs, agent: ScriptedAgent, report: JobReport = SUCCEEDED) => {
    const { attempt } = agent.starts.at(-1) ?? { attempt: 1 };
    await agent.report(jobOf(created, agent), attempt, 1, report);
  };

  it('goes from host to host in their order, never on more at once than it is wide', async () => {
    const agents = await hosts(5);
    const created = await roll(agents, { width: 2 });
    for (let done = 0; done < agents.length; done += 1) {
      const batch = await untilBatch(
        created,
        ({ counts }) => counts.running === Math.min(2, agents.length - done) && (counts.succeeded ?? 0) === done,
      );
      expect(states(batch)).toEqual(
        agents.map((_agent, i) => (i < done ? 'succeeded' : i < done + 2 ? 'running' : 'batch')),
      );
      expect(batch).toMatchObject({ rolling: { width: 2 }, stopped: false });
      await finish(created, agents[done] as ScriptedAgent);
    }
    expect((await untilBatch(created, ({ counts }) => counts.succeeded === 5)).counts).toEqual({ succeeded: 5 });
  });

  it('does not begin the rest after so many failures, and says so on each job', async () => {
    const agents = await hosts(5);
    const created = await roll(agents, { width: 2, stopAfterFailures: 2 });
    const [one, two, three] = agents as [ScriptedAgent, ScriptedAgent, ScriptedAgent];
    await one.started(jobOf(created, one).id);
    await finish(created, one, FAILED);
    await three.started(jobOf(created, three).id);
    await finish(created, two, FAILED);
    const stopped = await untilBatch(created, (batch) => batch.stopped);
    expect(states(stopped)).toEqual(['failed', 'failed', 'running', 'canceled', 'canceled']);
    expect(stopped.jobs[4]).toMatchObject({
      attempt: 0,
      error: { code: 'batch.stopped', message: 'Not begun: jobs of this batch had failed before it (2).' },
      endedAt: expect.any(String),
    });
    // What ran when it was stopped goes on to its end, also over an interruption.
    three.disconnect();
    await three.connect(api, []);
    await three.started(jobOf(created, three).id, 2);
    await finish(created, three);
    expect((await untilBatch(created, ({ counts }) => counts.running === undefined)).counts).toEqual({
      failed: 2,
      canceled: 2,
      succeeded: 1,
    });
  });

  it('passes over hosts that are away, and comes to them when they are back', async () => {
    const away = [await harness.addHost(), await harness.addHost()];
    const [here] = await hosts(1);
    if (here === undefined) throw new Error('no host');
    const created = await roll([...away, here], { width: 1 });
    await here.started(jobOf(created, here).id);
    expect(states(await batchOf(created))).toEqual(['host', 'host', 'running']);
    await away[0]?.connect(api);
    const [first] = away as [ScriptedAgent];
    await harness.untilJob(api, jobOf(created, first).id, ({ waitingFor }) => waitingFor === 'batch');
    await finish(created, here);
    await first.started(jobOf(created, first).id);
    expect(states(await batchOf(created))).toEqual(['running', 'host', 'succeeded']);
  });

  it('passes over a host that is called online and holds no socket, and over one whose slots are taken', async () => {
    const [gone, busy, free] = (await hosts(3)) as [ScriptedAgent, ScriptedAgent, ScriptedAgent];
    gone.disconnect();
    const others = await Promise.all(['a:1', 'a:2', 'a:3'].map((reference) => harness.pull(api, [busy], reference)));
    await until('three starts', async () => ({ done: busy.starts.length === 3, value: busy.starts }));
    const created = await roll([gone, busy, free], { width: 1 });
    await free.started(jobOf(created, free).id);
    expect(states(await batchOf(created)).slice(1)).toEqual(['slot', 'running']);
    await finish(created, free);
    const [other] = others;
    if (other === undefined) throw new Error('no batch');
    await busy.report(jobOf(other, busy), 1, 1, SUCCEEDED);
    await busy.started(jobOf(created, busy).id);
    await finish(created, busy);
    await gone.connect(api);
    await until('the start', async () => ({ done: gone.starts.length > 0, value: gone.starts }));
    await finish(created, gone);
    await untilBatch(created, ({ counts }) => counts.succeeded === 3);
  });

  it('goes on when a job of it is refused, postponed, or its host revoked', async () => {
    const [refused, postponed, revoked, last] = (await hosts(4)) as [
      ScriptedAgent,
      ScriptedAgent,
      ScriptedAgent,
      ScriptedAgent,
    ];
    refused.onStart = () => refuse(new RoadsteadError('engine.refused', { host: 'h', reason: 'no' }));
    postponed.onStart = ({ attempt }) =>
      attempt === 1
        ? refuse(new RoadsteadError('engine.unreachable', { host: 'h', socket: 's', reason: 'r' }))
        : succeed({ adopted: false });
    const created = await roll([refused, postponed, revoked, last], { width: 1 });
    await revoked.started(jobOf(created, revoked).id);
    expect((await harness.request(api, 'DELETE', `/hosts/${revoked.hostId}`)).status).toBe(204);
    for (const agent of [last, postponed]) {
      await agent.started(jobOf(created, agent).id, agent === last ? 1 : 2);
      await finish(created, agent);
    }
    expect((await untilBatch(created, ({ counts }) => counts.succeeded === 2)).counts).toEqual({
      failed: 2,
      succeeded: 2,
    });
  });

  it('is canceled as a whole: what waits at once, what runs by its agent', async () => {
    const agents = await hosts(4);
    const [first, second] = agents as [ScriptedAgent, ScriptedAgent];
    const created = await roll(agents, { width: 2 });
    for (const agent of [first, second]) await agent.started(jobOf(created, agent).id);
    await finish(created, first);
    await agents[2]?.started(jobOf(created, agents[2]).id);
    const response = await post(`/batches/${created.batchId}/cancel`);
    expect(response.status).toBe(202);
    const canceling = (await response.json()) as BatchDetail;
    expect(states(canceling)).toEqual(['succeeded', 'running', 'running', 'canceled']);
    expect(canceling.jobs.map(({ cancelRequested }) => cancelRequested)).toEqual([false, true, true, true]);
    for (const agent of agents.slice(1, 3)) {
      await until('the cancel', async () => ({ done: agent.cancels.length > 0, value: agent.cancels }));
      await finish(created, agent, { type: 'canceled' });
    }
    const ended = await untilBatch(created, ({ counts }) => counts.running === undefined);
    expect(ended.counts).toEqual({ succeeded: 1, canceled: 3 });
    expect(agents[3]?.starts).toEqual([]);
    expect((await post(`/batches/${created.batchId}/cancel`)).status).toBe(202);
    expect((await errorOf(await post(`/batches/${created.batchId}/retry`))).code).toBe('batch.nothing-to-retry');
  });

  it('lets the next one begin when one that waits for it is canceled alone', async () => {
    const agents = await hosts(3);
    const [first, second, third] = agents as [ScriptedAgent, ScriptedAgent, ScriptedAgent];
    const created = await roll(agents, { width: 1 });
    await first.started(jobOf(created, first).id);
    await post(`/jobs/${jobOf(created, second).id}/cancel`);
    await finish(created, first);
    await third.started(jobOf(created, third).id);
    expect(second.starts).toEqual([]);
    await finish(created, third);
  });

  it('is asked for again on the hosts where it failed or was not begun, and rolls as before', async () => {
    const agents = await hosts(5);
    const [first, second] = agents as [ScriptedAgent, ScriptedAgent];
    const created = await roll(agents, { width: 1, stopAfterFailures: 1 });
    await first.started(jobOf(created, first).id);
    await finish(created, first);
    await second.started(jobOf(created, second).id);
    await post(`/jobs/${jobOf(created, agents[4] as ScriptedAgent).id}/cancel`);
    await finish(created, second, FAILED);
    await untilBatch(created, ({ stopped }) => stopped);
    expect((await harness.request(api, 'DELETE', `/hosts/${agents[3]?.hostId}`)).status).toBe(204);
    const response = await post(`/batches/${created.batchId}/retry`, { 'idempotency-key': 'again' });
    expect(response.status).toBe(202);
    const again = (await response.json()) as CreatedJobs;
    expect(again.jobs.map(({ hostId }) => hostId)).toEqual([second.hostId, agents[2]?.hostId]);
    const batch = await batchOf(again);
    expect(batch).toMatchObject({ kind: 'image.pull', rolling: { width: 1, stopAfterFailures: 1 } });
    expect(batch.jobs.every((job) => job.params.reference === params.reference)).toBe(true);
    const repeated = await post(`/batches/${created.batchId}/retry`, { 'idempotency-key': 'again' });
    expect(((await repeated.json()) as CreatedJobs).batchId).toBe(again.batchId);
    const { rows } = await harness.database.query(`SELECT verb FROM actions WHERE target = $1 ORDER BY id`, [
      `batch ${again.batchId}`,
    ]);
    expect(rows).toEqual([{ verb: 'job.create' }]);
  });

  it('goes from container to container, also of one host, each with parameters of its own; and so does its retry', async () => {
    const [one, two] = (await hosts(2)) as [ScriptedAgent, ScriptedAgent];
    const [web, late, db] = [
      await harness.addContainer(one, 'web'),
      await harness.addContainer(one, 'late'),
      await harness.addContainer(two, 'db'),
    ];
    const body = {
      kind: 'container.recreate',
      rolling: { width: 1, stopAfterFailures: 1 },
      jobs: [
        { hostId: one.hostId, params: { containerId: web, image: 'shop/web:1.0' } },
        { hostId: one.hostId, params: { containerId: late, image: 'shop/late:1.0', pull: true } },
        { hostId: two.hostId, params: { containerId: db, image: 'shop/web:1.0' } },
      ],
    };
    const key = { 'idempotency-key': 'containers' };
    const ask = (wanted: object) => harness.request(api, 'POST', '/batches', wanted, key);
    const response = await ask(body);
    expect(response.status).toBe(202);
    const created = (await response.json()) as CreatedJobs;
    const about = ({ jobs }: CreatedJobs | BatchDetail) =>
      jobs.map(({ hostId, containerName, params: { containerId } }) => [hostId, containerName, containerId]);
    const wanted = [
      [one.hostId, 'web', web],
      [one.hostId, 'late', late],
      [two.hostId, 'db', db],
    ];
    expect(about(created)).toEqual(wanted);
    expect(((await (await ask(body)).json()) as CreatedJobs).batchId).toBe(created.batchId);
    expect((await ask({ ...body, jobs: body.jobs.slice(1) })).status).toBe(400);
    const [record] = (
      await harness.database.query('SELECT detail FROM actions WHERE target = $1', [`batch ${created.batchId}`])
    ).rows;
    expect(record.detail.params.map(({ containerId }: { containerId: string }) => containerId)).toEqual([
      web,
      late,
      db,
    ]);

    await one.started(created.jobs[0]?.id ?? '');
    expect(states(await batchOf(created))).toEqual(['running', 'batch', 'batch']);
    await one.report(created.jobs[0] as Job, 1, 1, FAILED);
    const stopped = await untilBatch(created, (batch) => batch.stopped);
    expect(states(stopped)).toEqual(['failed', 'canceled', 'canceled']);
    const again = (await (await post(`/batches/${created.batchId}/retry`)).json()) as CreatedJobs;
    expect(about(again)).toEqual(wanted);
    expect(again.jobs.map(({ params: { image, pull } }) => [image, pull])).toEqual([
      ['shop/web:1.0', false],
      ['shop/late:1.0', true],
      ['shop/web:1.0', false],
    ]);
    expect(await batchOf(again)).toMatchObject({ rolling: body.rolling });
    await post(`/batches/${again.batchId}/cancel`);

    const unknown = [{ ...body.jobs[0], hostId: again.batchId }, body.jobs[1]];
    const refused = await harness.request(api, 'POST', '/batches', { ...body, jobs: unknown });
    expect([refused.status, (await errorOf(refused)).code]).toEqual([404, 'host.unknown']);
    expect((await harness.request(api, 'POST', '/batches', { ...body, jobs: [] })).status).toBe(400);
    const twice = [body.jobs[0], { hostId: one.hostId, params: { containerId: web, image: 'shop/web:2.0' } }];
    const error = await errorOf(await harness.request(api, 'POST', '/batches', { ...body, jobs: twice }));
    expect([error.code, error.message]).toEqual(['request.invalid', expect.stringContaining('is in it twice')]);
  });

  it('is one batch for an Idempotency-Key used twice, and another width is another request', async () => {
    const agents = [await harness.addHost(), await harness.addHost()];
    const headers = { 'idempotency-key': 'rolling' };
    const [one, two] = await Promise.all([roll(agents, { width: 1 }, headers), roll(agents, { width: 1 }, headers)]);
    expect(two.jobs.map(({ id }) => id)).toEqual(one.jobs.map(({ id }) => id));
    await expect(roll(agents, { width: 2 }, headers)).rejects.toThrow('Idempotency-Key');
  });

  it('goes on by itself should a wake ever have been left out', async () => {
    const [agent] = (await hosts(1)) as [ScriptedAgent];
    const { rows } = await harness.database.query(
      `WITH b AS (
         INSERT INTO job_batches (id, kind, width, created_by) VALUES (gen_random_uuid(), 'image.pull', 1, 'x') RETURNING id)
       INSERT INTO jobs (id, batch_id, kind, host_id, params, waiting_for, created_by)
       SELECT gen_random_uuid(), b.id, 'image.pull', $1, $2, 'batch', 'x' FROM b RETURNING id`,
      [agent.hostId, params],
    );
    await agent.started(rows[0].id);
    await agent.report(rows[0], 1, 1, SUCCEEDED);
    await harness.untilJob(api, rows[0].id, ({ state }) => state === 'succeeded');
  });

  it('is not known under an id that there is not', async () => {
    for (const id of ['x', '01890000-0000-7000-8000-000000000001']) {
      expect((await errorOf(await harness.request(api, 'GET', `/batches/${id}`))).code).toBe('batch.unknown');
      for (const verb of ['cancel', 'retry'])
        expect((await errorOf(await post(`/batches/${id}/${verb}`))).code).toBe('batch.unknown');
    }
  });

  it('holds under races: never wider, exactly one end each, no deadlock, whoever does what in whichever order', async () => {
    const apis = [api, await harness.startApi(), await harness.startApi()];
    const at = (i: number) => apis[i % apis.length] as Api;
    const pool = await Promise.all(
      Array.from({ length: 6 }, async (_none, i) => {
        const agent = await harness.addHost();
        await agent.connect(at(i));
        return agent;
      }),
    );
    const behaviour = fc.constantFrom('succeed', 'succeed', 'fail', 'cancel', 'interrupt', 'refuse', 'late');
    const scenario = fc.record({
      width: fc.integer({ min: 1, max: 4 }),
      stopAfterFailures: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      behaviours: fc.array(behaviour, { minLength: 6, maxLength: 6 }),
      delays: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 6, maxLength: 6 }),
      cancelsBatch: fc.constantFrom(false, false, false, true),
    });
    const deadlocks = async () => {
      const { rows } = await harness.database.query(
        'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
      );
      return Number(rows[0].deadlocks);
    };
    await fc.assert(
      fc.asyncProperty(scenario, async ({ width, stopAfterFailures, behaviours, delays, cancelsBatch }) => {
        const running = new Set<string>();
        let widest = 0;
        let created: CreatedJobs | undefined;
        const play = async (agent: ScriptedAgent, i: number, jobId: string, attempt: number) => {
          await sleep(delays[i]);
          const end = async (report: JobReport) => {
            // From here on another may begin: the agent's own word comes first.
            running.delete(jobId);
            await agent.report({ id: jobId } as Job, attempt, 1, report);
          };
          const what = behaviours[i];
          if (what === 'fail') return end(FAILED);
          if (what === 'cancel') await harness.request(at(i + 1), 'POST', `/jobs/${jobId}/cancel`);
          if (what === 'interrupt' && attempt === 1) {
            running.delete(jobId);
            agent.disconnect();
            return agent.connect(at(i + 2), []);
          }
          return end(what === 'cancel' ? { type: 'canceled' } : SUCCEEDED);
        };
        pool.forEach((agent, i) => {
          agent.onStart = ({ jobId, attempt }) => {
            if (!created?.jobs.some(({ id }) => id === jobId) && created !== undefined)
              return succeed({ adopted: true });
            if (behaviours[i] === 'refuse')
              return refuse(new RoadsteadError('engine.refused', { host: 'h', reason: 'no' }));
            running.add(jobId);
            widest = Math.max(widest, running.size);
            void play(agent, i, jobId, attempt).catch(() => undefined);
            return succeed({ adopted: false });
          };
          agent.onCancel = ({ jobId }) => succeed({ known: running.has(jobId) });
          if (behaviours[i] === 'late') agent.disconnect();
        });
        const rolling = { width, stopAfterFailures };
        created = await harness.create(at(0), { kind: 'image.pull', hosts: pool, params, rolling });
        if (cancelsBatch) await harness.request(at(1), 'POST', `/batches/${created.batchId}/cancel`);
        await sleep(30);
        await Promise.all(
          pool.map((agent, i) => (behaviours[i] === 'late' ? agent.connect(at(i), []) : Promise.resolve())),
        );
        const batch = await untilBatch(created, ({ jobs }) => jobs.every(({ state }) => isTerminal(state)));
        expect(widest).toBeLessThanOrEqual(width);
        const failures = batch.counts.failed ?? 0;
        expect(batch.stopped).toBe(stopAfterFailures !== undefined && failures >= stopAfterFailures);
        for (const job of batch.jobs) {
          if (job.error?.code === 'batch.stopped') expect([batch.stopped, job.attempt >= 0]).toEqual([true, true]);
        }
        const { rows } = await harness.database.query(
          `SELECT j.state, array_agg(a.outcome ORDER BY a.attempt) AS outcomes FROM jobs j
           JOIN job_attempts a ON a.job_id = j.id WHERE j.batch_id = $1 GROUP BY j.id, j.state`,
          [created.batchId],
        );
        for (const { state, outcomes } of rows) {
          const ends = outcomes.filter((outcome: string) => outcome !== 'interrupted');
          if (state !== 'canceled') expect(ends).toEqual([state]);
          expect(ends.length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 30 },
    );
    expect(await deadlocks()).toBe(0);
  });
});
