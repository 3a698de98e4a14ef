import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  CheckedTags,
  DriftPage,
  RegistryMoved,
  TagCheck,
  TagCheckPage,
  TagHistoryPage,
} from '@roadstead/contract';
import { aContainer, anImage, digestOf, type Registry, startRegistry } from '@roadstead/testing';
import { ApiHarness, type ErrorAnswer, until } from './api-harness.js';
import { type HandMadePlatform, type PushedPlatform, RegistryContent } from './registry-content.js';
import type { ScriptedAgent } from './scripted-agent.js';

const ANNA = { user: 'anna', password: 'a-password-of-annas' };
const BASIC = `Basic ${Buffer.from(`${ANNA.user}:${ANNA.password}`).toString('base64')}`;
const of = (bytes: string, architecture = 'amd64'): HandMadePlatform => ({
  architecture,
  layers: [{ createdBy: 'COPY x /', bytes }],
});

/** A token to push with, as the registry's token service gives it. */
async function tokenFor(address: string, repository: string): Promise<string> {
  const challenge = (await fetch(`http://${address}/v2/`)).headers.get('www-authenticate') ?? '';
  const [, realm = ''] = /realm="([^"]+)"/.exec(challenge) ?? [];
  const [, service = ''] = /service="([^"]+)"/.exec(challenge) ?? [];
  const url = new URL(realm);
  url.search = new URLSearchParams({ service, scope: `repository:${repository}:pull,push` }).toString();
  const { token } = (await (await fetch(url, { headers: { authorization: BASIC } })).json()) as { token: string };
  return `Bearer ${token}`;
}

