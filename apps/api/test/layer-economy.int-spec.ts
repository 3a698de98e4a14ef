import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LayerEconomy } from '@roadstead/contract';
import { chainIds, Digest } from '@roadstead/domain';
import { aContainer, anImage, digestOf } from '@roadstead/testing';
import { ApiHarness } from './api-harness.js';
import type { ScriptedAgent } from './scripted-agent.js';

const layer = (name: string) => Digest.parse(digestOf(`layer ${name}`));
const entry = (createdBy: string, size: number) => ({ createdBy, createdAt: '2026-03-01T08:00:00Z', size });
const base = anImage('base', { layers: [layer('base')], history: [entry('ADD base /', 100)], references: [] });
const web = anImage('web', {
  layers: [layer('base'), layer('web')],
  history: [entry('ADD base /', 100), entry('COPY web /', 20)],
  references: ['shop/web:1'],
});
const api = anImage('api', {
  layers: [layer('base'), layer('api')],
  history: [entry('ADD base /', 100), entry('COPY api /', 3)],
  references: ['shop/api:1'],
});

describe('what layers take', () => {
  let harness: ApiHarness;
  let token: string;
  let a: ScriptedAgent;

  beforeAll(async () => {
    harness = await ApiHarness.start();
    ({ token } = await harness.addUser('viewer'));
    a = await harness.connectedHost('a');
    await a.list([aContainer('runs', { imageId: web.id })], [base, web, api]);
    await (await harness.connectedHost('b')).list([], [web]);
    await harness.connectedHost('c');
    const gone = await harness.connectedHost('gone');
    await gone.list([], [web]);
    await harness.query(`UPDATE hosts SET status = 'revoked', revoked_at = now() WHERE id = $1`, [gone.hostId]);
  });
  afterAll(() => harness?.stop());

  const economy = async () => (await harness.request<LayerEconomy>('GET', '/audit/layers', { token })).body;

  it('is counted host by host, with what sharing saves and what a prune would free; not of revoked hosts', async () => {
    const { hosts, distinctBytes } = await economy();
    expect(hosts).toMatchObject([
      { hostName: 'b', images: 1, bytes: 120, withoutSharingBytes: 120, unused: { count: 1, bytes: 120 } },
      {
        hostName: 'a',
        images: 3,
        bytes: 123,
        withoutSharingBytes: 323,
        // The base is untagged and unused, and its layer stays: others have it.
        untagged: { count: 1, bytes: 0 },
        unused: { count: 2, bytes: 3 },
        dataAsOf: expect.any(String),
      },
      { hostName: 'c', images: 0, bytes: 0, withoutSharingBytes: 0, unused: { count: 0, bytes: 0 } },
    ]);
    expect(distinctBytes).toBe(123);
  });

  it('is counted layer by layer, those first that take most', async () => {
    const [first, ...rest] = (await economy()).costliest;
    const [bottom] = chainIds(web.layers, digestOf);
    expect(first).toEqual({ chainId: bottom, createdBy: 'ADD base /', size: 100, images: 3, hosts: 2, bytes: 200 });
    expect(rest.map(({ createdBy, bytes }) => [createdBy, bytes])).toEqual([
      ['COPY web /', 40],
      ['COPY api /', 3],
    ]);
  });

  it('is counted anew when an image comes, goes, or is used no more', async () => {
    const at = new Date().toISOString();
    const ofA = async () => (await economy()).hosts.find(({ hostName }) => hostName === 'a');
    expect(await ofA()).toEqual(await ofA());
    await a.change({ type: 'container.removed', at, containerId: aContainer('runs').id });
    expect(await ofA()).toMatchObject({ bytes: 123, unused: { count: 3, bytes: 123 } });
    await a.change({ type: 'image.removed', at, imageId: api.id });
    expect(await ofA()).toMatchObject({ images: 2, bytes: 120 });
    await a.change({ type: 'image.stored', at, image: api });
    expect(await ofA()).toMatchObject({ images: 3, bytes: 123 });
  });
});
