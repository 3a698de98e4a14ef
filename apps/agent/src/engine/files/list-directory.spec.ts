import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { ContainerId, ContainerPath, type FileListLine } from '@roadstead/domain';
import { packTar } from '@roadstead/testing';
import type { EngineApi, StreamCall } from '../engine-api.js';
import { EngineRefusal } from '../engine-errors.js';
import { IndexCache } from './index-cache.js';
import { LIST_BOUNDS, type ListBounds, listDirectory } from './list-directory.js';

const STAT = { size: 1, mode: 2 ** 31 + 0o755, mtime: '2026-01-01T00:00:00Z', linkTarget: '' };
const ROOT = ContainerPath.parse('/');
const ID = ContainerId.parse('a'.repeat(64));

/** An engine with one tar, a volume at /data/kept, and nothing at `/srv`. `isSilent`: its tar comes to a halt. */
async function list(bounds: Partial<ListBounds>, isSilent = false, cache = new IndexCache()) {
  const tar = await packTar([
    { name: '/bin/', type: 'directory' },
    { name: '/bin/sh', content: 'x'.repeat(100_000) },
    { name: '/zz', content: 'y' },
  ]);
  const piece = isSilent
    ? [tar.subarray(0, 2048)]
    : [0, 1, 2, 3].map((part) => tar.subarray(part * 30_000, part === 3 ? undefined : (part + 1) * 30_000));
  const api = {
    host: 'web-1',
    stream: async ({ signal }: StreamCall) =>
      Readable.from(
        (async function* () {
          yield* piece;
          if (isSilent)
            await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('cut'))));
        })(),
        { objectMode: false },
      ),
    find: async () => ({ Mounts: [{ Destination: '/data/kept' }] }),
    header: async ({ query }: StreamCall) => {
      if (query?.path === '/srv') throw new EngineRefusal(404, '');
      return Buffer.from(JSON.stringify(STAT)).toString('base64');
    },
  } as unknown as EngineApi;
  const lines: FileListLine[] = [];
  const place = { api, containerId: ID, path: ROOT };
  for await (const line of listDirectory(place, cache, new AbortController().signal, { ...LIST_BOUNDS, ...bounds }))
    lines.push(line);
  const names = lines.flatMap((line) => (line.type === 'entries' ? line.entries.map(({ name }) => name) : []));
  return { lines, names, end: lines.at(-1), cache };
}

describe('a directory by its tar', () => {
  it('is told whole, and its tree is kept', async () => {
    const { names, end, cache } = await list({});
    expect(names).toEqual(['bin', 'zz']);
    expect(end).toMatchObject({ type: 'end', limit: undefined });
    expect(cache.find(ID, ContainerPath.parse('/bin'))?.entries.map(({ name }) => name)).toEqual(['sh']);
  });

  it.each([
    ['bytes', { bytes: 20_000 }, false],
    ['time', { milliseconds: 50 }, true],
  ] as const)(
    'too large for its bound of %s ends there, with what can be known of the rest',
    async (limit, bounds, isSilent) => {
      const { names, end, cache } = await list(bounds, isSilent);
      expect(end).toMatchObject({ type: 'end', limit });
      expect(names).toEqual(expect.arrayContaining(['bin', 'data', 'usr']));
      expect(names).not.toContain('zz');
      expect(names).not.toContain('srv');
      expect(new Set(names).size).toBe(names.length);
      expect(cache.find(ID, ROOT)).toBeUndefined();
    },
  );

  it('of too many entries ends too', async () => {
    expect((await list({ entries: 1 })).end).toMatchObject({ type: 'end', limit: 'entries' });
  });

  it('is kept for a moment only, and not once something was written', async () => {
    let now = Date.now();
    const cache = new IndexCache(() => now);
    await list({}, false, cache);
    expect(cache.find(ID, ROOT)?.entries.length).toBe(2);
    now += 31_000;
    expect(cache.find(ID, ROOT)).toBeUndefined();
    await list({}, false, cache);
    now = Date.now();
    cache.forget(ID);
    expect(cache.find(ID, ROOT)).toBeUndefined();
  });
});
