import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ContextList } from '@roadstead/protocol';
import { pack } from 'tar-stream';
import { unreachableUnlessOurs } from '../../engine-errors.js';
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
    const spool = await ContextSpool.receive(folder, streamOf(await tarOf(contents)));
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
    const filled = ContextSpool.receive(folder, streamOf(await archive()));
    await expect(filled).rejects.toMatchObject({ code: 'archive.invalid', detail: { problem } });
  });

  it('fails as what it reads does', async () => {
    const reason = new Error('broken off');
    const tar = await tarOf({ a: randomBytes(5000) });
    async function* brokenOff() {
      yield tar.subarray(0, 2000);
      throw reason;
    }
    await expect(ContextSpool.receive(folder, Readable.from(brokenOff()))).rejects.toBe(reason);
  });

  it('says that it is the disk of the agent that fails, and not the engine', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const error: Error = await ContextSpool.receive(file, streamOf(await tarOf({}))).then(
      () => new Error('it was received'),
      (reason: Error) => reason,
    );
    expect(error.cause).toMatchObject({ code: 'EEXIST' });
    expect(unreachableUnlessOurs(error, { host: 'here', socketPath: '/engine' })).toBe(error);
    await rm(file);
  });

  it('takes no bytes for a folder, whatever size it says that it has', async () => {
    const tar = pack();
    tar.entry({ name: 'd', type: 'directory', size: 512_000 });
    tar.entry({ name: 'a' }, 'a');
    tar.finalize();
    const spool = await ContextSpool.receive(folder, Readable.from(tar, { objectMode: false }));
    const content = spool.files.resolve('a');
    expect(content && spool.has(content)).toBe(true);
    await spool.close();
  });

  describe('with a list before it', () => {
    const contents = { Dockerfile: Buffer.from('FROM scratch'), z: randomBytes(3_000_000), a: randomBytes(50_000) };
    const list: ContextList = Object.entries(contents).map(([name, { length: size }]) => {
      return { name, type: 'file', mode: 0o640, mtime: 1_700_000_000, size };
    });
    /** An archive that comes as far as is said. */
    const coming = (tar: Buffer) => {
      const body = new PassThrough({ highWaterMark: 2 * tar.length });
      let at = 0;
      const upTo = (end: number) => {
        for (; at < end; at += 10_007) body.write(tar.subarray(at, Math.min(end, at + 10_007)));
        at = end;
      };
      return { body, upTo };
    };
    const contentOf = (spool: ContextSpool, path: string) => {
      const file = spool.files.get(path);
      if (file?.type !== 'file') throw new Error(`${path} is not there`);
      return file.content;
    };

    it('knows all files at once, and gives each as soon as it has come', async () => {
      const tar = await tarOf(contents);
      const { body, upTo } = coming(tar);
      const spool = await ContextSpool.receive(folder, body, list);
      expect(spool.files.inOrder().map(({ path }) => path)).toEqual(['Dockerfile', 'a', 'z']);
      expect(contentOf(spool, 'a')).toMatchObject({ mode: 0o640, mtime: 1_700_000_000, size: 50_000 });
      const [first, second, last] = ['Dockerfile', 'z', 'a'].map((path) => contentOf(spool, path));
      if (first === undefined || second === undefined || last === undefined) throw new Error('no contents');
      upTo(2048);
      await spool.arrival(first);
      expect([spool.has(first), spool.has(second)]).toEqual([true, false]);
      const both = Promise.all([spool.arrival(second), spool.arrival(second)]);
      upTo(tar.length);
      body.end();
      await both;
      await spool.whole;
      await spool.arrival(last);
      const bytes = Buffer.alloc(50_000);
      await spool.read(last, 0, bytes);
      expect(bytes.equals(contents.a)).toBe(true);
      await spool.close();
    });

    it.each([
      ['breaks off', (tar: Buffer) => tar.subarray(0, 20_000), list, 'it ends too early'],
      ['is another', (tar: Buffer) => tar, list.map((each) => ({ ...each, size: 12 })), 'z is not what its list says'],
      ['ends before', (tar: Buffer) => tar, [...list, ...list], 'it ends before all that its list names'],
      ['goes on after it', (tar: Buffer) => tar, list.slice(0, 2), 'a is not what its list says'],
    ])('fails for all who wait where the archive %s', async (_, change, said, problem) => {
      const { body, upTo } = coming(change(await tarOf(contents)));
      const spool = await ContextSpool.receive(folder, body, said);
      const error = { code: 'archive.invalid', detail: { problem } };
      const waiting = [spool.whole, ...(said.length > 3 ? [] : [spool.arrival(contentOf(spool, 'z'))])];
      const failed = Promise.allSettled(waiting);
      upTo(change(await tarOf(contents)).length);
      body.end();
      for (const each of await failed) {
        if (each.status === 'rejected') expect(each.reason).toMatchObject(error);
      }
      await expect(spool.whole).rejects.toMatchObject(error);
      expect(spool.failure).toMatchObject(error);
      await spool.close();
    });

    it('refuses a list of what cannot lie in a folder', async () => {
      const odd: ContextList = [{ name: 'b', type: 'link', linkname: 'none', mode: 0, mtime: 0, size: 0 }];
      const { body } = coming(await tarOf(contents));
      await expect(ContextSpool.receive(folder, body, odd)).rejects.toMatchObject({ code: 'archive.invalid' });
      expect(body.destroyed).toBe(true);
    });
  });
});
