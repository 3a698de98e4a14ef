import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ContainerStatsSeries,
  LIVE_NAMESPACE,
  type LiveDelta,
  type LiveSnapshot,
  type Top,
} from '@roadstead/contract';
import {
  CONTAINER_METRIC_NAMES,
  type ContainerId,
  type ErrorBody,
  HOST_METRIC_NAMES,
  RoadsteadError,
} from '@roadstead/domain';
import { refuse, SOCKET_PATH, succeed } from '@roadstead/protocol';
import { io, type Socket } from 'socket.io-client';
import { StatsUpkeep } from '../src/stats/stats-upkeep.service.js';
import type { ScriptedAgent } from './jobs-agent.js';
import { type Api, Harness, until } from './jobs-harness.js';

type Reply = { ok: true; data: LiveSnapshot } | { ok: false; error: ErrorBody };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const row = (cpu: number, memory = 1000) =>
  CONTAINER_METRIC_NAMES.map((name) => (name === 'cpuCores' ? cpu : name === 'memoryBytes' ? memory : null));
const hostRow = (load: number) => HOST_METRIC_NAMES.map((name) => (name === 'load1' ? load : null));

describe('stats', () => {
  let harness: Harness;
  let api: Api;
  let other: Api;
  let agent: ScriptedAgent;
  let web: ContainerId;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    harness = await Harness.start();
    api = await harness.startApi();
    other = await harness.startApi();
    agent = await harness.addHost();
    await agent.connect(api);
    await harness.database.query("UPDATE hosts SET status = 'online' WHERE id = $1", [agent.hostId]);
    web = (await harness.addContainer(agent, 'web')) as ContainerId;
  });
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect();
    await harness?.stop();
  });

  const page = async (target: Api) => {
    const deltas: LiveDelta[] = [];
    const socket = io(target.url + LIVE_NAMESPACE, {
      path: SOCKET_PATH,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { token: harness.token },
    });
    sockets.push(socket);
    socket.on('delta', (delta: LiveDelta) => deltas.push(delta));
    const ask = (event: string, topic: string): Promise<Reply> => socket.timeout(5000).emitWithAck(event, topic);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    return {
      socket,
      deltas,
      subscribe: (topic: string) => ask('subscribe', topic),
      leave: (topic: string) => ask('unsubscribe', topic),
    };
  };
  const untilWatched = (wanted: (watch: ScriptedAgent['watches'][number]) => boolean) =>
    until('a lease', async () => {
      const value = agent.watches.at(-1);
      return { done: value !== undefined && wanted(value), value };
    });
  const live = (cpuCores: number, clock = Date.now()) => ({
    clock,
    at: clock,
    host: { load1: 3 },
    containers: [{ id: web, sample: { cpuCores } }],
  });
  const history = (at: number, cpu: number, containerId = web) => ({
    id: randomUUID(),
    clock: at,
    ticks: [at - 45_000, at - 30_000, at - 15_000, at],
    host: [1, 2, 3, 4].map(hostRow),
    containers: [{ id: containerId, rows: [row(cpu), null, row(cpu), row(cpu)] }],
  });
  const get = async <T>(path: string, target = api) => (await (await harness.request(target, 'GET', path)).json()) as T;
  const seriesOf = (query = '', id: string = web) =>
    get<ContainerStatsSeries>(`/hosts/${agent.hostId}/containers/${id}/stats${query}`);

  it('holds a lease on just what is looked at, from any process, renews it, and ends it with the subscription', async () => {
    const browser = await page(other);
    const topic = `stats/container/${agent.hostId}/${web}`;
    expect(agent.watches).toEqual([]);
    expect(await browser.subscribe(topic)).toEqual({ ok: true, data: {} });
    const first = await untilWatched(({ seconds }) => seconds > 0);
    expect(first).toMatchObject({ all: false, containerIds: [web] });
    const count = agent.watches.length;
    await until('a renewal', async () => ({ done: agent.watches.length > count, value: agent.watches.length }));
    await browser.leave(topic);
    expect(await untilWatched(({ seconds }) => seconds === 0)).toMatchObject({ holder: first?.holder });
    await browser.subscribe(`stats/host/${agent.hostId}`);
    await untilWatched(({ all, seconds }) => all && seconds > 0);
    browser.socket.disconnect();
    await untilWatched(({ seconds }) => seconds === 0);
  });

  it('brings samples to the browsers of every process, by the control plane clock', async () => {
    const [here, there] = [await page(api), await page(other)];
    await here.subscribe(`stats/host/${agent.hostId}`);
    await there.subscribe(`stats/container/${agent.hostId}/${web}`);
    // This host's clock is two hours ahead.
    await agent.sendStats('stats.live', live(0.25, Date.now() + 2 * HOUR));
    await until('samples', async () => ({
      done: here.deltas.length > 0 && there.deltas.length > 0,
      value: [here.deltas, there.deltas],
    }));
    expect(here.deltas[0]?.stats).toMatchObject({ host: { load1: 3 }, containers: [{ id: web }] });
    expect(there.deltas[0]?.stats).toMatchObject({ containers: [{ id: web, sample: { cpuCores: 0.25 } }] });
    expect(there.deltas[0]?.stats?.host).toBeUndefined();
    expect(Math.abs((there.deltas[0]?.stats?.at ?? 0) - Date.now())).toBeLessThan(20_000);
    here.socket.disconnect();
    there.socket.disconnect();
  });

  it('ranks the fleet live', async () => {
    const browser = await page(other);
    await browser.subscribe('stats/top/cpu');
    await untilWatched(({ all, periodMs }) => all && periodMs === 2000);
    await agent.sendStats('stats.live', live(0.75));
    const top = await until('a top', async () => {
      const value = browser.deltas.find((delta) => delta.top)?.top;
      return { done: value !== undefined, value };
    });
    expect(top).toMatchObject({
      sort: 'cpu',
      of: 1,
      rows: [{ name: 'web', hostName: agent.name, sample: { cpuCores: 0.75 } }],
    });
    browser.socket.disconnect();
  });

  it.each([
    'stats/host/01890000-0000-7000-8000-000000000000',
    `stats/container/01890000-0000-7000-8000-000000000000/${'a'.repeat(64)}`,
    'stats/container/x/y',
    'stats/top/colour',
  ])('refuses the topic %s', async (topic) => {
    const browser = await page(api);
    expect(await browser.subscribe(topic)).toMatchObject({ ok: false });
    browser.socket.disconnect();
  });

  it('keeps history that came, once, and shows gaps as gaps', async () => {
    const message = history(Date.now(), 0.5);
    expect(await agent.sendStats('history.stats', message)).toEqual({ ok: true, data: {} });
    expect(await agent.sendStats('history.stats', message)).toEqual({ ok: true, data: {} });
    const series = await seriesOf();
    expect(series).toMatchObject({
      stepSeconds: 15,
      units: { cpuCores: 'cores', memoryBytes: 'bytes' },
      containerId: web,
    });
    const { avg, max } = series.metrics.cpuCores;
    expect(avg).toHaveLength(series.at.length);
    const known = avg.filter((value) => value !== null);
    expect(known.length).toBeGreaterThanOrEqual(3);
    expect(known.length).toBeLessThanOrEqual(6);
    expect(new Set([...known, ...max.filter((value) => value !== null)])).toEqual(new Set([0.5]));
    const host = await get<{ metrics: { load1: { max: (number | null)[] } } }>(`/hosts/${agent.hostId}/stats`, other);
    expect(Math.max(...host.metrics.load1.max.map((value) => value ?? 0))).toBe(4);
  });

  it('ranks by the latest history when nobody has looked', async () => {
    const top = await get<Top>('/stats/top?sort=memory');
    expect(top.rows).toEqual([expect.objectContaining({ id: web, sample: { cpuCores: 0.5, memoryBytes: 1000 } })]);
    expect((await get<Top>(`/stats/top?host=${agent.hostId}`)).of).toBe(1);
  });

  it('refuses history that is not of now', async () => {
    const old = { ...history(Date.now(), 1), clock: Date.now() + 2 * HOUR };
    expect(await agent.sendStats('history.stats', old)).toMatchObject({
      ok: false,
      error: { code: 'request.invalid' },
    });
  });

  it('rolls hours that are over up into five minutes, and forgets after a week', async () => {
    const upkeep = api.app.get(StatsUpkeep);
    await harness.database.query('DELETE FROM stats_recent');
    // A minute before five minutes were over, so that all of its ticks are of the same five minutes.
    const at = Math.floor(Date.now() / (5 * MINUTE)) * 5 * MINUTE - MINUTE;
    await agent.sendStats('history.stats', { ...history(at, 0.5), clock: Date.now() });
    await upkeep.run();
    const counts = async () =>
      (
        await harness.database.query<{ recent: number; hours: number }>(
          'SELECT (SELECT count(*)::int FROM stats_recent) AS recent, (SELECT count(*)::int FROM stats_hours) AS hours',
        )
      ).rows[0];
    expect(await counts()).toEqual({ recent: 1, hours: 0 });
    await upkeep.run(Date.now() + 3 * HOUR);
    // The host and its container.
    expect(await counts()).toEqual({ recent: 0, hours: 2 });
    const series = await seriesOf(`?from=${new Date(Date.now() - 6 * HOUR).toISOString()}`);
    expect(series.stepSeconds).toBe(300);
    expect(series.metrics.cpuCores.avg.filter((value) => value !== null)).toEqual([0.5]);
    await upkeep.run(Date.now() + 9 * 24 * HOUR);
    expect(await counts()).toEqual({ recent: 0, hours: 0 });
  });

  it.each([
    ['upside down', `?from=${new Date().toISOString()}&to=2026-01-01T00:00:00Z`],
    ['in the future', '?from=2999-01-01T00:00:00Z'],
    ['no time at all', '?from=yesterday'],
    ['of too many points', '?points=1000000'],
  ])('refuses a range that is %s', async (_, query) => {
    expect(await seriesOf(query)).toMatchObject({ error: { code: 'request.invalid' } });
  });

  it('knows a container that is not there only by its history', async () => {
    expect(await seriesOf('', 'f'.repeat(64))).toMatchObject({ error: { code: 'container.unknown' } });
    const gone = 'e'.repeat(64) as ContainerId;
    await agent.sendStats('history.stats', history(Date.now(), 0.125, gone));
    expect((await seriesOf('', gone)).metrics.cpuCores.avg).toContain(0.125);
  });

  it('lists processes, or says why not', async () => {
    const path = `/hosts/${agent.hostId}/containers/${web}/processes`;
    const process = { pid: 7, user: 'root', time: '00:00:01', command: 'httpd' };
    agent.onTop = () => succeed({ processes: [process], more: 0 });
    expect(await get(path)).toMatchObject({ processes: [process], more: 0 });
    agent.onTop = () =>
      refuse(new RoadsteadError('container.not-running', { container: 'web', host: agent.name, state: 'exited' }));
    expect(await get(path)).toMatchObject({ error: { code: 'container.not-running' } });
  });
});
