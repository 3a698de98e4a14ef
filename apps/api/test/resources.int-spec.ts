import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ErrorReply, HostNetworks, HostStorage, HostVolumes, PruneCandidates } from '@roadstead/contract';
import { type DiskUsage, type Network, RoadsteadError, type Volume } from '@roadstead/domain';
import { refuse, succeed } from '@roadstead/protocol';
import type { ScriptedAgent } from './jobs-agent.js';
import { type Api, Harness } from './jobs-harness.js';

const MIB = 1024 * 1024;
const DATA: Volume = {
  ...{ name: 'data', anonymous: false, driver: 'local', scope: 'local', mountpoint: '/x', labels: {}, options: {} },
  usedBy: [],
};
const NETWORK: Network = {
  ...{ id: 'f'.repeat(64), name: 'back', builtIn: false, driver: 'bridge', scope: 'local', internal: true },
  ...{ attachable: false, ipv6: false, labels: {}, options: {}, subnets: [], usedBy: [] },
};
const USAGE: DiskUsage = {
  measuredAt: '2026-03-03T10:00:00Z',
  images: { count: 3, active: 1, sizeBytes: 70 * MIB },
  containers: { count: 2, active: 1, sizeBytes: 5 * MIB, stoppedBytes: 2 * MIB },
  volumes: { count: 4, active: 1, sizeBytes: 9 * MIB, unusedBytes: 8 * MIB },
  buildCache: { count: 5, active: 0, sizeBytes: 6 * MIB, unusedBytes: 6 * MIB },
  writableLayers: [],
};

