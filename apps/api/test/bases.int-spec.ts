import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  BasesPage,
  DerivedPage,
  FoundBase,
  LayerContainer,
  LayerDetail,
  LayerEconomy,
  LayerImage,
  Page,
} from '@roadstead/contract';
import { chainIds, Digest, type ImageRecord } from '@roadstead/domain';
import { aContainer, anImage, digestOf } from '@roadstead/testing';
import fc from 'fast-check';
import { ApiHarness, type ErrorAnswer } from './api-harness.js';
import type { ScriptedAgent } from './scripted-agent.js';

const TIME_LIMIT_MS = 6_000;
const layer = (name: string) => Digest.parse(digestOf(`layer ${name}`));
/** The same layer always has the same size and maker: whoever tells of it first decides. */
const sizeOf = (name: string) => name.charCodeAt(0) - 60;
const imageOf = (stack: string, variant: number | string = 0): ImageRecord =>
  anImage(`${stack}-${variant}`, {
    layers: [...stack].map(layer),
    history: [...stack].map((each) => ({
      createdBy: `COPY ${each}`,
      createdAt: '2026-03-01T08:00:00Z',
      size: sizeOf(each),
    })),
    references: [`shop/${stack === '' ? 'scratch' : stack}:${variant}`],
  });
const chainOf = (stack: string) => chainIds([...stack].map(layer), digestOf as (text: string) => Digest).at(-1);

/** An image of the model: its layers as letters, the hosts that have it, and how many of its containers run on each. */
interface Known {
  readonly stack: string;
  readonly variant: number;
  readonly hosts: readonly number[];
  readonly running: number;
}

const known: fc.Arbitrary<Known> = fc.record({
  stack: fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 }),
  variant: fc.nat(1),
  hosts: fc.subarray([0, 1, 2], { minLength: 1 }),
  running: fc.nat(2),
});

