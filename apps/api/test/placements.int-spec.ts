import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  ChangesPage,
  ErrorReply,
  Page,
  Placement,
  PlacementActivity,
  PlacementMatrix,
  PlacementPage,
  TagSpan,
} from '@roadstead/contract';
import type { ContainerRecord, ImageRecord } from '@roadstead/domain';
import type { InventoryChange } from '@roadstead/protocol';
import { aContainer, anImage, digestOf } from '@roadstead/testing';
import { ApiHarness, type ErrorAnswer } from './api-harness.js';
import type { ScriptedAgent } from './scripted-agent.js';

/** Minutes of an hour that is over. */
const HOUR = Date.now() - 3_600_000;
const at = (minute: number) => new Date(HOUR + minute * 60_000).toISOString();
const stored = (container: ContainerRecord, minute: number): InventoryChange => ({
  type: 'container.stored',
  at: at(minute),
  container,
});
const imageStored = (image: ImageRecord, minute: number): InventoryChange => ({
  type: 'image.stored',
  at: at(minute),
  image,
});

describe('placements', () => {
  let api: ApiHarness;
  let token: string;
  /** Watched from 0 to 20, and from 40 to 50. */
  let gappy: ScriptedAgent;
  /** Watched all the time. */
  let steady: ScriptedAgent;

  const v1 = anImage('v1', { references: ['shop/web:1.0'], config: { labels: { team: 'blue' } } });
  const v2 = anImage('v2', {
    references: ['shop/web:2.0'],
    repoDigests: [`shop/web@${digestOf('manifest v2')}`],
    layers: [...v1.layers, digestOf('layer v2')],
    history: [...v1.history, { createdBy: 'COPY v2 /srv', createdAt: '2026-03-01T08:00:00Z', size: 5 }],
  });
  const running = (name: string, minute: number, more: object = {}) =>
    aContainer(name, {
      ...{ startedAt: at(minute), createdAt: at(minute) },
      ...{ imageId: v1.id, imageReference: 'docker.io/shop/web:1.0' },
      ...more,
    });
  const exited = (name: string, from: number, to: number, more: object = {}) =>
    running(name, from, { state: 'exited', finishedAt: at(to), exitCode: 3, ...more });

  beforeAll(async () => {
    api = await ApiHarness.start();
    ({ token } = await api.addUser('viewer'));
    gappy = await api.connectedHost('gappy');
    steady = await api.connectedHost('steady');
    await api.query(`UPDATE hosts SET labels = '{"rack": "7"}' WHERE id = $1`, [steady.hostId]);

    gappy.clock = () => at(0);
    await gappy.list([running('early', -30), running('lost', -5), running('back', -5)], [v1]);
    await gappy.change(stored(running('seen', 10, { labels: { team: 'green' } }), 10));
    await gappy.change(stored(exited('seen', 10, 15), 15), imageStored(v2, 20));
    gappy.clock = () => at(40);
    // Since the gap: one is gone, one was started anew by the engine’s own word, one came.
    await gappy.list(
      [
        running('early', -30),
        exited('seen', 10, 15),
        running('back', 30, { finishedAt: at(25) }),
        running('late', 35, { imageId: v2.id, imageReference: 'shop/web:2.0' }),
      ],
      [v1, v2],
    );
    await gappy.change(imageStored({ ...v2, references: ['shop/web:2.0', 'shop/web:latest'] }, 50));

    await steady.list(
      [running('api', 5), running('db', 6, { imageId: v2.id, imageReference: 'shop/web:2.0' })],
      [v1, v2],
    );
  });
  afterAll(() => api?.stop());

  const list = async (query: string) =>
    (await api.request<PlacementPage>('GET', `/audit/placements?${query}`, { token })).body;
  const names = async (query: string) => (await list(query)).items.map(({ containerName }) => containerName).sort();
  const refused = async (query: string, path = 'placements') => {
    const { status, body } = await api.request<ErrorAnswer>('GET', `/audit/${path}?${query}`, { token });
    return [status, body.error.code, body.error.message];
  };
  const brief = ({ containerName, certainty, endKnownBy }: Placement) => [containerName, certainty, endKnownBy];

  describe('at a moment', () => {
    it('are what ran then, with what is not known marked as such', async () => {
      const page = await list(`asOf=${at(30)}&host=${gappy.hostId}`);
      expect(page.asOf).toBe(at(30));
      expect(page.items.map(brief).sort()).toEqual([
        ['back', 'observed', undefined],
        ['early', 'observed', undefined],
        ['lost', 'unobserved', 'gap'],
      ]);
      const lost = page.items.find(({ containerName }) => containerName === 'lost');
      expect(lost).toMatchObject({ lastSeenAt: at(20), from: at(-5), to: at(40), endKnownBy: 'gap' });
      expect(page.unobserved).toEqual([{ hostId: gappy.hostId, hostName: 'gappy', from: at(20), to: at(40) }]);
    });

    it('within a gap begin by the engine’s own time, and end by it at the latest', async () => {
      expect(await names(`asOf=${at(24)}&container=back`)).toEqual(['back']);
      expect(await names(`asOf=${at(26)}&container=back`)).toEqual([]);
      const [back] = (await list(`asOf=${at(24)}&container=back`)).items;
      expect(back).toMatchObject({ to: at(25), endKnownBy: 'gap', certainty: 'unobserved', lastSeenAt: at(20) });
      expect(await names(`asOf=${at(36)}&container=late`)).toEqual(['late']);
    });

    it('before anybody watched are known by what the engine told later, and nobody is said to have watched', async () => {
      const page = await list(`asOf=${at(-20)}&host=${gappy.hostId}`);
      expect(page.items.map(brief)).toEqual([['early', 'observed', undefined]]);
      expect(page.unobserved).toEqual([{ hostId: gappy.hostId, hostName: 'gappy', to: at(0) }]);
    });

    it('that is now are certain where the host is watched, and when last seen where it is not', async () => {
      const page = await list('sort=container&order=asc');
      expect(
        page.items.map(({ containerName, certainty, lastSeenAt }) => [containerName, certainty, lastSeenAt === at(50)]),
      ).toEqual([
        ['api', 'observed', false],
        ['back', 'unobserved', true],
        ['db', 'observed', false],
        ['early', 'unobserved', true],
        ['late', 'unobserved', true],
      ]);
      expect(page.unobserved).toEqual([{ hostId: gappy.hostId, hostName: 'gappy', from: at(50) }]);
      expect([page.total, page.totalIsLeast]).toEqual([5, undefined]);
    });

    it('are set right by what the host’s clock is off', async () => {
      await api.query('UPDATE hosts SET clock_offset_ms = 600000 WHERE id = $1', [gappy.hostId]);
      expect(await names(`asOf=${at(0)}&container=seen`)).toEqual(['seen']);
      expect(await names(`asOf=${at(10)}&container=seen`)).toEqual([]);
      expect((await list(`asOf=${at(0)}&container=seen`)).items[0]).toMatchObject({ from: at(0), to: at(5) });
      await api.query('UPDATE hosts SET clock_offset_ms = 200000000 WHERE id = $1', [gappy.hostId]);
      const shifted = new Date(HOUR + 10 * 60_000 - 200_000_000).toISOString();
      expect(await names(`asOf=${shifted}`)).toEqual(['back', 'early', 'lost', 'seen']);
      await api.query('UPDATE hosts SET clock_offset_ms = NULL WHERE id = $1', [gappy.hostId]);
    });
  });

  describe('over a span', () => {
    it('are all that ran in it, in pages that neither repeat nor miss any', async () => {
      const span = `from=${at(12)}&to=${at(36)}&host=${gappy.hostId}`;
      expect(await names(span)).toEqual(['back', 'back', 'early', 'late', 'lost', 'seen']);
      for (const sort of ['started', 'host', 'container', 'image']) {
        const seen: string[] = [];
        let cursor = '';
        do {
          const page = await list(`${span}&sort=${sort}&limit=2${cursor}`);
          expect(page.total).toBe(6);
          seen.push(...page.items.map(({ id }) => id));
          cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
        } while (cursor !== '');
        expect([seen.length, new Set(seen).size]).toEqual([6, 6]);
      }
    });

    it('come in pages in the order of one that has all, whatever it is', async () => {
      for (const sort of ['started', 'host', 'container', 'image']) {
        for (const order of ['asc', 'desc']) {
          const question = `from=${at(-60)}&sort=${sort}&order=${order}`;
          const all = (await list(question)).items.map(({ id }) => id);
          const paged: string[] = [];
          for (let cursor: string | undefined = ''; cursor !== undefined; ) {
            const page: PlacementPage = await list(`${question}&limit=3${cursor && `&cursor=${cursor}`}`);
            paged.push(...page.items.map(({ id }) => id));
            cursor = page.nextCursor;
          }
          expect({ sort, order, paged }).toEqual({ sort, order, paged: all });
        }
      }
    });

    it('tell of gaps in it', async () => {
      const { unobserved, from, to } = await list(`from=${at(1)}&to=${at(55)}`);
      expect([from, to]).toEqual([at(1), at(55)]);
      expect(unobserved.filter(({ hostId }) => hostId === gappy.hostId)).toEqual([
        { hostId: gappy.hostId, hostName: 'gappy', from: at(20), to: at(40) },
        { hostId: gappy.hostId, hostName: 'gappy', from: at(50) },
      ]);
    });
  });

  it.each([
    ['image=shop/web', ['api', 'back', 'back', 'db', 'early', 'late', 'lost', 'seen']],
    ['image=shop/web:2.0', ['db', 'late']],
    [`image=${v2.id}`, ['db', 'late']],
    [`image=${v2.id.slice(7, 19)}`, ['db', 'late']],
    [`image=shop/web@${digestOf('manifest v2')}`, ['db', 'late']],
    ['image=nobody/knows', []],
    ['repository=docker.io/shop/web&tag=2.0', ['db', 'late']],
    ['tag=1.0', ['api', 'back', 'back', 'early', 'lost', 'seen']],
    [`digest=${digestOf('manifest v2')}`, ['db', 'late']],
    [`digest=${digestOf('manifest v2').slice(0, 21)}`, ['db', 'late']],
    [`base=${v1.id}`, ['db', 'late']],
    ['base=shop/web:1.0', ['db', 'late']],
    ['label=team', ['api', 'back', 'back', 'early', 'lost', 'seen']],
    ['label=team%3Dgreen', ['seen']],
    ['label=team%3Dred', []],
    ['hostLabel=rack%3D7', ['api', 'db']],
    ['hostLabel=rack%3D7&tag=2.0', ['db']],
    ['container=seen', ['seen']],
    [`container=${running('seen', 0).id.slice(0, 8)}`, ['seen']],
    ['q=TEAD', ['api', 'db']],
    ['q=web%3A2', ['db', 'late']],
    ['q=see', ['seen']],
  ])('are found by %s', async (filter, expected) => {
    expect(await names(`from=${at(-60)}&${filter}`)).toEqual(expected);
  });

  it('are found by a layer', async () => {
    const [{ chain_id } = { chain_id: '' }] = await api.query<{ chain_id: string }>(
      'SELECT chain_id FROM image_layers WHERE image_id = $1 AND position = 2',
      [v2.id],
    );
    expect(await names(`from=${at(-60)}&layer=${chain_id}`)).toEqual(['db', 'late']);
  });

  it('are not asked for in ways that cannot be meant', async () => {
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    expect((await refused(`asOf=${ahead}`)).slice(0, 2)).toEqual([400, 'history.time-ahead']);
    expect((await refused(`from=${at(2)}&to=${at(1)}`)).slice(0, 2)).toEqual([400, 'history.times-inverted']);
    expect((await refused(`asOf=${at(1)}&from=${at(1)}`)).slice(0, 2)).toEqual([
      400,
      'history.times-exclude-each-other',
    ]);
    expect((await refused(`digest=sha256:${'0'.repeat(64)}`)).slice(0, 2)).toEqual([404, 'history.image-unknown']);
    expect((await refused('digest=latest')).slice(0, 2)).toEqual([400, 'history.image-malformed']);
    expect((await refused(`layer=sha256:${'0'.repeat(64)}`)).slice(0, 2)).toEqual([404, 'history.layer-unknown']);
    expect((await refused('base=nobody/knows')).slice(0, 2)).toEqual([404, 'history.image-unknown']);
    expect((await refused('label=%3Dx')).slice(0, 2)).toEqual([400, 'history.label-malformed']);
    expect((await refused('hostLabel=%3Dx')).slice(0, 2)).toEqual([400, 'history.label-malformed']);
    expect((await refused('image=Shop/Web')).slice(0, 2)).toEqual([400, 'reference.malformed']);
    expect((await refused('host=01890000-0000-7000-8000-000000000000')).slice(0, 2)).toEqual([404, 'host.unknown']);
    expect((await refused('cursor=abc')).slice(0, 2)).toEqual([400, 'request.invalid']);
    const twins = ['a', 'b'].map((end) => `sha256:${'feed'.repeat(4)}${end.repeat(48)}`);
    for (const id of twins) await api.query('INSERT INTO history_images VALUES ($1, $2)', [id, 'x']);
    const [status, code, message] = await refused('image=feedfeedfeed');
    expect([status, code]).toEqual([409, 'history.image-ambiguous']);
    for (const id of twins) expect(message).toContain(id);
  });

  describe('as a matrix', () => {
    it('are counted by image and host, and hosts that nobody watched are in it', async () => {
      const matrix = async (query: string) =>
        (await api.request<PlacementMatrix>('GET', `/audit/matrix?${query}`, { token })).body;
      const then = await matrix(`asOf=${at(30)}`);
      expect(then.hosts.map(({ name, isObserved, lastSeenAt }) => [name, isObserved, lastSeenAt])).toEqual(
        expect.arrayContaining([['gappy', false, at(20)]]),
      );
      const [image, host] = [
        then.images.findIndex(({ id }) => id === v1.id),
        then.hosts.findIndex(({ name }) => name === 'gappy'),
      ];
      expect(then.cells).toContainEqual([image, host, 3]);
      expect(then.images[image]).toMatchObject({ references: ['docker.io/shop/web:1.0'], running: 4, hosts: 2 });
      expect([then.hostsLeftOut, then.imagesLeftOut]).toEqual([0, 0]);
      const now = await matrix('tag=2.0');
      expect(now.images.map(({ id, running: count, hosts }) => [id, count, hosts])).toEqual([[v2.id, 2, 2]]);
    });
  });

  it('differ between two moments by what came, went, changed and was restarted', async () => {
    const changes = async (query: string) =>
      (await api.request<ChangesPage>('GET', `/audit/changes?${query}`, { token })).body;
    const page = await changes(`from=${at(11)}&to=${at(45)}&host=${gappy.hostId}`);
    expect(page.items.map(({ containerName, type, certainty }) => [containerName, type, certainty])).toEqual([
      ['back', 'restarted', 'observed'],
      ['late', 'came', 'observed'],
      ['lost', 'went', 'observed'],
      ['seen', 'went', 'observed'],
    ]);
    expect(page.counts).toEqual({ came: 1, went: 2, changed: 0, restarted: 1 });
    expect(page.items[0]).toMatchObject({ before: { from: at(-5) }, after: { from: at(30) } });
    const hidden = await changes(`from=${at(30)}&to=${at(45)}&host=${gappy.hostId}`);
    expect(hidden.items.map(({ containerName, type, certainty }) => [containerName, type, certainty])).toEqual([
      ['late', 'came', 'unobserved'],
      ['lost', 'went', 'unobserved'],
    ]);
    expect(hidden.unobserved).toEqual([{ hostId: gappy.hostId, hostName: 'gappy', from: at(20), to: at(40) }]);
    const first = await changes(`from=${at(11)}&to=${at(45)}&host=${gappy.hostId}&limit=3`);
    const second = await changes(`from=${at(11)}&to=${at(45)}&host=${gappy.hostId}&limit=3&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items]).toEqual(page.items);
    expect((await changes(`from=${at(11)}&to=${at(45)}&host=${gappy.hostId}&type=went`)).total).toBe(2);
    expect((await refused(`from=${at(11)}&to=${at(10)}`, 'changes')).slice(0, 2)).toEqual([
      400,
      'history.times-inverted',
    ]);
  });

  it('tell how much began and ended over time, and who was watched', async () => {
    const { body } = await api.request<PlacementActivity>(
      'GET',
      `/audit/activity?from=${at(0)}&to=${at(60)}&buckets=6&host=${gappy.hostId}`,
      { token },
    );
    expect(body).toMatchObject({
      bucketMs: 600_000,
      started: [0, 1, 0, 2, 0, 0],
      ended: [0, 1, 1, 0, 1, 0],
      observedHosts: [1, 1, 1, 0, 1, 1],
      historySince: at(0),
    });
    const early = await api.request<ErrorReply>('GET', `/audit/activity?from=1400-01-01T00:00:00Z`, { token });
    expect(early.body.error).toMatchObject({
      code: 'request.invalid',
      message: expect.stringContaining('before 1970'),
    });
  });

  it('are exported whole, safe in a spreadsheet', async () => {
    await api.query(`UPDATE runs SET container_name = '=cmd()' WHERE container_name = 'lost'`);
    const { text, headers } = await api.request('GET', `/audit/placements/export?from=${at(-60)}`, { token });
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toContain('.csv"');
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(9);
    expect(text).toContain(`,'=cmd(),`);
    await api.query(`UPDATE runs SET container_name = 'lost' WHERE container_name = '=cmd()'`);
    const json = await api.request<Placement[]>('GET', `/audit/placements/export?format=json&from=${at(-60)}`, {
      token,
    });
    expect(json.body).toHaveLength(8);
    expect(
      (await api.request<Placement[]>('GET', '/audit/placements/export?format=json&image=nobody/knows', { token }))
        .body,
    ).toEqual([]);
  });

  it('as a matrix and as changes are exported whole, too', async () => {
    const exported = async <T>(path: string) => (await api.request<T[]>('GET', path, { token })).body;
    const { body: matrix } = await api.request<PlacementMatrix>('GET', `/audit/matrix?asOf=${at(30)}`, { token });
    const cells = await exported<object>(`/audit/matrix/export?format=json&asOf=${at(30)}`);
    const shown = matrix.cells.map(([image, host, running]) => ({
      ...{ imageId: matrix.images[image]?.id, references: matrix.images[image]?.references, running },
      ...{
        hostId: matrix.hosts[host]?.id,
        hostName: matrix.hosts[host]?.name,
        isObserved: matrix.hosts[host]?.isObserved,
      },
    }));
    expect(cells.length).toBeGreaterThan(1);
    expect(cells).toEqual(shown);
    const span = `from=${at(12)}&to=${at(45)}`;
    const { body: changes } = await api.request<ChangesPage>('GET', `/audit/changes?${span}`, { token });
    expect(changes.items.length).toBeGreaterThan(1);
    expect(await exported(`/audit/changes/export?format=json&${span}`)).toEqual(changes.items);
    const type = changes.items[0]?.type;
    const ofType = changes.items.filter((each) => each.type === type);
    expect(await exported(`/audit/changes/export?format=json&${span}&type=${type}`)).toEqual(ofType);
    for (const [path, rows] of [
      [`changes/export?${span}`, changes.items.length],
      [`matrix/export?asOf=${at(30)}`, cells.length],
    ] as const) {
      const { text, headers } = await api.request('GET', `/audit/${path}`, { token });
      expect(headers.get('content-type')).toContain('text/csv');
      expect(text.trimEnd().split('\r\n')).toHaveLength(rows + 1);
    }
    expect((await refused(`from=${at(45)}&to=${at(12)}`, 'changes/export'))[1]).toBe('history.times-inverted');
  });

  it('of many containers, by several references of one image, are found and counted together', async () => {
    const twin = await api.connectedHost('twin');
    const image = anImage('twin', { references: ['shop/twin:1', 'shop/twin:2'] });
    const of = (number: number) => ({
      ...{ imageId: image.id, imageReference: `shop/twin:${1 + (number % 2)}`, labels: { crowd: 'yes' } },
    });
    const crowd = Array.from({ length: 10 }, (_none, number) => `crowd-${number}`);
    twin.clock = () => at(12);
    await twin.list(
      crowd.map((name, number) => running(name, 10, of(number))),
      [image],
    );
    await twin.change(...crowd.map((name, number) => stored(exited(name, 10, 20, of(number)), 20)));
    const odd = crowd.filter((_name, number) => number % 2 === 1);

    const found = async (day: number) => {
      const asOf = new Date(Date.parse(at(15)) - day * 86_400_000).toISOString();
      expect(await names(`asOf=${asOf}&label=crowd=yes`)).toEqual(crowd);
      expect(await names(`asOf=${asOf}&label=crowd=yes&tag=2`)).toEqual(odd);
      expect(await names(`asOf=${asOf}&q=crowd&repository=shop/twin`)).toEqual(crowd);
      expect(await names(`asOf=${asOf}&q=crowd&tag=2&hostLabel=rack=7`)).toEqual([]);
      expect((await list(`asOf=${asOf}&q=CROWD-1`)).items.map(brief)).toEqual([['crowd-1', 'observed', 'engine']]);
      const url = `/audit/matrix?asOf=${asOf}&repository=shop/twin`;
      const { body } = await api.request<PlacementMatrix>('GET', url, { token });
      expect(body.images).toEqual([
        { id: image.id, references: ['shop/twin:1', 'shop/twin:2'], running: 10, hosts: 1 },
      ]);
      expect(body.cells.map(([, , count]) => count)).toEqual([10]);
    };
    await found(0);
    // All that ran at a moment, of which they are some.
    const differing = `from=${at(15)}&to=${at(25)}&label=crowd=yes`;
    const { body: changes } = await api.request<ChangesPage>('GET', `/audit/changes?${differing}`, { token });
    expect(changes.counts).toEqual({ came: 0, went: 10, changed: 0, restarted: 0 });
    // By a clock that is off by more than any index is looked through for.
    await api.query('UPDATE hosts SET clock_offset_ms = $2 WHERE id = $1', [twin.hostId, 2 * 86_400_000]);
    await found(2);
    expect(await names(`asOf=${at(15)}&label=crowd=yes`)).toEqual([]);
    await api.query('UPDATE hosts SET clock_offset_ms = 40000 WHERE id = $1', [twin.hostId]);
    expect(await names(`asOf=${at(19)}&label=crowd=yes`)).toEqual(crowd);
    expect(await names(`asOf=${new Date(Date.parse(at(19)) + 30_000).toISOString()}&q=crowd`)).toEqual([]);
  });

  it('know what a reference stood for, and since when', async () => {
    const tags = async (query: string) =>
      (await api.request<Page<TagSpan>>('GET', `/audit/tags?host=${gappy.hostId}&${query}`, { token })).body;
    const all = await tags('reference=shop/web');
    expect(all.items.map(({ reference, digest, from, fromGap }) => [reference, digest, from, fromGap])).toEqual([
      ['shop/web:latest', v2.id, at(50), false],
      ['shop/web:2.0', v2.id, at(20), false],
      ['shop/web:1.0', v1.id, at(0), true],
    ]);
    expect((await tags(`reference=shop/web&asOf=${at(30)}`)).items.map(({ reference }) => reference)).toEqual([
      'shop/web:2.0',
      'shop/web:1.0',
    ]);
    expect((await tags('reference=docker.io/shop/web:latest')).total).toBe(1);
  });

  it('say what began them', async () => {
    const startOf = async (name: string) =>
      (await list(`from=${at(-60)}&container=${name}&order=desc`)).items[0]?.startedBy;
    expect(await startOf('seen')).toEqual({ type: 'outside' });
    expect(await startOf('late')).toEqual({ type: 'unknown' });
    expect(await startOf('early')).toEqual({ type: 'unknown' });

    const id = running('api', 0).id;
    const began = new Date();
    await api.query(
      `INSERT INTO actions (at, actor, verb, target, detail, outcome) VALUES ($1, 'ada', 'container.restart', 'x', $2, 'ok')`,
      [
        new Date(began.getTime() + 900),
        { hostId: steady.hostId, containerId: id, askedAt: new Date(began.getTime() - 900).toISOString() },
      ],
    );
    await steady.change({
      type: 'container.stored',
      at: began.toISOString(),
      container: running('api', 0, { startedAt: began.toISOString() }),
    });
    expect(await startOf('api')).toEqual({ type: 'action', verb: 'container.restart', actor: 'ada' });

    const [jobId, batchId] = ['01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002'];
    await api.query(`INSERT INTO job_batches (id, kind, created_by) VALUES ($1, 'container.run', 'ada')`, [batchId]);
    await api.query(
      `INSERT INTO jobs (id, batch_id, kind, host_id, params, state, created_by)
       VALUES ($1, $2, 'container.run', $3, '{}', 'running', 'ada')`,
      [jobId, batchId, steady.hostId],
    );
    const made = running('made', 0, { startedAt: new Date().toISOString(), labels: { 'io.roadstead.job': jobId } });
    await steady.change({ type: 'container.stored', at: new Date().toISOString(), container: made });
    expect(await startOf('made')).toEqual({ type: 'job', jobId, kind: 'container.run', actor: 'ada' });
  });
});