describe('disk, volumes and networks of a host', () => {
  let harness: Harness;
  let api: Api;
  let agent: ScriptedAgent;

  beforeAll(async () => {
    harness = await Harness.start();
    api = await harness.startApi();
    agent = await harness.addHost('web-1');
    await agent.connect(api);
  });
  afterAll(() => harness?.stop());

  const ask = (method: string, path: string, body?: unknown) =>
    harness.request(api, method, `/hosts/${agent.hostId}${path}`, body);
  const codeOf = async (response: Response) => [response.status, ((await response.json()) as ErrorReply).error.code];
  const lastAction = async () => {
    const { rows } = await harness.database.query('SELECT * FROM actions ORDER BY id DESC LIMIT 1');
    return rows[0];
  };

  /** `layers`: sizes by chain id, MiB. */
  const addImage = async (id: string, references: string[], layers: Record<string, number>) => {
    const { database } = harness;
    await database.query(
      `INSERT INTO images (id, created_at, size, architecture, os, config, history) VALUES ($1, now(), 0, 'amd64', 'linux', '{}', '[]')`,
      [id],
    );
    for (const [position, [chainId, size]] of Object.entries(layers).entries()) {
      await database.query('INSERT INTO layers (chain_id, diff_id, size) VALUES ($1, $1, $2) ON CONFLICT DO NOTHING', [
        chainId,
        size * MIB,
      ]);
      await database.query(
        `INSERT INTO image_layers (image_id, position, chain_id, created_by) VALUES ($1, $2, $3, '')`,
        [id, position, chainId],
      );
    }
    await database.query(
      `INSERT INTO host_images (host_id, image_id, engine_id, "references", repo_digests, fingerprint) VALUES ($1, $2, $2, $3, '{}', 0)`,
      [agent.hostId, id, references],
    );
  };

  it('a prune is told beforehand: a layer counts only where all of its images would go', async () => {
    const used = `sha256:${'b'.repeat(64)}`;
    await harness.addContainer(agent);
    await addImage(used, ['shop/web:1'], { base: 10, web: 1 });
    await addImage('sha256:unused', ['shop/old:1'], { base: 10, old: 20 });
    await addImage('sha256:untagged', [], { base: 10, old: 20, loose: 40 });
    agent.answers['storage.usage'] = () => succeed(USAGE);
    const storage = (await (await ask('GET', '/storage')).json()) as HostStorage;
    expect(storage.usage).toEqual(USAGE);
    expect(storage.prunable).toEqual({
      untaggedImages: { count: 1, bytes: 40 * MIB },
      unusedImages: { count: 2, bytes: 60 * MIB },
      stoppedContainers: { count: 1, bytes: 2 * MIB },
      unusedVolumes: { count: 3, bytes: 8 * MIB },
      buildCache: { count: 5, bytes: 6 * MIB },
    });
    expect(storage.imagesWithoutSharingBytes).toBe((11 + 30 + 70) * MIB);
  });

  it('a prune says by name what it would take, by the filters that it would be given', async () => {
    const { database } = harness;
    const stop = async (name: string, createdAt: string, labels: object) => {
      const id = await harness.addContainer(agent);
      await database.query(
        `UPDATE containers SET name = $2, state = 'exited', created_at = $3, record = jsonb_set(record, '{labels}', $4) WHERE id = $1`,
        [id, name, createdAt, labels],
      );
    };
    await stop('old', '2026-01-01T00:00:00Z', { stage: 'ci' });
    await stop('new', new Date().toISOString(), { keep: '' });
    const goes = async (query: string) => {
      const path = `/prune-candidates?host=${agent.hostId}&${query}`;
      const { hosts } = (await (await harness.request(api, 'GET', path)).json()) as PruneCandidates;
      expect(hosts).toMatchObject([{ hostId: agent.hostId, hostName: 'web-1', total: hosts[0]?.items.length }]);
      return hosts[0]?.items.map(({ id, names }) => names[0] ?? id);
    };
    expect(await goes('what=containers')).toEqual(['new', 'old']);
    expect(await goes('what=containers&until=24h')).toEqual(['old']);
    expect(await goes('what=containers&until=2025-12-31T00:00:00Z')).toEqual([]);
    expect(await goes('what=containers&label=stage%3Dci')).toEqual(['old']);
    expect(await goes('what=containers&label=!keep')).toEqual(['old']);
    expect(await goes('what=containers&label=stage&label=keep')).toEqual([]);
    expect(await goes('what=images')).toEqual(['sha256:untagged']);
    expect(await goes('what=images&dangling=false')).toEqual(['sha256:untagged', 'shop/old:1']);
    expect(await goes('what=images&dangling=false&label=any')).toEqual([]);
    const wrong = await harness.request(
      api,
      'GET',
      `/prune-candidates?host=${agent.hostId}&what=images&until=yesterday`,
    );
    expect(await codeOf(wrong)).toEqual([400, 'request.invalid']);
    await database.query(`DELETE FROM containers WHERE name IN ('old', 'new')`);
  });

  it('volumes are told as the host tells them, counted only where that is asked for', async () => {
    const asked: boolean[] = [];
    agent.answers['volume.list'] = ({ withSizes }) => {
      asked.push(withSizes);
      return succeed({ volumes: [DATA], total: 1 });
    };
    const { volumes, asOf } = (await (await ask('GET', '/volumes')).json()) as HostVolumes;
    await ask('GET', '/volumes?sizes=true');
    expect([volumes, asked]).toEqual([[DATA], [false, true]]);
    expect(Date.parse(asOf)).toBeGreaterThan(Date.now() - 60_000);
  });

  it('who makes a volume is on record, without the values of its options', async () => {
    agent.answers['volume.create'] = (spec) => succeed({ ...DATA, name: spec.name ?? 'made-up' });
    const response = await ask('POST', '/volumes', { name: 'share', options: { o: 'password=secret' } });
    expect([response.status, ((await response.json()) as Volume).name]).toEqual([201, 'share']);
    const action = await lastAction();
    expect(action).toMatchObject({ verb: 'volume.create', target: 'volume web-1/share', outcome: 'ok' });
    expect(JSON.stringify(action.detail)).not.toContain('secret');
  });

  it.each([
    ['/volumes', { name: 'root', options: { type: 'none', o: 'bind', device: '/' } }],
    ['/networks', { name: 'lan', driver: 'macvlan' }],
    ['/networks', { name: 'back', options: { 'com.docker.network.bridge.name': 'docker0' } }],
  ])('issue-4-volume-of-the-host: an operator does not get to the host by way of %s %j', async (path, body) => {
    const operator = `rst_${randomUUID()}`;
    await harness.addToken(operator, 'operator');
    const asOperator = (content: object) =>
      harness.request(api, 'POST', `/hosts/${agent.hostId}${path}`, content, { authorization: `Bearer ${operator}` });
    expect(await codeOf(await asOperator(body))).toEqual([403, 'auth.forbidden']);
    agent.answers['volume.create'] = () => succeed(DATA);
    agent.answers['network.create'] = () => succeed(NETWORK);
    expect((await asOperator({ name: body.name })).status).toBe(201);
  });

  it('a refusal of the host is the answer, and on record', async () => {
    const error = new RoadsteadError('volume.in-use', { volume: 'data', host: 'web-1', containers: 'db' });
    agent.answers['volume.remove'] = () => refuse(error);
    expect(await codeOf(await ask('DELETE', '/volumes/data'))).toEqual([409, 'volume.in-use']);
    expect(await lastAction()).toMatchObject({
      verb: 'volume.remove',
      outcome: 'volume.in-use',
      detail: { force: false },
    });
  });

  it('networks are listed, made and removed', async () => {
    agent.answers['network.list'] = () => succeed({ networks: [NETWORK], total: 1 });
    agent.answers['network.create'] = () => succeed(NETWORK);
    agent.answers['network.remove'] = () => succeed({});
    expect(((await (await ask('GET', '/networks')).json()) as HostNetworks).networks).toEqual([NETWORK]);
    expect((await ask('POST', '/networks', { name: 'back', internal: true })).status).toBe(201);
    expect((await ask('DELETE', `/networks/${NETWORK.id}`)).status).toBe(204);
    expect(await lastAction()).toMatchObject({ verb: 'network.remove', outcome: 'ok' });
  });

  it.each([
    ['/volumes', { name: '../etc' }],
    ['/volumes', { name: 'x' }],
    ['/networks', { name: 'host' }],
    ['/networks', { name: 'back', subnet: '10.0.0.0/33' }],
    ['/networks', { name: 'back', gateway: '10.0.0.1' }],
    ['/networks', { name: 'back', subnet: '10.0.0.0/24', gateway: '10.0.1.1' }],
    ['/networks', { name: 'back', subnet: '10.0.0.0/24', ipRange: '10.0.1.0/25' }],
  ])('%s is not asked for with %j', async (path, body) => {
    expect(await codeOf(await ask('POST', path, body))).toEqual([400, 'request.invalid']);
  });

  it('a host that is not connected is told with the time it was last heard, and so on record', async () => {
    const away = await harness.addHost('away');
    const response = await harness.request(api, 'DELETE', `/hosts/${away.hostId}/volumes/data`);
    expect(await codeOf(response)).toEqual([409, 'host.not-connected']);
    expect(await lastAction()).toMatchObject({ target: 'volume away/data', outcome: 'host.not-connected' });
  });
});