describe('which images are built on which', () => {
  let api: ApiHarness;
  let token: string;
  let hosts: ScriptedAgent[];

  beforeAll(async () => {
    api = await ApiHarness.start();
    ({ token } = await api.addUser('viewer'));
    hosts = [await api.connectedHost('a'), await api.connectedHost('b'), await api.connectedHost('c')];
  });
  afterAll(() => api?.stop());

  const get = async <T>(path: string) => {
    const { status, body, text } = await api.request<T>('GET', path, { token });
    if (status !== 200) throw new Error(text);
    return body;
  };
  const refused = async (path: string) => {
    const { status, body } = await api.request<ErrorAnswer>('GET', path, { token });
    return [status, body.error.code];
  };
  const bases = (query = '') => get<BasesPage>(`/audit/bases?${query}`);

  const place = async (images: readonly Known[]) => {
    for (const [number, host] of hosts.entries()) {
      const here = images.filter((image) => image.hosts.includes(number));
      const containers = here.flatMap(({ stack, variant, running }) =>
        Array.from({ length: running }, (_, each) =>
          aContainer(`${number}-${stack}-${variant}-${each}`, { imageId: imageOf(stack, variant).id }),
        ),
      );
      await host.list(
        containers,
        here.map(({ stack, variant }) => imageOf(stack, variant)),
      );
    }
  };

  /** The whole tree, opened node by node and page by page. */
  const opened = async (under?: string): Promise<(FoundBase & { under: string | undefined })[]> => {
    const all: (FoundBase & { under: string | undefined })[] = [];
    let cursor: string | undefined;
    do {
      const page: BasesPage = await bases(
        new URLSearchParams({
          limit: '2',
          ...(under === undefined ? {} : { under }),
          ...(cursor === undefined ? {} : { cursor }),
        }).toString(),
      );
      all.push(...page.items.map((item) => ({ ...item, under })));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    const above = await Promise.all(all.filter(({ children }) => children > 0).map(({ chainId }) => opened(chainId)));
    return [...all, ...above.flat()];
  };

  /** What the tree must be, by trying every beginning of every image. */
  const expected = (images: readonly Known[]) => {
    const beginnings = (stack: string) => Array.from(stack, (_, end) => stack.slice(0, end + 1));
    const goOn = (stack: string) =>
      new Set(
        images
          .map((each) => each.stack)
          .filter((each) => each.startsWith(stack))
          .map((each) => each[stack.length]),
      );
    const isNode = (stack: string) => images.some((each) => each.stack === stack) || goOn(stack).size > 1;
    const nodes = [...new Set(images.flatMap(({ stack }) => beginnings(stack)))].filter(isNode);
    const hostsOf = (stack: string) =>
      new Set(images.filter((each) => each.stack.startsWith(stack)).flatMap((each) => each.hosts));
    return nodes.map((stack) => {
      const parent = beginnings(stack).slice(0, -1).filter(isNode).at(-1);
      const on = images.filter((each) => each.stack.startsWith(stack));
      const layers = new Set(
        on.flatMap((each) => beginnings(each.stack)).filter((each) => each.length > (parent ?? '').length),
      );
      return {
        chainId: chainOf(stack),
        under: parent === undefined ? undefined : chainOf(parent),
        layerCount: stack.length,
        addedLayers: stack.length - (parent ?? '').length,
        size: [...stack].reduce((sum, each) => sum + sizeOf(each), 0),
        createdBy: `COPY ${stack.at(-1)}`,
        images: images
          .filter((each) => each.stack === stack)
          .map((each) => imageOf(each.stack, each.variant).id)
          .sort(),
        imageCount: on.length,
        hostCount: hostsOf(stack).size,
        runningCount: on.reduce((sum, each) => sum + each.running * each.hosts.length, 0),
        bytes: [...layers].reduce((sum, each) => sum + sizeOf(each.at(-1) ?? '') * hostsOf(each).size, 0),
      };
    });
  };
  const byChain = (a: { chainId?: string }, b: { chainId?: string }) =>
    (a.chainId ?? '') < (b.chainId ?? '') ? -1 : 1;
  const shown = (nodes: Awaited<ReturnType<typeof opened>>) =>
    nodes
      .map(
        ({
          chainId,
          under,
          layerCount,
          addedLayers,
          size,
          createdBy,
          images,
          imageCount,
          hostCount,
          runningCount,
          bytes,
        }) => ({
          ...{ chainId, under, layerCount, addedLayers, size, createdBy, imageCount, hostCount, runningCount, bytes },
          images: images.map(({ id }) => id).sort(),
        }),
      )
      .sort(byChain);

  it('whatever the fleet has, the opened tree is what every beginning of every image makes it', async () => {
    const fleets = fc.uniqueArray(known, { selector: ({ stack, variant }) => `${stack} ${variant}`, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fleets, async (images) => {
        await place(images);
        expect(shown(await opened())).toEqual(expected(images).sort(byChain));
        const { fleet } = await bases();
        expect(fleet.images).toBe(images.length);
        expect(fleet.withoutLayers).toBe(images.filter(({ stack }) => stack === '').length);
        const economy = await get<LayerEconomy>('/audit/layers');
        expect(fleet.bytes).toBe(economy.hosts.reduce((sum, { bytes }) => sum + bytes, 0));
        for (const image of images) {
          const derived = images.filter(
            ({ stack }) => image.stack !== '' && stack !== image.stack && stack.startsWith(image.stack),
          );
          const direct = derived.filter(
            ({ stack }) => !derived.some((each) => each.stack !== stack && stack.startsWith(each.stack)),
          );
          const ids = (each: readonly Known[]) => each.map(({ stack, variant }) => imageOf(stack, variant).id).sort();
          const { id } = imageOf(image.stack, image.variant);
          const all = await get<DerivedPage>(`/images/${id}/derived`);
          expect(all.items.map((each) => each.id).sort()).toEqual(ids(derived));
          expect(all.counts).toMatchObject({
            ...{ all: derived.length, direct: direct.length },
            hosts: new Set(derived.flatMap((each) => each.hosts)).size,
            running: derived.reduce((sum, each) => sum + each.running * each.hosts.length, 0),
          });
          const nearest = await get<DerivedPage>(`/images/${id}/derived?direct=true`);
          expect(nearest.items.map((each) => each.id).sort()).toEqual(ids(direct));
        }
      }),
      { interruptAfterTimeLimit: TIME_LIMIT_MS, numRuns: 25 },
    );
  }, 60_000);

  describe('in a fleet of a base, what is built on it, and a stranger', () => {
    beforeAll(() =>
      place([
        { stack: 'os', variant: 1, hosts: [0], running: 1 },
        { stack: 'osweb', variant: 1, hosts: [0, 1], running: 1 },
        { stack: 'osapi', variant: 1, hosts: [0], running: 0 },
        { stack: 'x', variant: 1, hosts: [2], running: 0 },
      ]),
    );

    it('a base that itself runs is shown as both', async () => {
      const [os, x] = (await bases()).items;
      expect(os).toMatchObject({
        images: [{ references: ['shop/os:1'], hostCount: 1, containerCount: 1, runningCount: 1 }],
        ...{ imagesHere: 1, children: 2, imageCount: 3, hostCount: 2, containerCount: 3, runningCount: 3 },
      });
      expect(x).toMatchObject({ children: 0, imageCount: 1 });
    });

    it('is in the order that is asked for', async () => {
      const names = async (query: string) => (await bases(query)).items.map(({ images }) => images[0]?.references[0]);
      const under = `under=${chainOf('os')}`;
      expect(await names(`${under}&sort=name&order=asc`)).toEqual(['shop/osapi:1', 'shop/osweb:1']);
      expect(await names(`${under}&sort=running`)).toEqual(['shop/osweb:1', 'shop/osapi:1']);
      expect(await names('sort=bytes&order=asc')).toEqual(['shop/x:1', 'shop/os:1']);
    });

    it('is found by reference, id and chain id, each with what it is built on', async () => {
      const [found, ...others] = (await bases('q=OSWEB')).items;
      expect(others).toEqual([]);
      expect(found).toMatchObject({ chainId: chainOf('osweb'), path: [{ chainId: chainOf('os'), name: 'shop/os:1' }] });
      const { id } = imageOf('osweb', 1);
      for (const q of [id, id.slice(7, 19), chainOf('osweb')]) expect((await bases(`q=${q}`)).items).toEqual([found]);
      expect((await bases('q=nothing')).items).toEqual([]);
    });

    it('where a base has gone, what is left is the common beginning, with what it was called', async () => {
      await hosts[0]?.list([], [imageOf('osweb', 1), imageOf('osapi', 1)]);
      const [os] = (await bases('limit=1')).items;
      expect(os).toMatchObject({
        chainId: chainOf('os'),
        imagesHere: 0,
        images: [],
        children: 2,
        formerly: ['shop/os:1'],
      });
      const { counts } = await get<DerivedPage>(`/images/${imageOf('os', 1).id}/derived`);
      expect(counts).toEqual({ direct: 2, all: 2, hosts: 2, running: 1 });
    });

    it('a host that is revoked does not count', async () => {
      await api.query(`UPDATE hosts SET status = 'revoked', revoked_at = now() WHERE id = $1`, [hosts[2]?.hostId]);
      expect((await bases()).fleet.images).toBe(2);
      await api.query(`UPDATE hosts SET status = 'online', revoked_at = NULL WHERE id = $1`, [hosts[2]?.hostId]);
      expect((await bases()).fleet.images).toBe(3);
    });

    it('what is not there, or no digest, is said so', async () => {
      expect(await refused(`/audit/bases?under=${digestOf('nothing')}`)).toEqual([404, 'layer.unknown']);
      expect(await refused('/audit/bases?under=nothing')).toEqual([400, 'request.invalid']);
      expect(await refused('/audit/bases?cursor=x')).toEqual([400, 'request.invalid']);
      expect(await refused(`/images/${digestOf('nothing')}/derived`)).toEqual([404, 'image.unknown']);
    });
  });

  describe('a layer', () => {
    const s = chainOf('os') ?? '';
    beforeAll(() =>
      place([
        { stack: 'os', variant: 1, hosts: [0, 1], running: 1 },
        { stack: 'osweb', variant: 1, hosts: [1], running: 2 },
        { stack: 'us', variant: 1, hosts: [2], running: 0 },
      ]),
    );

    it('is told of with what lies on it', async () => {
      expect(await get<LayerDetail>(`/layers/${s}`)).toEqual({
        ...{ chainId: s, diffId: layer('s'), parentChainId: chainOf('o'), size: sizeOf('s'), position: 1 },
        ...{ createdBy: ['COPY s'], imageCount: 2, topOfCount: 1, hostCount: 2, containerCount: 4, runningCount: 4 },
        ...{ bytes: 2 * sizeOf('s'), formerImageCount: expect.any(Number) },
      });
    });

    it('leads to its images and containers, page by page', async () => {
      const first = await get<Page<LayerImage>>(`/layers/${s}/images?limit=1`);
      expect(first).toMatchObject({ total: 2, items: [{ references: ['shop/os:1'], hostCount: 2, runningCount: 2 }] });
      const second = await get<Page<LayerImage>>(`/layers/${s}/images?limit=1&cursor=${first.nextCursor}`);
      expect(second.items.map(({ references }) => references)).toEqual([['shop/osweb:1']]);
      expect(second.nextCursor).toBeUndefined();
      const names: string[] = [];
      let cursor = '';
      do {
        const page: Page<LayerContainer> = await get(`/layers/${s}/containers?limit=3${cursor}`);
        expect(page.total).toBe(4);
        names.push(...page.items.map(({ hostName, name }) => `${hostName} ${name}`));
        cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
      } while (cursor !== '');
      expect(names).toEqual(['a 0-os-1-0', 'b 1-os-1-0', 'b 1-osweb-1-0', 'b 1-osweb-1-1']);
    });

    it('is found by the beginning of its chain id, and by its diff id where only one layer has it', async () => {
      expect((await get<LayerDetail>(`/layers/${s.slice(7, 27)}`)).chainId).toBe(s);
      expect((await get<LayerDetail>(`/layers/${layer('o')}`)).position).toBe(0);
      const { status, body } = await api.request<ErrorAnswer>('GET', `/layers/${layer('s')}`, { token });
      expect([status, body.error.code]).toEqual([409, 'layer.ambiguous']);
      expect(String(body.error.detail.layers).split(', ')).toEqual([s, chainOf('us')].sort());
    });

    it('that nobody has seen, or that is none, is said so', async () => {
      expect(await refused(`/layers/${digestOf('nothing')}`)).toEqual([404, 'layer.unknown']);
      expect(await refused('/layers/nothing')).toEqual([400, 'layer.malformed']);
      expect(await refused('/layers/ab/images')).toEqual([400, 'layer.malformed']);
    });
  });
});
