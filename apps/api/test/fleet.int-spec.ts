import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Container,
  ContainerSort,
  type Host,
  type ImageDetail,
  type ImageLayerRow,
  ImageSort,
  type ImageSummary,
  type Overview,
  type Page,
} from '@roadstead/contract';
import { aContainer, anImage, digestOf } from '@roadstead/testing';
import { v7 as uuid } from 'uuid';
import { ApiHarness, until } from './api-harness.js';
import type { ScriptedAgent } from './scripted-agent.js';

describe('the fleet over REST', () => {
  let api: ApiHarness;
  let token: string;
  let north: ScriptedAgent;
  let south: ScriptedAgent;

  beforeAll(async () => {
    api = await ApiHarness.start();
    ({ token } = await api.addUser('viewer'));
    [north, south] = [await api.connectedHost('north'), await api.connectedHost('south')];
    const states = ['running', 'exited', 'paused'];
    const web = (host: string) =>
      Array.from({ length: 25 }, (_none, i) =>
        aContainer(`${host}-${String(i).padStart(2, '0')}`, {
          imageId: anImage(i % 2 === 0 ? 'web' : 'db').id,
          imageReference: i % 2 === 0 ? 'shop/web:1.0' : 'shop/db:2.0',
          state: states[i % 3],
          startedAt: i % 5 === 0 ? undefined : `2026-03-03T10:00:${String(i).padStart(2, '0')}Z`,
          createdAt: `2026-03-0${1 + (i % 3)}T09:00:00Z`,
          command: i === 7 ? 'sleep 100%_done' : 'httpd -f',
        }),
      );
    const troubled = [
      aContainer('sick', { health: 'unhealthy', unhealthySince: '2026-03-03T10:05:00Z' }),
      aContainer('broken', { state: 'exited', exitCode: 1, finishedAt: new Date().toISOString() }),
      aContainer('stopped', { state: 'exited', exitCode: 143, finishedAt: new Date().toISOString() }),
      aContainer('starved', {
        state: 'exited',
        exitCode: 137,
        outOfMemory: true,
        finishedAt: new Date().toISOString(),
      }),
      aContainer('looping', { state: 'restarting', restartCount: 9 }),
    ];
    const untagged = anImage('untagged', { references: [], size: 9 });
    await north.list(
      [...web('north'), ...troubled],
      [anImage('web'), anImage('db', { references: ['shop/db:2.0'] }), untagged],
    );
    await south.list(web('south'), [anImage('web', { references: ['shop/web:1.0', 'shop/web:latest'] })]);
  });
  afterAll(() => api?.stop());

  const get = async <T>(path: string): Promise<T> => (await api.request<T>('GET', path, { token })).body;
  async function all<T>(path: string): Promise<{ items: T[]; total: number }> {
    const items: T[] = [];
    let cursor: string | undefined;
    let total = 0;
    do {
      const page: Page<T> = await get(`${path}${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      items.push(...page.items);
      ({ nextCursor: cursor, total } = page);
    } while (cursor !== undefined);
    return { items, total };
  }

  it.each(ContainerSort.options.flatMap((sort) => [`${sort}&order=asc`, `${sort}&order=desc`]))(
    'lists every container once, page by page, sorted by %s',
    async (sort) => {
      const { items, total } = await all<Container>(`/containers?limit=7&sort=${sort}`);
      expect(total).toBe(55);
      expect(new Set(items.map(({ hostId, id }) => hostId + id)).size).toBe(55);
      const whole = await get<Page<Container>>(`/containers?limit=500&sort=${sort}`);
      expect(items.map(({ name }) => name)).toEqual(whole.items.map(({ name }) => name));
    },
  );

  it('finds containers by part of a name, an image, a command, an id and a host, with no wildcard in what was typed', async () => {
    const found = async (q: string) => (await all<Container>(`/containers?limit=100&q=${encodeURIComponent(q)}`)).total;
    expect(await found('NORTH-07')).toBe(1);
    expect(await found('shop/db')).toBe(24);
    expect(await found('100%_done')).toBe(2);
    expect(await found('%')).toBe(2);
    expect(await found('_d')).toBe(2);
    expect(await found(aContainer('sick').id.slice(3, 20))).toBe(1);
    expect(await found('outh')).toBe(25);
    expect(await found("'; DROP TABLE containers; --")).toBe(0);
  });

  it('filters containers by host, state, health and image', async () => {
    const count = async (query: string) => (await all<Container>(`/containers?limit=100&${query}`)).total;
    expect(await count(`host=${south.hostId}`)).toBe(25);
    expect(await count('state=restarting')).toBe(1);
    expect(await count('health=unhealthy')).toBe(1);
    expect(await count(`image=${anImage('db').id}`)).toBe(24);
  });

  it('says of each container where it is and how old that is', async () => {
    const { id } = aContainer('sick');
    const container = await get<Container>(`/hosts/${north.hostId}/containers/${id.slice(0, 12)}`);
    expect(container).toMatchObject({ id, name: 'sick', hostName: 'north', hostStatus: 'online', health: 'unhealthy' });
    expect(Date.now() - Date.parse(container.dataAsOf)).toBeLessThan(60_000);
  });

  it('refuses a prefix that several containers have, and one that none has', async () => {
    const ambiguous = await api.request('GET', `/hosts/${north.hostId}/containers/${ambiguousPrefix()}`, { token });
    expect([ambiguous.status, ambiguous.body.error.message]).toEqual([400, expect.stringContaining('more than one')]);
    const none = await api.request('GET', `/hosts/${north.hostId}/containers/zzz`, { token });
    expect([none.status, none.body.error.message]).toEqual([
      404,
      'There is no container zzz on host north. It may have been removed.',
    ]);
  });

  it.each(ImageSort.options.flatMap((sort) => [`${sort}&order=asc`, `${sort}&order=desc`]))(
    'lists one row an image, page by page, sorted by %s',
    async (sort) => {
      const { items, total } = await all<ImageSummary>(`/images?limit=1&sort=${sort}`);
      expect([total, new Set(items.map(({ id }) => id)).size]).toEqual([3, 3]);
    },
  );

  it('says which hosts have an image, under which references, and what is made of it', async () => {
    const image = await get<ImageDetail>(`/images/${anImage('web').id}`);
    expect(image).toMatchObject({
      references: ['shop/web:1.0', 'shop/web:latest'],
      hosts: [
        { hostName: 'north', references: ['shop/web:1.0'] },
        { hostName: 'south', references: ['shop/web:1.0', 'shop/web:latest'] },
      ],
      layerCount: 2,
      config: { cmd: ['httpd', '-f'] },
    });
    expect(image.containerCount).toBe(image.containers.length);
    expect(image.runningCount).toBe(image.containers.filter(({ state }) => state === 'running').length);
  });

  it('finds untagged images, and images by reference, digest and host', async () => {
    const ids = async (query: string) =>
      (await all<ImageSummary>(`/images?limit=100&${query}`)).items.map(({ id }) => id);
    expect(await ids('untagged=true')).toEqual([anImage('untagged').id]);
    expect(await ids('q=LATEST')).toEqual([anImage('web').id]);
    expect(await ids(`q=${anImage('db').id}`)).toEqual([anImage('db').id]);
    expect(await ids(`host=${south.hostId}`)).toEqual([anImage('web').id]);
  });

  it('tells for each layer what made it, and how many images and hosts share it', async () => {
    const layers = await get<ImageLayerRow[]>(`/images/${anImage('web').id}/layers`);
    expect(layers).toEqual([
      expect.objectContaining({
        position: 0,
        chainId: digestOf('layer base'),
        diffId: digestOf('layer base'),
        createdBy: 'ADD rootfs.tar /',
        size: 2_000_000,
        sharedByImages: 3,
        onHosts: 2,
      }),
      expect.objectContaining({
        position: 1,
        createdBy: 'COPY web /srv',
        size: 1_000_000,
        sharedByImages: 1,
        onHosts: 2,
      }),
    ]);
  });

  it('answers whether everything is all right', async () => {
    await south.heartbeat({ engine: 'down', engineError: 'it is gone' });
    const overview = await until(
      'the engine to be down',
      () => get<Overview>('/overview'),
      ({ hosts }) => hosts.engineDown === 1,
    );
    expect(overview).toMatchObject({
      hosts: { total: 2, online: 2 },
      containers: { total: 55, unhealthy: 1, restarting: 1 },
      images: { total: 3, untagged: 1, bytes: 2_000_000 + 3 * 1_000_000 },
      concernCount: 5,
    });
    expect(
      overview.concerns.map((concern) => [concern.type, 'containerName' in concern ? concern.containerName : '']),
    ).toEqual([
      ['engine.down', ''],
      ['container.unhealthy', 'sick'],
      ['container.restarting', 'looping'],
      ['container.failed', expect.stringMatching(/broken|starved/)],
      ['container.failed', expect.stringMatching(/broken|starved/)],
    ]);
    const knownAt = ({ concerns }: Overview) =>
      concerns.flatMap((concern) => (concern.type === 'container.unhealthy' ? [concern.knownAt] : []));
    expect(knownAt(overview)).toEqual([undefined]);
    const [sick] = overview.concerns.filter(({ type }) => type === 'container.unhealthy');
    expect(sick).toMatchObject({ at: '2026-03-03T10:05:00.000Z' });
    const setStatus = (status: string) =>
      api.query('UPDATE hosts SET status = $1 WHERE id = $2', [status, sick?.hostId]);
    await setStatus('unknown');
    expect(knownAt(await get<Overview>('/overview'))).toEqual([expect.stringMatching(/^20.*Z$/)]);
    await setStatus('online');
  });

  it('counts a failed job as a concern until it is asked for again', async () => {
    const batchId = uuid();
    await api.query(`INSERT INTO job_batches (id, kind, created_by) VALUES ($1, 'image.pull', 'ops')`, [batchId]);
    const addJob = (state: string) =>
      api.query(
        `INSERT INTO jobs (id, batch_id, kind, host_id, params, state, created_by, ended_at)
         VALUES ($1, $2, 'image.pull', $3, '{"reference": "shop/web:1.0"}', $4, 'ops', now())`,
        [uuid(), batchId, north.hostId, state],
      );
    const failedJobs = async () =>
      (await get<Overview>('/overview')).concerns.filter(({ type }) => type === 'job.failed').length;
    await addJob('failed');
    expect(await failedJobs()).toBe(1);
    await addJob('canceled');
    expect(await failedJobs()).toBe(1);
    await addJob('succeeded');
    expect(await failedJobs()).toBe(0);
  });

  it('gives a later read a higher revision', async () => {
    const [first] = await get<Host[]>('/hosts');
    const [second] = await get<Host[]>('/hosts');
    expect(second?.revision).toBeGreaterThan(first?.revision ?? Number.MAX_SAFE_INTEGER);
  });
});

/** Among thirty ids of hex digits, two begin alike. */
function ambiguousPrefix(): string {
  const names = Array.from({ length: 25 }, (_none, i) => `north-${String(i).padStart(2, '0')}`);
  const seen = new Set<string>();
  for (const first of names.map((name) => aContainer(name).id.slice(0, 1))) {
    if (seen.has(first)) return first;
    seen.add(first);
  }
  throw new Error('more than sixteen ids, and sixteen digits');
}
