import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Container, Host, Page } from '@roadstead/contract';
import type { ContainerRecord, ImageRecord } from '@roadstead/domain';
import type { InventoryChange, Reply } from '@roadstead/protocol';
import { aContainer, anImage, digestOf } from '@roadstead/testing';
import pg from 'pg';
import { ApiHarness, until } from './api-harness.js';
import type { ScriptedAgent } from './scripted-agent.js';

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 3, 10, 0, seconds)).toISOString();
const stored = (container: ContainerRecord, when: string): InventoryChange => ({
  type: 'container.stored',
  at: when,
  container,
});
const imageStored = (image: ImageRecord, when: string): InventoryChange => ({ type: 'image.stored', at: when, image });

describe('inventory', () => {
  let api: ApiHarness;
  let token: string;

  beforeAll(async () => {
    api = await ApiHarness.start();
    ({ token } = await api.addUser('viewer'));
  });
  afterAll(() => api?.stop());

  const containersOf = async ({ hostId }: ScriptedAgent): Promise<Container[]> =>
    (await api.request<Page<Container>>('GET', `/containers?host=${hostId}&limit=500`, { token })).body.items;
  const hostOf = async ({ hostId }: ScriptedAgent): Promise<Host> =>
    (await api.request<Host>('GET', `/hosts/${hostId}`, { token })).body;
  const placements = ({ hostId }: ScriptedAgent) =>
    api.query<{ started_at: Date; ended_at: Date | null; end_known_by: string | null; exit_code: number | null }>(
      'SELECT started_at, ended_at, end_known_by, exit_code FROM placements WHERE host_id = $1 ORDER BY started_at',
      [hostId],
    );
  const tags = ({ hostId }: ScriptedAgent) =>
    api.query<{ reference: string; image_id: string; from: Date; to: Date | null; from_gap: boolean; to_gap: boolean }>(
      `SELECT reference, image_id, valid_from AS from, valid_to AS to, from_gap, to_gap
       FROM tag_history WHERE host_id = $1 ORDER BY valid_from, id`,
      [hostId],
    );

  describe('a list', () => {
    it('takes effect with its last part, and not before', async () => {
      const agent = await api.connectedHost();
      const containers = Array.from({ length: 5 }, (_none, i) => aContainer(`web-${i}`));
      for (const container of containers) agent.view.containers.set(container.id, container);
      const [first, second] = agent.parts(containers, [anImage('web')], 2);
      expect(await agent.send('inventory.snapshot', first as never)).toMatchObject({ ok: true });
      expect(await containersOf(agent)).toHaveLength(0);
      expect(await agent.send('inventory.snapshot', second as never)).toEqual({
        ok: true,
        data: { epoch: agent.epoch, applied: 0 },
      });
      expect((await containersOf(agent)).map(({ name }) => name)).toEqual([
        'web-0',
        'web-1',
        'web-2',
        'web-3',
        'web-4',
      ]);
      expect(await hostOf(agent)).toMatchObject({ counts: { running: 5, containers: 5, images: 1 }, status: 'online' });
    });

    it('is acknowledged again and has no further effect when it comes twice', async () => {
      const agent = await api.connectedHost();
      await agent.list([aContainer('web')]);
      await agent.change(stored(aContainer('db'), at(1)));
      const again = agent.parts([aContainer('web')], [], 1)[0];
      expect(await agent.send('inventory.snapshot', again as never)).toEqual({
        ok: true,
        data: { epoch: agent.epoch, applied: 1 },
      });
      expect(await containersOf(agent)).toHaveLength(2);
    });

    it('asks for a new list where a part is missing', async () => {
      const agent = await api.connectedHost();
      const [, last] = agent.parts([aContainer('a'), aContainer('b')], [], 2);
      expect(await agent.send('inventory.snapshot', last as never)).toMatchObject({
        ok: false,
        error: { code: 'inventory.resync' },
      });
    });

    it('removes what it does not name, and ends its history with the gap', async () => {
      const agent = await api.connectedHost();
      agent.clock = () => at(0);
      await agent.list([aContainer('stays'), aContainer('goes')], [anImage('web'), anImage('old')]);
      agent.clock = () => at(60);
      await agent.list([aContainer('stays')], [anImage('web')]);
      expect((await containersOf(agent)).map(({ name }) => name)).toEqual(['stays']);
      const ended = (await placements(agent)).filter(({ ended_at }) => ended_at !== null);
      expect(ended).toEqual([expect.objectContaining({ ended_at: new Date(at(60)), end_known_by: 'gap' })]);
      expect((await tags(agent)).filter(({ to }) => to !== null)).toEqual([
        expect.objectContaining({ reference: 'shop/old:1.0', from_gap: true, to: new Date(at(60)), to_gap: true }),
      ]);
      const presence = await api.query('SELECT image_id, valid_to, to_gap FROM image_presence WHERE host_id = $1', [
        agent.hostId,
      ]);
      expect(presence).toContainEqual({ image_id: anImage('old').id, valid_to: new Date(at(60)), to_gap: true });
      expect(presence).toContainEqual({ image_id: anImage('web').id, valid_to: null, to_gap: false });
    });

    it('begins an observation and ends the one before', async () => {
      const agent = await api.connectedHost();
      agent.clock = () => at(0);
      await agent.list([]);
      agent.clock = () => at(30);
      await agent.heartbeat();
      await until(
        'the heartbeat to be written',
        () => api.query('SELECT observed_to FROM observations WHERE host_id = $1', [agent.hostId]),
        ([row]) => (row?.observed_to as Date | undefined)?.toISOString() === at(30),
      );
      agent.clock = () => at(90);
      await agent.list([]);
      const rows = await api.query(
        'SELECT observed_from, observed_to, open FROM observations WHERE host_id = $1 ORDER BY id',
        [agent.hostId],
      );
      expect(rows).toEqual([
        { observed_from: new Date(at(0)), observed_to: new Date(at(30)), open: false },
        { observed_from: new Date(at(90)), observed_to: new Date(at(90)), open: true },
      ]);
    });

    it('of a thousand containers takes as many statements as one of ten', async () => {
      const statements = async (count: number) => {
        const agent = await api.connectedHost();
        const containers = Array.from({ length: count }, (_none, i) => aContainer(`many-${i}`));
        const taken = await statementsOf(() => agent.list(containers, [anImage('web')], Math.ceil(count / 200)));
        return { taken, agent };
      };
      await statements(10);
      const few = await statements(10);
      const many = await statements(1000);
      // Each of the four further parts has its keys and its names added, and is kept in a transaction of two; a flush of heartbeats may come between.
      expect(many.taken - few.taken).toBeLessThanOrEqual(4 * 7 + 5);
      expect((await hostOf(many.agent)).counts).toMatchObject({ containers: 1000, running: 1000 });
    });
  });

  describe('a delta', () => {
    it('that skips one is refused, and one that was applied is acknowledged again', async () => {
      const agent = await api.connectedHost();
      await agent.list([aContainer('web')]);
      expect(await agent.change(stored(aContainer('db'), at(1)))).toMatchObject({ ok: true, data: { applied: 1 } });
      const delta = (sequence: number, name: string) => ({
        epoch: agent.epoch,
        sequence,
        changes: [stored(aContainer(name), at(2))],
        viewHash: agent.viewHash(),
      });
      expect(await agent.send('inventory.delta', delta(3, 'skipped'))).toMatchObject({
        error: { code: 'inventory.resync' },
      });
      expect(await agent.send('inventory.delta', delta(1, 'late'))).toMatchObject({ ok: true, data: { applied: 1 } });
      expect((await containersOf(agent)).map(({ name }) => name)).toEqual(['db', 'web']);
    });

    it('of another epoch is refused', async () => {
      const agent = await api.connectedHost();
      await agent.list([]);
      agent.epoch = randomUUID();
      expect(await agent.change(stored(aContainer('web'), at(1)))).toMatchObject({
        error: { code: 'inventory.resync' },
      });
    });

    it('in a burst is applied in the order in which it was sent', async () => {
      const agent = await api.connectedHost();
      await agent.list([]);
      const replies = await Promise.all(
        Array.from({ length: 50 }, (_none, i) => agent.change(stored(aContainer(`burst-${i}`), at(i)))),
      );
      expect(replies.every((reply: Reply<unknown>) => reply.ok)).toBe(true);
      expect(await containersOf(agent)).toHaveLength(50);
    });

    it('of two hundred containers takes as many statements as one of two', async () => {
      const agent = await api.connectedHost();
      await agent.list([]);
      const changes = (count: number, name: string) =>
        Array.from({ length: count }, (_none, i) => stored(aContainer(`${name}-${i}`), at(i % 60)));
      await agent.change(...changes(2, 'warm'));
      const few = await statementsOf(() => agent.change(...changes(2, 'few')));
      const many = await statementsOf(() => agent.change(...changes(200, 'many')));
      expect(few).toBeGreaterThan(3);
      // Heartbeats and the job queue are written in between.
      expect(many).toBeLessThanOrEqual(few + 15);
    });

    it('keeps since when a container is unhealthy, which its engine forgets, while that lasts', async () => {
      const agent = await api.connectedHost();
      const sick = (second: number, overrides = {}) =>
        stored(aContainer('sick', { health: 'unhealthy', ...overrides }), at(second));
      const known = async () => (await containersOf(agent))[0]?.unhealthySince;
      await agent.list([]);
      await agent.change(sick(1, { unhealthySince: '2026-03-03T10:00:00Z' }));
      expect(await known()).toBe('2026-03-03T10:00:00Z');
      await agent.change(sick(2, { name: 'renamed' }));
      expect(await known()).toBe('2026-03-03T10:00:00Z');
      await agent.change(sick(3, { startedAt: '2026-03-03T11:00:00Z' }));
      expect(await known()).toBeUndefined();
      await agent.change(sick(4, { unhealthySince: '2026-03-03T12:00:00Z' }));
      await agent.change(sick(5, { health: 'healthy' }));
      expect(await known()).toBeUndefined();
      expect(await agent.heartbeat()).toEqual({ ok: true, data: { resync: false } });
    });

    it('keeps text that Postgres cannot hold from doing harm', async () => {
      const agent = await api.connectedHost();
      await agent.list([]);
      const odd = aContainer('odd', { command: 'a\u0000b \ud800 \\u0000', labels: { 'x\u0000': '\udfff' } });
      expect(await agent.change(stored(odd, at(1)))).toMatchObject({ ok: true });
      expect((await containersOf(agent))[0]).toMatchObject({ command: 'a\ufffdb \ufffd \\u0000' });
      expect(await agent.heartbeat()).toEqual({ ok: true, data: { resync: false } });
    });
  });

  describe('history', () => {
    const running = (seconds: number, overrides = {}) => aContainer('web', { startedAt: at(seconds), ...overrides });
    const exited = (start: number, end: number, exitCode: number) =>
      running(start, { state: 'exited', finishedAt: at(end), exitCode });

    it('has one row for each time a container was started, ended by the engine’s own time', async () => {
      const agent = await api.connectedHost();
      await agent.list([running(0)]);
      await agent.change(stored(exited(0, 10, 3), at(11)));
      await agent.change(stored(running(20, { finishedAt: at(10) }), at(20)));
      expect(await placements(agent)).toEqual([
        { started_at: new Date(at(0)), ended_at: new Date(at(10)), end_known_by: 'engine', exit_code: 3 },
        { started_at: new Date(at(20)), ended_at: null, end_known_by: null, exit_code: null },
      ]);
    });

    it('has every run of a container that starts and stops several times in one delta', async () => {
      const agent = await api.connectedHost();
      await agent.list([]);
      await agent.change(
        stored(running(0), at(0)),
        stored(exited(0, 1, 0), at(1)),
        stored(running(2, { finishedAt: at(1) }), at(2)),
        stored(exited(2, 3, 1), at(3)),
        stored(running(4, { finishedAt: at(3) }), at(4)),
      );
      expect((await placements(agent)).map(({ ended_at, exit_code }) => [ended_at?.toISOString(), exit_code])).toEqual([
        [at(1), 0],
        [at(3), 1],
        [undefined, null],
      ]);
    });

    it('ends a run that stopped and started anew within a gap by the engine’s finish time at the latest', async () => {
      const agent = await api.connectedHost();
      await agent.list([running(0)]);
      await agent.list([running(30, { finishedAt: at(25) })]);
      expect(await placements(agent)).toMatchObject([
        { ended_at: new Date(at(25)), end_known_by: 'gap' },
        { started_at: new Date(at(30)), ended_at: null },
      ]);
    });

    it('ends the run of a removed container with its removal', async () => {
      const agent = await api.connectedHost();
      await agent.list([running(0)]);
      await agent.change({ type: 'container.removed', at: at(7), containerId: running(0).id });
      expect(await placements(agent)).toMatchObject([{ ended_at: new Date(at(7)), end_known_by: 'event' }]);
    });

    it('keeps a paused container running, and survives a clock that goes back', async () => {
      const agent = await api.connectedHost();
      await agent.list([running(30)]);
      await agent.change(stored(running(30, { state: 'paused' }), at(31)));
      expect(await placements(agent)).toMatchObject([{ ended_at: null }]);
      await agent.change(stored(running(10), at(10)));
      const rows = await placements(agent);
      expect(rows).toHaveLength(2);
      expect(rows.filter(({ ended_at }) => ended_at === null)).toMatchObject([{ started_at: new Date(at(10)) }]);
    });

    it('knows since when and until when a reference pointed at an image', async () => {
      const agent = await api.connectedHost();
      agent.clock = () => at(0);
      await agent.list([], [anImage('v1', { references: ['shop/web:latest'] })]);
      await agent.change(
        imageStored(anImage('v2', { references: ['shop/web:latest'] }), at(10)),
        imageStored(anImage('v1', { references: [] }), at(10)),
      );
      await agent.change({ type: 'image.removed', at: at(20), imageId: anImage('v2').id });
      expect(await tags(agent)).toEqual([
        {
          reference: 'shop/web:latest',
          image_id: anImage('v1').id,
          from: new Date(at(0)),
          to: new Date(at(10)),
          from_gap: true,
          to_gap: false,
        },
        {
          reference: 'shop/web:latest',
          image_id: anImage('v2').id,
          from: new Date(at(10)),
          to: new Date(at(20)),
          from_gap: false,
          to_gap: false,
        },
      ]);
    });

    it('has every move of a reference within one delta', async () => {
      const agent = await api.connectedHost();
      await agent.list([]);
      const [v1, v2] = [
        (references: string[]) => anImage('m1', { references }),
        (references: string[]) => anImage('m2', { references }),
      ];
      await agent.change(
        imageStored(v1(['a:1']), at(1)),
        imageStored(v2(['a:1']), at(2)),
        imageStored(v1([]), at(2)),
        imageStored(v1(['a:1']), at(3)),
        imageStored(v2([]), at(3)),
      );
      expect(
        (await tags(agent)).map(({ image_id, from, to }) => [image_id, from.toISOString(), to?.toISOString()]),
      ).toEqual([
        [anImage('m1').id, at(1), at(2)],
        [anImage('m2').id, at(2), at(3)],
        [anImage('m1').id, at(3), undefined],
      ]);
    });
  });

  describe('heartbeats', () => {
    it('keep the data fresh while the views are equal, and ask for a list where they differ', async () => {
      const agent = await api.connectedHost();
      await agent.list([aContainer('web')]);
      const before = (await hostOf(agent)).dataAsOf ?? '';
      expect(await agent.heartbeat()).toEqual({ ok: true, data: { resync: false } });
      await until(
        'fresh data',
        () => hostOf(agent),
        ({ dataAsOf }) => (dataAsOf ?? '') > before,
      );
      const view = { epoch: agent.epoch, sequence: agent.sequence, hash: '12345' };
      expect(await agent.heartbeat({ view })).toEqual({ ok: true, data: { resync: true } });
    });

    it('do not make the data fresh while the engine is down', async () => {
      const agent = await api.connectedHost();
      await agent.list([]);
      const before = (await hostOf(agent)).dataAsOf;
      await agent.heartbeat({ engine: 'down', engineError: 'connect ENOENT /var/run/docker.sock' });
      const host = await until(
        'the engine’s state',
        () => hostOf(agent),
        ({ engineState }) => engineState === 'down',
      );
      expect(host).toMatchObject({
        engineError: 'connect ENOENT /var/run/docker.sock',
        dataAsOf: before,
        status: 'online',
      });
    });

    it('find rows that were lost, and heal them by a list', async () => {
      const agent = await api.connectedHost();
      await agent.list([aContainer('web')]);
      await api.query('DELETE FROM containers WHERE host_id = $1', [agent.hostId]);
      await until(
        'the request to list again',
        () => agent.heartbeat(),
        (reply) => reply.ok && reply.data.resync,
      );
    });

    it('tell the offset of the host’s clock', async () => {
      const agent = await api.connectedHost();
      await agent.list([]);
      await agent.heartbeat({ clock: new Date(Date.now() + 3_600_000).toISOString() });
      const host = await until(
        'the offset',
        () => hostOf(agent),
        ({ clockOffsetMs }) => clockOffsetMs !== undefined,
      );
      expect(Math.abs((host.clockOffsetMs ?? 0) - 3_600_000)).toBeLessThan(5000);
    });
  });

  it('never lets a host write another’s rows, or what another has reported of an image', async () => {
    const [honest, rogue] = [await api.connectedHost(), await api.connectedHost()];
    await honest.list([aContainer('web')], [anImage('shared', { author: 'honest' })]);
    await rogue.list([aContainer('web', { name: 'mine-now' })], [anImage('shared', { author: 'rogue', size: 1 })]);
    const delta = { epoch: honest.epoch, sequence: 1, changes: [], viewHash: '0' };
    expect(await rogue.send('inventory.delta', delta)).toMatchObject({ error: { code: 'inventory.resync' } });
    expect((await containersOf(honest)).map(({ name }) => name)).toEqual(['web']);
    const [image] = await api.query('SELECT author, size FROM images WHERE id = $1', [digestOf('image shared')]);
    expect(image).toEqual({ author: 'honest', size: '3000000' });
  });
});

/** Statements that go to Postgres from this process while something is done. */
async function statementsOf(task: () => Promise<unknown>): Promise<number> {
  const { query } = pg.Client.prototype;
  let count = 0;
  pg.Client.prototype.query = function counted(this: pg.Client, ...words: unknown[]) {
    count += 1;
    return Reflect.apply(query, this, words);
  } as typeof query;
  try {
    await task();
  } finally {
    pg.Client.prototype.query = query;
  }
  return count;
}
