import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImageRemoval } from '@roadstead/contract';
import { chainIds, type Digest } from '@roadstead/domain';
import { aContainer, anImage, digestOf } from '@roadstead/testing';
import { ApiHarness } from './api-harness.js';
import type { ScriptedAgent } from './scripted-agent.js';

const layer = (name: string) => digestOf(`layer ${name}`);
const entry = (createdBy: string, size: number) => ({ createdBy, createdAt: '2026-03-01T08:00:00Z', size });
const base = anImage('base', { layers: [layer('base')], history: [entry('ADD rootfs.tar /', 2_000_000)] });
const web = anImage('web', { references: ['shop/web:1.0', 'shop/web:latest'] });
/** Of the same layers as the one above, with a CMD more. */
const changed = anImage('changed', {
  layers: web.layers,
  history: [...web.history, entry('CMD ["/bin/sh"]', 0)],
  references: ['shop/web:sh'],
});
const top = anImage('top', {
  layers: [...web.layers, layer('top')],
  history: [...web.history, entry('RUN make', 500_000)],
  references: [],
});

describe('the preview of a removal', () => {
  let api: ApiHarness;
  let token: string;
  let full: ScriptedAgent;
  let alone: ScriptedAgent;

  beforeAll(async () => {
    api = await ApiHarness.start();
    ({ token } = await api.addUser('viewer'));
    [full, alone] = [await api.connectedHost('full'), await api.connectedHost('alone')];
    await full.list(
      [
        aContainer('runs', { imageId: web.id }),
        aContainer('ended', { imageId: web.id, state: 'exited' }),
        aContainer('other', { imageId: base.id }),
      ],
      [base, web, changed, top],
    );
    await alone.list([], [web]);
  });
  afterAll(() => api?.stop());

  const preview = async (host: ScriptedAgent, imageId: Digest) =>
    (await api.request<ImageRemoval>('GET', `/hosts/${host.hostId}/images/${imageId}/removal`, { token })).body;

  it('names what holds the image, what is built on it, and frees nothing that another has', async () => {
    const removal = await preview(full, web.id);
    expect(removal).toMatchObject({
      references: ['shop/web:1.0', 'shop/web:latest'],
      containers: [
        { name: 'ended', state: 'exited' },
        { name: 'runs', state: 'running' },
      ],
      layersFreed: [],
      bytesFreed: 0,
      dataAsOf: expect.any(String),
    });
    expect(new Set(removal.children.map(({ id }) => id))).toEqual(new Set([changed.id, top.id]));
    expect(removal.children.find(({ id }) => id === changed.id)?.references).toEqual(['shop/web:sh']);
  });

  it('is of that host: where the image is alone all of its layers go', async () => {
    const removal = await preview(alone, web.id);
    expect(removal).toMatchObject({ containers: [], children: [], bytesFreed: 3_000_000 });
    const [bottom, upper] = chainIds(web.layers, digestOf);
    expect(removal.layersFreed).toEqual([
      { chainId: bottom, createdBy: 'ADD rootfs.tar /', size: 2_000_000 },
      { chainId: upper, createdBy: 'COPY web /srv', size: 1_000_000 },
    ]);
  });

  it('frees the layers on top of what is shared', async () => {
    expect(await preview(full, top.id)).toMatchObject({
      references: [],
      children: [],
      layersFreed: [{ createdBy: 'RUN make', size: 500_000 }],
      bytesFreed: 500_000,
    });
    expect((await preview(full, changed.id)).children).toEqual([]);
    expect((await preview(full, base.id)).children).toHaveLength(3);
  });

  it('says which of host and image there is not', async () => {
    for (const [host, image, code] of [
      ['x', web.id, 'host.unknown'],
      [alone.hostId, top.id, 'image.not-on-host'],
      [alone.hostId, 'x', 'image.not-on-host'],
    ]) {
      const answer = await api.request('GET', `/hosts/${host}/images/${image}/removal`, { token });
      expect([answer.status, answer.body.error.code]).toEqual([404, code]);
    }
  });
});
