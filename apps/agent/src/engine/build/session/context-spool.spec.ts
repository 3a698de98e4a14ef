import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pack } from 'tar-stream';
import { ContextSpool } from './context-spool.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roadstead-spool-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function tarOf(contents: Record<string, Buffer>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(contents)) tar.entry({ name }, content);
  tar.finalize();
  return buffer(Readable.from(tar));
}

/** In pieces that begin anywhere. */
function streamOf(bytes: Buffer, piece = 10_007): Readable {
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, index) =>
    bytes.subarray(index * piece, (index + 1) * piece),
  );
  return Readable.from(pieces, { objectMode: false });
}

describe('ContextSpool', () => {
  it('gives every byte back, and leaves nothing to be seen meanwhile', async () => {
    const contents = { z: randomBytes(3_000_001), 'a/b': Buffer.from('b'), empty: Buffer.alloc(0) };
    const spool = await ContextSpool.fill(folder, streamOf(await tarOf(contents)));
    expect(await readdir(folder)).toEqual([]);
    for (const [path, content] of Object.entries(contents)) {
      const file = spool.files.get(path);
      if (file?.type !== 'file') throw new Error(`${path} is not there`);
      const whole = Buffer.alloc(content.length + 10);
      expect(await spool.read(file.content, 0, whole)).toBe(content.length);
      expect(whole.subarray(0, content.length).equals(content)).toBe(true);
    }
    await spool.close();
  });

  it.each([
    ['is cut off', async () => (await tarOf({ a: randomBytes(5000) })).subarray(0, 3000), 'it ends too early'],
    ['is no tar', async () => Buffer.alloc(5000, 'x'), 'its bytes are not those of a tar archive'],
  ])('says that an archive %s', async (_, archive, problem) => {
    const filled = ContextSpool.fill(folder, streamOf(await archive()));
    await expect(filled).rejects.toMatchObject({ code: 'archive.invalid', detail: { problem } });
  });

  it('fails as what it reads does', async () => {
    const reason = new Error('broken off');
    const tar = await tarOf({ a: randomBytes(5000) });
    async function* brokenOff() {
      yield tar.subarray(0, 2000);
      throw reason;
    }
    await expect(ContextSpool.fill(folder, Readable.from(brokenOff()))).rejects.toBe(reason);
  });
});
