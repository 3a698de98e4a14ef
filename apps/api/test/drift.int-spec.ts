import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DriftPage, TagDiffers, TagMoved } from '@roadstead/contract';
import { aContainer, anImage, digestOf } from '@roadstead/testing';
import { ApiHarness } from './api-harness.js';
import type { ScriptedAgent } from './scripted-agent.js';

const OLD = anImage('old', { references: [] });
const NEW = anImage('new', { references: ['shop/web:1', 'nginx:latest'] });
const ON_SOUTH = anImage('south', { references: ['shop/web:1'] });
const ON_ARM = anImage('arm', { references: ['shop/web:1'], architecture: 'arm64' });

describe('drift', () => {
  let api: ApiHarness;
  let token: string;
  let north: ScriptedAgent;
  let south: ScriptedAgent;

  beforeAll(async () => {
    api = await ApiHarness.start();
    ({ token } = await api.addUser('viewer'));
    north = await api.connectedHost('north');
    south = await api.connectedHost('south');
    const arm = await api.connectedHost('arm');
    const made = (name: string, imageReference: string, imageId = OLD.id) =>
      aContainer(name, { imageReference, imageId });
    await north.list(
      [
        made('behind', 'shop/web:1'),
        made('by-default', 'docker.io/library/nginx'),
        made('gone', 'shop/gone:1'),
        made('up-to-date', 'docker.io/nginx', NEW.id),
        made('pinned', `shop/web@${digestOf('manifest')}`),
        made('by-id', OLD.id),
        made('by-short-id', OLD.id.slice('sha256:'.length, 19)),
      ],
      [OLD, NEW],
    );
    await south.list([made('of-south', 'shop/web:1', ON_SOUTH.id)], [ON_SOUTH]);
    await arm.list([], [ON_ARM]);
  });
  afterAll(() => api?.stop());

  const drift = async <T = TagMoved>(query = '') => {
    const { status, body } = await api.request<DriftPage>('GET', `/audit/drift${query}`, { token });
    expect(status).toBe(200);
    return { ...body, items: body.items as T[] };
  };

  it('a container whose tag names another image now, or none, is told with both; what cannot move is not', async () => {
    const { items, counts, total, dataAsOf } = await drift();
    expect(items.map(({ containerName, reference, now }) => [containerName, reference, now?.imageId])).toEqual([
      ['by-default', 'nginx:latest', NEW.id],
      ['gone', 'shop/gone:1', undefined],
      ['behind', 'shop/web:1', NEW.id],
    ]);
    expect(items[2]).toMatchObject({
      runs: OLD.id,
      hostName: 'north',
      hostStatus: 'online',
      now: { sinceGap: true, since: expect.any(String) },
    });
    expect([total, counts]).toEqual([3, expect.objectContaining({ 'tag-moved': 3, 'tag-differs': 1 })]);
    expect(Date.parse(dataAsOf ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  it('a tag that means different images is told with its hosts; an image for another platform is no difference', async () => {
    const { items } = await drift<TagDiffers>('?kind=tag-differs');
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ reference: 'shop/web:1', platform: 'linux/amd64', isFromRegistry: false });
    const variants = items[0]?.variants.map(({ imageId, hostCount, running, hosts }) => [
      imageId,
      hostCount,
      running,
      hosts.map(({ name }) => name),
    ]);
    expect(variants).toContainEqual([NEW.id, 1, 0, ['north']]);
    expect(variants).toContainEqual([ON_SOUTH.id, 1, 1, ['south']]);
  });

  it('a tag that differs can be pulled where a host has an image of its repository from a registry', async () => {
    const isFromRegistry = async (repository: string) => {
      const image = { ...ON_SOUTH, repoDigests: [`${repository}@${digestOf('manifest')}`] };
      await south.change({ type: 'image.stored', at: new Date().toISOString(), image });
      return (await drift<TagDiffers>('?kind=tag-differs')).items[0]?.isFromRegistry;
    };
    expect(await isFromRegistry('shop/web-of-others')).toBe(false);
    expect(await isFromRegistry('shop/web')).toBe(true);
  });

  it('is filtered by host, repository, text and container, and paged', async () => {
    expect((await drift(`?host=${south.hostId}`)).counts).toEqual(
      expect.objectContaining({ 'tag-moved': 0, 'tag-differs': 1 }),
    );
    expect((await drift('?repository=shop/web')).items.map(({ containerName }) => containerName)).toEqual(['behind']);
    expect((await drift('?repository=shop')).total).toBe(0);
    expect((await drift('?q=GONE')).items.map(({ containerName }) => containerName)).toEqual(['gone']);
    expect((await drift('?q=%25')).total).toBe(0);
    const { id } = aContainer('behind');
    expect((await drift(`?container=${id}&host=${north.hostId}`)).total).toBe(1);
    const first = await drift('?limit=2');
    const second = await drift(`?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ containerName }) => containerName)).toEqual([
      'by-default',
      'gone',
      'behind',
    ]);
    expect(second.nextCursor).toBeUndefined();
  });

  it('is taken away as CSV and JSON: whole, with the same filters, and of a tag that differs each host in a row', async () => {
    const take = (query: string) => api.request<TagMoved[]>('GET', `/audit/drift/export${query}`, { token });
    const { text, headers } = await take('?kind=tag-moved');
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="drift-tag-moved-[\d-]{10}\.csv"$/);
    const [columns, ...lines] = linesOf(text);
    expect(lines.map((cells) => Object.fromEntries(cells.map((cell, i) => [columns?.[i], cell])))).toEqual([
      expect.objectContaining({ container: 'by-default', host: 'north', runs: OLD.id, now: NEW.id, sinceGap: 'yes' }),
      expect.objectContaining({ container: 'gone', tag: 'shop/gone:1', now: '' }),
      expect.objectContaining({ container: 'behind', hostStatus: 'online', tag: 'shop/web:1' }),
    ]);
    expect((await take('?format=json&q=GONE')).body).toEqual((await drift('?q=GONE')).items);
    expect((await take('?format=json&repository=shop')).body).toEqual([]);
    const [, ...differing] = linesOf((await take('?kind=tag-differs')).text);
    expect(differing.map((cells) => cells[6]).sort()).toEqual(['north', 'south']);
    expect((await take('?repository=:bad:')).status).toBe(400);
  });

  it('tells when the tag was moved, once that was seen', async () => {
    const at = new Date().toISOString();
    const name = (references: string[]) => north.change({ type: 'image.stored', at, image: { ...OLD, references } });
    await name(['shop/gone:1']);
    expect((await drift('?q=gone')).total).toBe(0);
    await name([]);
    const [gone] = (await drift('?q=gone')).items;
    expect(Date.parse(gone?.goneSince ?? '')).toBeGreaterThan(Date.parse('2026-01-01'));
  });
});

/** Of a CSV without quoted cells. */
function linesOf(csv: string): string[][] {
  return csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
}