describe('tags in their registries', () => {
  let dir: string;
  let open: Registry;
  let closed: Registry;
  let shop: RegistryContent;
  let safe: RegistryContent;
  let api: ApiHarness;
  let agent: ScriptedAgent;
  let operator: string;
  let viewer: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'roadstead-registry-tags-'));
    const addresses = ['127.0.0.1'];
    [open, closed, api] = await Promise.all([
      startRegistry({ dir: join(dir, 'open'), addresses }),
      startRegistry({
        dir: join(dir, 'closed'),
        addresses,
        htpasswd: [ANNA],
        rights: (user) => (user === ANNA.user ? ['pull', 'push'] : []),
      }),
      ApiHarness.start({ allowedAddresses: ['127.0.0.0/8'] }),
    ]);
    shop = new RegistryContent(`http://${open.address}`);
    safe = new RegistryContent(`http://${closed.address}`, await tokenFor(closed.address, 'team/web'));
    operator = (await api.addUser('operator')).token;
    viewer = (await api.addUser('viewer')).token;
    agent = await api.connectedHost('north');
  });
  beforeEach(async () => {
    await api.query(
      'TRUNCATE registry_tags, registry_tag_checks, registry_manifests, registry_paces, registries, history_digests',
    );
  });
  afterAll(async () => {
    await api?.stop();
    await Promise.all([open?.stop(), closed?.stop()]);
    await rm(dir, { recursive: true, force: true });
  });

  interface Runs {
    name: string;
    reference: string;
    imageId: string;
    repoDigests?: string[];
    engineId?: string;
    architecture?: string;
    createdAt?: string;
  }

  /** The host runs one container of each, whose images have these digests. */
  async function runs(...all: Runs[]): Promise<void> {
    const images = all.map(({ name, imageId, engineId = imageId, repoDigests = [], architecture = 'amd64' }) =>
      anImage(name, { id: imageId, engineId, references: [], repoDigests, architecture }),
    );
    const containers = all.map(({ name, reference, imageId, createdAt = '2026-03-03T09:00:00Z' }) =>
      aContainer(name, { imageReference: reference, imageId, createdAt }),
    );
    await agent.list(containers, [...new Map(images.map((image) => [image.id, image])).values()]);
  }
  const pulled = (name: string, reference: string, { config, manifest }: PushedPlatform): Runs => ({
    name,
    reference,
    imageId: config,
    repoDigests: [`${reference.replace(/:[^:/]*$/, '')}@${manifest}`],
  });

  const get = async <T>(path: string) => (await api.request<T>('GET', path, { token: viewer })).body;
  const checks = (query = '') => get<TagCheckPage>(`/audit/tag-checks${query}`);
  const moved = async (query = '') => {
    const page = await get<DriftPage>(`/audit/drift?kind=registry-moved${query}`);
    return { ...page, items: page.items as RegistryMoved[] };
  };
  const ask = (reference?: string, token = operator) =>
    api.request<CheckedTags & ErrorAnswer>('POST', '/audit/tag-checks', { token, body: { reference } });
  /** Asks for a check, and waits until nothing is due that is not left alone. */
  async function check(reference?: string): Promise<TagCheck[]> {
    const { status } = await ask(reference);
    expect(status).toBe(202);
    await until(
      'the checks',
      () => checks(),
      (page) =>
        page.items.every(({ dueAt, pausedUntil }) => pausedUntil !== undefined || Date.parse(dueAt) > Date.now()),
    );
    await until(
      'the end of the round',
      () => api.query('SELECT FROM registry_paces WHERE claimed_until IS NOT NULL'),
      (claims) => claims.length === 0,
    );
    return (await checks()).items;
  }

  it('are told as moved once they name another image, with what, since when, and as gone once they name none', async () => {
    const reference = `${open.address}/shop/web:1`;
    const old = await shop.image('shop/web', '1', of('old'));
    await runs(pulled('web', reference, old));
    const [first] = await check(reference);
    expect(first).toMatchObject({ digest: old.manifest, running: { same: 1, moved: 0, unknown: 0 } });
    expect(first?.problem).toBeUndefined();
    expect((await moved()).counts['registry-moved']).toBe(0);

    const next = await shop.image('shop/web', '1', of('new'));
    await check();
    const { items, counts } = await moved();
    expect(counts['registry-moved']).toBe(1);
    expect(items[0]).toMatchObject({
      ...{ containerName: 'web', hostName: 'north', reference, registry: open.address, runs: old.config },
      runsDigest: old.manifest,
      now: { digest: next.manifest, imageId: next.config },
    });
    expect(Date.parse(items[0]?.notBefore ?? '')).toBeLessThan(Date.parse(items[0]?.since ?? ''));

    const { items: spans } = await get<TagHistoryPage>(`/audit/tags?reference=${reference}`);
    expect(spans.map(({ where, digest, imageIds }) => [where.type, digest, imageIds])).toEqual([
      ['registry', next.manifest, [next.config]],
      ['registry', old.manifest, [old.config]],
    ]);

    const gone = await fetch(`http://${open.address}/v2/shop/web/manifests/${next.manifest}`, { method: 'DELETE' });
    expect(gone.status).toBe(202);
    await check();
    expect((await moved()).items[0]).toMatchObject({ containerName: 'web' });
    expect((await moved()).items[0]?.now).toBeUndefined();
  });

  it('are no more than asked about again where nothing has changed: the registry says so by 304', async () => {
    const reference = `${open.address}/shop/calm:1`;
    const image = await shop.image('shop/calm', '1', of('calm'));
    await runs(pulled('calm', reference, image));
    await check();
    const [{ etag } = { etag: null }] = await api.query<{ etag: string | null }>(
      'SELECT etag FROM registry_tag_checks',
    );
    expect(etag).toContain(image.manifest);
    const before = Date.now();
    const [again] = await check();
    expect(Date.parse(again?.checkedAt ?? '')).toBeGreaterThanOrEqual(before - 1000);
    expect(await api.query('SELECT FROM registry_tags')).toHaveLength(1);
  });

  it('that name an index are compared by the image of the host’s platform: another index of the same images is no move', async () => {
    const reference = `${open.address}/shop/multi:1`;
    const [amd, arm] = await shop.multiPlatform('shop/multi', '1', [of('amd'), of('arm', 'arm64')]);
    if (amd === undefined || arm === undefined) throw new Error('two platforms were pushed');
    const repoDigests = [`${open.address}/shop/multi@${digestOf('an index of before')}`];
    await runs(
      { name: 'on-amd', reference, imageId: amd.config, repoDigests },
      { name: 'on-arm', reference, imageId: arm.config, repoDigests, architecture: 'arm64' },
    );
    expect((await check())[0]?.running).toEqual({ same: 2, moved: 0, unknown: 0 });

    await shop.multiPlatform('shop/multi', '1', [of('amd'), of('arm anew', 'arm64')]);
    expect((await check())[0]?.running).toEqual({ same: 1, moved: 1, unknown: 0 });
    expect((await moved()).items.map(({ containerName }) => containerName)).toEqual(['on-arm']);

    await shop.multiPlatform('shop/multi', '1', [of('amd')]);
    await check();
    expect((await moved()).items[0]?.now).toEqual({ digest: expect.stringMatching(/^sha256:/) });
  });

  it('are not told as moved where that cannot be known', async () => {
    const reference = `${open.address}/shop/own:1`;
    const theirs = await shop.image('shop/own', '1', of('theirs'));
    const own = digestOf('made here');
    const here = { reference, imageId: own, engineId: digestOf('its manifest') };
    // A containerd store gives what was built on it a digest of its own, which the registry never saw.
    const repoDigests = [`${open.address}/shop/own@${here.engineId}`];
    await runs({ name: 'built-here', ...here, repoDigests });
    const [unsure] = await check();
    expect(unsure).toMatchObject({ digest: theirs.manifest, running: { same: 0, moved: 0, unknown: 1 } });
    expect((await moved()).total).toBe(0);

    // Made after the last check: it may be of what was pushed since.
    const young = pulled('young', reference, { ...theirs, manifest: digestOf('later'), config: own });
    await runs(young);
    await check();
    expect((await moved()).total).toBe(1);
    const createdAt = new Date(Date.now() + 1000).toISOString();
    await runs({ ...young, createdAt });
    expect((await moved()).total).toBe(0);
  });

  it('are not asked about where no image of them came from a registry, or nothing runs by them', async () => {
    await shop.image('shop/local', '1', of('x'));
    await runs({ name: 'local', reference: `${open.address}/shop/local:1`, imageId: digestOf('local') });
    expect((await ask()).body).toEqual({ due: 0, paused: 0 });
    expect(await checks()).toMatchObject({ total: 0, notAsked: 1, everyMinutes: 0 });
    const unknown = await ask(`${open.address}/shop/local:1`);
    expect([unknown.status, unknown.body.error.code]).toEqual([404, 'registry.tag-not-checked']);
    expect((await ask('no such name')).body.error.code).toBe('reference.malformed');
    expect((await ask(undefined, viewer)).status).toBe(403);
  });

  it('are asked about however many others have a registry with a name that nobody can connect to', async () => {
    const bad = ['256.256.256.256', '1.2.3.4.5', 'example.test:99999', '[::1::2]'];
    const good = pulled('good', `${open.address}/shop/good:1`, await shop.image('shop/good', '1', of('good')));
    const others = bad.map((registry, i) => ({
      name: `bad${i}`,
      reference: `${registry}/shop/web:1`,
      imageId: digestOf(registry),
      repoDigests: [`${registry}/shop/web@${digestOf('manifest')}`],
    }));
    await runs(good, ...others);
    const items = await check();
    expect(items).toHaveLength(5);
    const problems = items.map(({ registry, problem }) => [registry, problem?.code]);
    expect(Object.fromEntries(problems)).toEqual({
      ...Object.fromEntries(bad.map((registry) => [registry, 'registry.not-answering'])),
      [open.address]: undefined,
    });
  });

  it('of a private registry are seen with its credential alone; without, the page says so, and since when it knows nothing', async () => {
    const reference = `${closed.address}/team/web:1`;
    const image = await safe.image('team/web', '1', of('secret'));
    await runs(pulled('web', reference, image));
    const [denied] = await check();
    expect(denied?.problem?.code).toMatch(/^registry\.(sign-in-needed|not-shown)$/);
    expect(denied?.checkedAt).toBeUndefined();
    expect(await checks('?failed=true')).toMatchObject({ total: 1, failed: 1 });

    const admin = (await api.addUser('admin')).token;
    const body = { name: 'safe', address: closed.address, username: ANNA.user, password: ANNA.password };
    expect((await api.request('POST', '/registries', { token: admin, body })).status).toBe(201);
    const [seen] = await check();
    expect(seen).toMatchObject({ digest: image.manifest, running: { same: 1 } });
    expect(seen?.problem).toBeUndefined();
    expect((await checks('?failed=true')).total).toBe(0);
    const [action] = await api.query("SELECT outcome FROM actions WHERE verb = 'registry-tags.check' ORDER BY id DESC");
    expect(action).toEqual({ outcome: 'ok' });
  });

  describe('of a registry that does not answer as it should', () => {
    let server: Server;
    let reply: (request: IncomingMessage, response: ServerResponse) => void;
    let asked: string[];
    let address: string;

    beforeEach(async () => {
      asked = [];
      server = createServer((request, response) => {
        asked.push(`${request.method} ${request.url}`);
        if (request.url === '/v2/') response.end('{}');
        else reply(request, response);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterEach(() => {
      server.closeAllConnections();
      server.close();
    });

    const two = () =>
      runs(
        ...['a', 'b'].map((name) => ({
          name,
          reference: `${address}/shop/${name}:1`,
          imageId: digestOf(name),
          repoDigests: [`${address}/shop/${name}@${digestOf(`manifest ${name}`)}`],
        })),
      );
    const named = (response: ServerResponse, digest: string) =>
      void response.writeHead(200, { 'docker-content-digest': digest }).end();

    const sound = ({ url }: IncomingMessage, response: ServerResponse) =>
      named(response, digestOf(url?.includes('/a/') ? 'manifest a' : 'manifest b'));

    it('leave it alone for as long as it asks for, however often somebody asks', async () => {
      reply = (_request, response) => void response.writeHead(429, { 'retry-after': '600' }).end();
      await two();
      const items = await check();
      const wait = Date.parse(items[0]?.pausedUntil ?? '') - Date.now();
      expect(wait).toBeGreaterThan(500_000);
      expect(wait).toBeLessThan(620_000);
      expect(items.map(({ problem }) => problem?.code)).toEqual(['registry.rate-limited', 'registry.rate-limited']);
      const before = asked.length;
      expect((await ask()).body).toEqual({ due: 0, paused: 2 });
      await ask();
      expect(asked).toHaveLength(before);
      expect(asked.filter((line) => line.includes('/manifests/'))).toHaveLength(1);
    });

    it('say what is wrong and how old the last good check is; a fault is tried again when somebody asks', async () => {
      reply = sound;
      await two();
      const good = await check();
      reply = (_request, response) => void response.writeHead(503).end();
      const bad = await check();
      expect(bad.map(({ problem }) => problem?.code)).toEqual(['registry.not-answering', 'registry.not-answering']);
      expect(bad.map(({ checkedAt }) => checkedAt)).toEqual(good.map(({ checkedAt }) => checkedAt));
      expect(asked.filter((line) => line.includes('/manifests/'))).toHaveLength(3);
      reply = sound;
      expect((await check()).map(({ problem }) => problem)).toEqual([undefined, undefined]);
    });

    it('read the digest of what it gives where it does not say it to HEAD', async () => {
      reply = ({ method }, response) =>
        void (method === 'HEAD' ? response.writeHead(405).end() : response.end('{"x":1}'));
      await two();
      const [item] = await check();
      expect(item?.digest).toBe('sha256:5041bf1f713df204784353e82f6a4a535931cb64f1f4b4a5aeaffcb720918b22');
    });

    it('say that it is not there', async () => {
      await two();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      const [item] = await check();
      expect(item?.problem?.code).toBe('registry.not-answering');
      expect(item?.digest).toBeUndefined();
      expect((await moved()).total).toBe(0);
    });
  });
});
