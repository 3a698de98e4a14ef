import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { RoadsteadError } from '@roadstead/domain';
import { type ArchiveEntry, packTar } from '@roadstead/testing';
import type { BuildRequest } from '../engine.js';
import { readDockerfile, refuseUnparsable } from './dockerfile-text.js';

const request = (body: Readable, dockerfile?: string): BuildRequest => ({
  source: { type: 'upload', uploadId: 'u1', dockerfile },
  tags: [],
  credentials: [],
  signal: new AbortController().signal,
  onProgress: () => undefined,
  onOutput: () => undefined,
  openInput: async () => ({ body }),
});

async function tarOf(...entries: ArchiveEntry[]): Promise<Readable> {
  return Readable.from([await packTar(entries)]);
}

describe('readDockerfile', () => {
  it('finds the Dockerfile however the tar names it, and ends the transfer', async () => {
    const body = await tarOf({ name: './', type: 'directory' }, { name: './Dockerfile', content: 'FROM a\n' });
    expect(await readDockerfile(request(body))).toBe('FROM a\n');
    expect(body.destroyed).toBe(true);
  });

  it('finds another one at its path', async () => {
    const body = await tarOf({ name: 'Dockerfile', content: 'FROM a\n' }, { name: 'b/web.df', content: 'FROM b\n' });
    expect(await readDockerfile(request(body, './b/web.df'))).toBe('FROM b\n');
  });

  it('is whole however large it is and wherever the pieces of the tar end', async () => {
    const content = `FROM a\n${'# a long story\n'.repeat(5000)}`;
    const tar = await packTar([
      { name: 'Dockerfile', content },
      { name: 'rest', content: 'x'.repeat(100_000) },
    ]);
    for (const size of [700, 16_384, 65_536]) {
      const pieces = Array.from({ length: Math.ceil(tar.length / size) }, (_, i) =>
        tar.subarray(i * size, (i + 1) * size),
      );
      expect(await readDockerfile(request(Readable.from(pieces, { objectMode: false })))).toBe(content);
    }
  });

  it('says that there is none, naming it', async () => {
    const body = await tarOf({ name: 'sub/Dockerfile', content: 'FROM a\n' });
    await expect(readDockerfile(request(body))).rejects.toMatchObject({
      code: 'context.no-dockerfile',
      detail: { dockerfile: 'Dockerfile' },
    });
  });

  it('does not read what comes after it', async () => {
    const tar = await packTar([{ name: 'Dockerfile', content: 'FROM a\n' }]);
    async function* endless(): AsyncGenerator<Buffer> {
      yield tar.subarray(0, 1024);
      for (;;) yield Buffer.alloc(65_536);
    }
    expect(await readDockerfile(request(Readable.from(endless())))).toBe('FROM a\n');
  });

  it('fails as the context does', async () => {
    const reason = new RoadsteadError('context.too-large', { limit: '1 MiB' });
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(100);
      throw reason;
    }
    await expect(readDockerfile(request(Readable.from(broken())))).rejects.toBe(reason);
  });
});

describe('refuseUnparsable', () => {
  it.each([
    ['', 'it has no instructions'],
    ['# only\n\n  # comments', 'it has no instructions'],
    ['FROM a\nENV x\n', 'line 2: '],
    ['# escape=x\nFROM a\n', 'line 1: '],
    ['FROM a\nRUN <<EOF\nx\n', 'line 2: '],
  ])('refuses %j', (text, reason) => {
    expect(() => refuseUnparsable(text)).toThrow(reason);
  });

  it.each([
    'FROM a\n',
    'FROM a\nENV x y\nLABEL a=b\n',
    '# escape=`\nFROM a\n',
    'RUNN x\n',
    'FROM a\nRUN <<EOF\nx\nEOF\n',
  ])('leaves %j to the builder', (text) => {
    expect(() => refuseUnparsable(text)).not.toThrow();
  });
});
