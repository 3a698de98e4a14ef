import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Container, Host, Job, Overview, Page } from '@roadstead/contract';
import type { JobId } from '@roadstead/domain';
import type { EventRequest } from '@roadstead/protocol';
import { aContainer, anImage, digestOf } from '@roadstead/testing';
import { ApiHarness, type ErrorAnswer, until } from './api-harness.js';
import type { ScriptedAgent } from './scripted-agent.js';

/** More digits than Postgres reads; all of them a number of seconds. */
const LONG_FRACTION = `2026-03-03T10:00:00.${'1'.repeat(300)}Z`;

describe('an agent that was taken over', () => {
  let api: ApiHarness;
  let token: string;
  let honest: ScriptedAgent;

  beforeAll(async () => {
    api = await ApiHarness.start();
    token = (await api.addUser('admin')).token;
    honest = await api.connectedHost('honest');
    await honest.list([aContainer('honest')]);
  });
  afterAll(() => api?.stop());

  const host = async (agent: ScriptedAgent) =>
    (await api.request<Host>('GET', `/hosts/${agent.hostId}`, { token })).body;
  const heardAnew = async () => {
    const before = (await host(honest)).lastHeardAt ?? '';
    await honest.heartbeat();
    await until(
      'the honest host to be heard',
      () => host(honest),
      ({ lastHeardAt = '' }) => lastHeardAt > before,
      4000,
    );
  };
  const pull = async (agent: ScriptedAgent) => {
    const body = { kind: 'image.pull', hostIds: [agent.hostId], params: { reference: 'shop/web:1' } };
    const { jobs } = (await api.request<{ jobs: Job[] }>('POST', '/jobs', { token, body })).body;
    const id = jobs[0]?.id as JobId;
    await api.query(`UPDATE jobs SET state = 'running', attempt = 1, waiting_for = NULL WHERE id = $1`, [id]);
    return id;
  };
  const progress = (current: number) => ({ layers: [], bytesDone: current, bytesTotal: 10, bytesPerSecond: 1 });

  it.each([
    ['a NUL in its words', { engine: 'down', engineError: 'a\u0000b' }],
    ['half a character in its words', { engine: 'down', engineError: '\ud800' }],
    ['a clock in the year 0', { clock: '0000-01-01T00:00:00Z' }],
    ['a clock of three hundred digits', { clock: LONG_FRACTION }],
    ['a clock at the end of time', { clock: '9999-12-31T23:59:59.999Z' }],
    ['a memory beyond all numbers', { agentRssBytes: 1e308 }],
  ] as const)('cannot keep other hosts’ heartbeats from being written by a heartbeat with %s', async (_what, beat) => {
    const agent = await api.connectedHost();
    await agent.heartbeat(beat as object);
    await heardAnew();
    agent.disconnect();
  });

  it('cannot keep other hosts’ progress from being written by a sequence that no column holds', async () => {
    const agent = await api.connectedHost();
    const [theirs, ours] = [await pull(agent), await pull(honest)];
    const report = (who: ScriptedAgent, jobId: JobId, sequence: number, attempt = 1) =>
      who.send('job.event', {
        jobId,
        attempt,
        sequence,
        at: who.clock(),
        report: { type: 'progress', progress: progress(5) },
      });
    expect(await report(agent, theirs, 2 ** 40)).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
    expect(await report(agent, theirs, 1, 2 ** 40)).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
    expect(await report(honest, ours, 7)).toMatchObject({ ok: true });
    const stored = () => api.query<{ s: number }>('SELECT progress_sequence AS s FROM jobs WHERE id = $1', [ours]);
    await until('the progress to be stored', stored, ([row]) => row?.s === 7, 4000);
    agent.disconnect();
  });

  it('cannot report of another host’s job', async () => {
    const agent = await api.connectedHost();
    const ours = await pull(honest);
    const at = agent.clock();
    const send = (report: Parameters<ScriptedAgent['send']>[1] extends never ? never : object) =>
      agent.send('job.event', { jobId: ours, attempt: 1, sequence: 50, at, report } as never);
    for (const report of [
      { type: 'progress', progress: progress(9) },
      { type: 'output', text: 'mine' },
      { type: 'failed', error: { code: 'host.unknown', message: 'x', detail: {} } },
      { type: 'canceled' },
      { type: 'succeeded', result: { imageId: 'x', changed: true } },
    ]) {
      await send(report);
    }
    const { body } = await api.request<Job>('GET', `/jobs/${ours}`, { token });
    expect(body).toMatchObject({ state: 'running', progressSequence: 0 });
    expect((await api.request('GET', `/jobs/${ours}/log`, { token })).text).toBe('');
    agent.disconnect();
  });

  it.each([
    ['a count of restarts that no column holds', { state: 'restarting', restartCount: 2 ** 40 }],
    ['an exit code of Windows', { state: 'exited', exitCode: 3_221_225_786, finishedAt: new Date().toISOString() }],
    ['an end in the year 10000', { state: 'exited', exitCode: 1, finishedAt: '9999-12-31T23:59:59-12:00' }],
    ['an end before all time', { state: 'exited', exitCode: 1, finishedAt: '0001-01-01T00:00:00+12:00' }],
    ['times in the year 0', { createdAt: '0000-01-01T00:00:00Z', startedAt: '0000-01-01T00:00:00Z' }],
    ['times a day from Greenwich', { createdAt: '2026-03-03T10:00:00+23:59', startedAt: '2026-03-03T10:00:00-23:59' }],
    [
      'times of three hundred digits',
      { createdAt: LONG_FRACTION, startedAt: LONG_FRACTION, finishedAt: LONG_FRACTION },
    ],
    ['a name longer than an index takes', { name: Array.from({ length: 400 }, () => randomUUID()).join('') }],
    [
      'a reference longer than an index takes',
      { imageReference: Array.from({ length: 400 }, () => randomUUID()).join('') },
    ],
    ['labels that are called as what objects have', { labels: JSON.parse('{"__proto__":"x","constructor":"y"}') }],
    ['an empty name', { name: '', command: '', networks: [''] }],
  ])('breaks no view, neither of its own host nor of the fleet, with a container of %s', async (_what, overrides) => {
    const agent = await api.connectedHost();
    const reply = await agent.list([aContainer('odd', overrides as object), aContainer('plain')]);
    expect(reply).toMatchObject({ ok: true });
    expect(await agent.heartbeat()).toEqual({ ok: true, data: { resync: false } });
    const { status, body } = await api.request<Page<Container>>('GET', `/containers?host=${agent.hostId}`, { token });
    expect([status, body.items?.length]).toEqual([200, 2]);
    for (const sort of ['name', 'host', 'image', 'state', 'created', 'started']) {
      const first = await api.request<Page<Container>>('GET', `/containers?sort=${sort}&limit=1`, { token });
      expect([sort, first.status]).toEqual([sort, 200]);
      const cursor = first.body.nextCursor ?? '';
      expect([sort, (await api.request('GET', `/containers?sort=${sort}&cursor=${cursor}`, { token })).status]).toEqual(
        [sort, 200],
      );
    }
    expect((await api.request<Overview>('GET', '/overview', { token })).status).toBe(200);
    agent.disconnect();
  });

  it('has no eternal place among what wants a human’s eye', async () => {
    const agent = await api.connectedHost('eternal');
    await agent.list([aContainer('later', { state: 'exited', exitCode: 1, finishedAt: '9000-01-01T00:00:00Z' })]);
    const { body } = await api.request<Overview>('GET', '/overview', { token });
    expect(body.concerns.filter((concern) => 'hostName' in concern && concern.hostName === 'eternal')).toEqual([]);
    agent.disconnect();
  });

  it.each([
    ['sizes below nothing', { size: -5 }],
    ['sizes beyond all columns', { size: 1e300 }],
    [
      'layers of sizes beyond all columns',
      { history: [{ createdBy: 'COPY', createdAt: '2026-03-01T08:00:00Z', size: 1e300 }] },
    ],
    ['a creation in the year 0', { createdAt: '0000-12-31T00:00:00Z' }],
    ['a creation a day from Greenwich', { createdAt: '2026-03-01T08:00:00+23:59' }],
    ['a history in the year 0', { history: [{ createdBy: '', createdAt: '0000-01-01T00:00:00Z', size: 0 }] }],
    [
      'text that Postgres cannot hold',
      { author: '\u0000', comment: '\ud800', architecture: '\u0000', config: { labels: { 'a\u0000': '\udfff' } } },
    ],
    ['no layers', { layers: [], history: [] }],
  ])('breaks no view with an image of %s', async (_what, overrides) => {
    const agent = await api.connectedHost();
    const image = anImage(randomUUID(), { ...overrides, references: [`odd/${randomUUID()}:1`] });
    expect(await agent.list([], [image])).toMatchObject({ ok: true });
    expect(await agent.heartbeat()).toEqual({ ok: true, data: { resync: false } });
    for (const path of [
      '/overview',
      '/images?sort=size',
      '/images?sort=created',
      `/images?host=${agent.hostId}`,
      `/images/${image.id}`,
      `/images/${image.id}/layers`,
    ]) {
      expect([path, (await api.request('GET', path, { token })).status]).toEqual([path, 200]);
    }
    agent.disconnect();
  });

  it('is told in words what is wrong with a list, and takes nothing with it', async () => {
    const agent = await api.connectedHost();
    const list = {
      epoch: agent.epoch,
      part: 0,
      parts: 1,
      observedAt: agent.clock(),
      containers: [],
      images: [],
      viewHash: '0',
    };
    for (const wrong of [
      { parts: 10_000 },
      { part: 5 },
      { parts: 0 },
      { parts: 2 ** 40, part: 2 ** 39 },
      { viewHash: undefined },
      { viewHash: 'x' },
      { viewHash: '99999999999999999999' },
      { observedAt: 'yesterday' },
      { epoch: 'x' },
      { containers: Array.from({ length: 201 }, (_none, i) => aContainer(`c${i}`)) },
      { images: [{ ...anImage('x'), id: 'sha256:x' }] },
    ]) {
      const reply = await agent.send('inventory.snapshot', { ...list, ...wrong } as never);
      expect([wrong, reply]).toMatchObject([wrong, { ok: false, error: { code: 'request.invalid' } }]);
    }
    expect(agent.connected).toBe(true);
    expect(await agent.list([aContainer('fine')])).toMatchObject({ ok: true });
    agent.disconnect();
  });

  it('is told in words what is wrong with a hello', async () => {
    const agent = await api.addHost();
    await agent.connect();
    const hello = { hostname: 'x', agentVersion: '1', nodeVersion: '20', engineMode: 'attached', jobs: [] };
    const job = { jobId: randomUUID(), attempt: 1, ended: false };
    for (const wrong of [
      { jobs: [{ ...job, attempt: 2 ** 40 }] },
      { jobs: Array.from({ length: 20_000 }, () => job) },
      { agentVersion: 'x'.repeat(100_000) },
      null,
      'x',
    ]) {
      const request = typeof wrong === 'object' && wrong !== null ? { ...hello, ...wrong } : wrong;
      expect(await agent.send('agent.hello', request as never)).toMatchObject({
        ok: false,
        error: { code: 'request.invalid' },
      });
    }
    expect(await agent.send('agent.hello', { ...hello, agentVersion: 'a\u0000\ud800' } as never)).toMatchObject({
      ok: true,
    });
    agent.disconnect();
  });

  it('cannot bring in a list of another host, or change what the fleet knows of an image', async () => {
    const agent = await api.connectedHost();
    const image = anImage('known');
    await honest.list([aContainer('honest')], [image]);
    await agent.list([aContainer('honest', { name: 'stolen' })], [{ ...image, size: 1, author: 'evil' }]);
    const { body } = await api.request<Page<Container>>('GET', `/containers?host=${honest.hostId}`, { token });
    expect(body.items.map(({ name }) => name)).toEqual(['honest']);
    const known = await api.request<{ size: number; author?: string }>('GET', `/images/${image.id}`, { token });
    expect([known.body.size, known.body.author]).toEqual([image.size, undefined]);
    agent.disconnect();
  });

  it('of twenty thousand containers is one host among others', async () => {
    const agent = await api.connectedHost('huge');
    const containers = Array.from({ length: 20_000 }, (_none, i) =>
      aContainer(`c-${i}`, { imageId: digestOf('huge') }),
    );
    expect(await agent.list(containers, [], 100)).toMatchObject({ ok: true });
    const { body } = await api.request<Page<Container>>('GET', `/containers?host=${agent.hostId}&limit=500`, { token });
    expect([body.total, body.items.length]).toEqual([20_000, 500]);
    await heardAnew();
    agent.disconnect();
  });

  it.each([
    ['many messages', 2000, 'x'],
    ['large messages', 60, 'x'.repeat(3 * 1024 * 1024)],
  ])('that sends %s without waiting is cut off, and others go on', async (_what, count, text) => {
    const agent = await api.connectedHost();
    const containers = [aContainer('large', { labels: { text } })];
    const part = { epoch: randomUUID(), part: 0, parts: 2, observedAt: agent.clock(), containers, images: [] };
    for (let i = 0; i < count; i += 1) agent.send('inventory.snapshot', part).catch(() => undefined);
    await until(
      'the flood to be cut off',
      async () => agent.connected,
      (connected) => !connected,
    );
    await heardAnew();
  });

  it('cannot make the control plane refuse a user in its own name, nor write its headers', async () => {
    const agent = await api.connectedHost();
    const detail = { seconds: '1\r\nset-cookie: a=b', role: 'admin', permission: 'fleet.read' };
    for (const code of ['auth.required', 'auth.rate-limited', 'auth.forbidden'] as const) {
      agent.onCommand('volume.list', () => ({ ok: false, error: { code, message: 'x', detail } }));
      const { status, body } = await api.request<ErrorAnswer>('GET', `/hosts/${agent.hostId}/volumes`, { token });
      expect([code, status, body.error.code]).toEqual([code, 502, 'agent.misbehaves']);
    }
    agent.disconnect();
  });

  it('cannot fill the log of actions, in which nothing is ever removed', async () => {
    const agent = await api.connectedHost();
    const end = { reason: 'exited', at: agent.clock() };
    const openedAt = agent.clock();
    const openedBy = { userId: randomUUID(), username: 'admin' };
    const terminal = { openedAt, openedBy, kind: 'attach', command: [], takesInput: true, isShown: false, end };
    const replies = await Promise.all(
      Array.from({ length: 150 }, () => {
        const one: object = { ...terminal, id: randomUUID(), containerId: 'a'.repeat(64) };
        return agent.send('terminal.ended', { terminal: one as EventRequest<'terminal.ended'>['terminal'] });
      }),
    );
    expect(replies.filter(({ ok }) => ok)).toHaveLength(120);
    expect(replies.at(-1)).toMatchObject({ ok: false, error: { code: 'auth.rate-limited' } });
    const written = await api.query(`SELECT id FROM actions WHERE actor = $1`, [`agent:${agent.name}`]);
    expect(written.length).toBeLessThan(125);
    agent.disconnect();
  });
});
