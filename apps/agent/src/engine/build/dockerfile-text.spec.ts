import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { RoadsteadError } from '@roadstead/domain';
import { type ArchiveEntry, packTar } from '@roadstead/testing';
import type { BuildRequest } from '../engine.js';
import { openContext, refuseUnparsable } from './dockerfile-text.js';

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

function inPieces(bytes: Buffer, size: number): Readable {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  return Readable.from(pieces, { objectMode: false });
}

const readDockerfile = async (build: BuildRequest) => (await openContext(build)).dockerfile;

describe('openContext', () => {
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
      expect(await readDockerfile(request(inPieces(tar, size)))).toBe(content);
    }
  });

  it('leaves a context whose first file it is as it was, to be sent', async () => {
    const files = [
      { name: 'b/web.df', content: `FROM b\n${'# a long story\n'.repeat(5000)}` },
      { name: 'rest', content: 'x'.repeat(3_000_000) },
    ];
    for (const entries of [files, files.slice(0, 1)]) {
      const tar = await packTar(entries);
      for (const size of [700, 65_536, tar.length]) {
        const { dockerfile, archive } = await openContext(request(inPieces(tar, size), './b/web.df'));
        expect(dockerfile).toBe(files[0]?.content);
        expect(archive && tar.equals(await buffer(archive.body))).toBe(true);
      }
    }
  });

  it('tells whoever reads on that the context broke off meanwhile', async () => {
    const reason = new RoadsteadError('context.too-large', { limit: '1 MiB' });
    const tar = await packTar([{ name: 'Dockerfile', content: 'FROM a\n' }]);
    const body = new PassThrough();
    body.write(tar.subarray(0, 1024));
    const { archive } = await openContext(request(body));
    body.destroy(reason);
    await new Promise((resolve) => body.once('close', resolve));
    await expect(buffer(archive?.body as Readable)).rejects.toBe(reason);
  });

  it('gives back no context that had to be searched', async () => {
    const body = await tarOf(
      { name: 'a', content: 'x'.repeat(2_000_000) },
      { name: 'Dockerfile', content: 'FROM a\n' },
    );
    expect(await openContext(request(body))).toEqual({ dockerfile: 'FROM a\n' });
    expect(body.destroyed).toBe(true);
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
