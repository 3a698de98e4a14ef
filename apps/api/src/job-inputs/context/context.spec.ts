import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { ContextList, type ListedEntry } from '@roadstead/protocol';
import { extract, type Header, pack } from 'tar-stream';
import { scanContext } from './scan-context.js';
import { dockerfileAlone, sendContext } from './send-context.js';

type Member = Partial<Header> & { name: string; text?: string };

const DOCKERFILE: Member = { name: 'Dockerfile', text: 'FROM scratch\n' };
const MIB = 1024 * 1024;

async function tarOf(...members: Member[]): Promise<Buffer> {
  const tar = pack();
  for (const { text, ...header } of members) tar.entry(header, text ?? '');
  tar.finalize();
  return buffer(Readable.from(tar));
}

const sourceOf = (archive: Buffer, dockerfile = 'Dockerfile') => ({
  read: async () => Readable.from(chunksOf(archive), { objectMode: false }),
  filename: 'context.tar',
  dockerfile,
  limits: { maxBytes: MIB, maxEntries: 1000 },
  time: { silenceMs: 60_000, totalMs: 60_000 },
});

/** Small ones, so that nothing stands on where they begin. */
function* chunksOf(archive: Buffer): Generator<Buffer> {
  for (let at = 0; at < archive.length; at += 1000) yield archive.subarray(at, at + 1000);
}

/** What an engine gets: name and content, or name and target. It is what the list says before it, entry by entry. */
async function sent(archive: Buffer, dockerfile?: string): Promise<Record<string, string>> {
  const source = sourceOf(archive, dockerfile);
  const judged = await scanContext(source);
  const untar = extract();
  sendContext(source, judged).pipe(untar);
  const members: Record<string, string> = {};
  const entries: ContextList = [];
  for await (const entry of untar) {
    const { name, type, mode, mtime, size = 0, linkname } = entry.header;
    const content = (await buffer(Readable.from(entry))).toString();
    members[name] = linkname ? `-> ${linkname}` : content;
    const told = { name, type, mode, mtime: (mtime?.getTime() ?? 0) / 1000, size, ...(linkname && { linkname }) };
    entries.push(told as ListedEntry);
  }
  expect(ContextList.parse(JSON.parse(String(judged.list)))).toEqual(entries);
  return members;
}

const refusal = (archive: Buffer, dockerfile?: string) =>
  scanContext(sourceOf(archive, dockerfile)).then(
    () => undefined,
    (error: { code: string; detail: object }) => ({ code: error.code, ...error.detail }),
  );

describe('the time to read a context', () => {
  const slow = (over: { silenceMs: number; totalMs: number }, chunk: () => Promise<Buffer>) => {
    async function* chunks(): AsyncGenerator<Buffer> {
      const whole = await tarOf(DOCKERFILE, { name: 'large', text: 'x'.repeat(MIB / 2) });
      yield whole.subarray(0, 2048);
      for (;;) yield await chunk();
    }
    const source = sourceOf(Buffer.alloc(0));
    return { ...source, read: async () => Readable.from(chunks(), { objectMode: false }), time: over };
  };
  const never = () => new Promise<Buffer>(() => undefined);
  const dribble = () => new Promise<Buffer>((resolve) => setTimeout(() => resolve(Buffer.alloc(1)), 10));

  it('issue-3-slow-context: is given up when nothing comes any more, before the first byte or later', async () => {
    const time = { silenceMs: 50, totalMs: 60_000 };
    await expect(scanContext(slow(time, never))).rejects.toMatchObject({ code: 'context.silent' });
    const silent = { ...sourceOf(Buffer.alloc(0)), read: never as unknown as () => Promise<Readable>, time };
    await expect(scanContext(silent)).rejects.toMatchObject({ code: 'context.silent' });
  });

  it('issue-3-slow-context: is given up in the end although something comes now and then', async () => {
    const time = { silenceMs: 10_000, totalMs: 200 };
    await expect(scanContext(slow(time, dribble))).rejects.toMatchObject({ code: 'context.too-slow' });
  });
});

describe('a build context', () => {
  it('arrives as it was, under plain names', async () => {
    const archive = await tarOf(
      { name: './', type: 'directory' },
      { ...DOCKERFILE, name: './Dockerfile' },
      { name: 'src//', type: 'directory' },
      { name: './src/main.c', text: 'int main;', mode: 0o755 },
      { name: 'src/link', type: 'symlink', linkname: '../Dockerfile' },
      { name: 'twin', type: 'link', linkname: 'src/main.c' },
      { name: `${'d/'.repeat(60)}${'long'.repeat(40)}`, text: 'deep' },
      { name: 'ünï', text: 'ö' },
      { name: 'empty', text: '' },
    );
    expect(await sent(archive)).toEqual({
      Dockerfile: 'FROM scratch\n',
      'src/': '',
      'src/main.c': 'int main;',
      'src/link': '-> ../Dockerfile',
      twin: '-> src/main.c',
      [`${'d/'.repeat(60)}${'long'.repeat(40)}`]: 'deep',
      ünï: 'ö',
      empty: '',
    });
  });

  it.each([
    ['gzip', (tar: Buffer) => gzipSync(tar)],
    ['bzip2', (tar: Buffer) => execFileSync('bzip2', ['-c'], { input: tar })],
    ['xz', (tar: Buffer) => execFileSync('xz', ['-c'], { input: tar })],
  ])('may be compressed by %s, and is refused where that was cut off or damaged', async (_kind, compress) => {
    const archive = compress(await tarOf(DOCKERFILE, { name: 'a', text: randomBytes(20_000).toString('hex') }));
    expect(Object.keys(await sent(archive))).toEqual(['Dockerfile', 'a']);
    const cut = await refusal(archive.subarray(0, archive.length - 40));
    expect(cut).toEqual({ code: 'archive.invalid', filename: 'context.tar', problem: 'it is cut off before its end' });
    const damaged = Buffer.from(archive);
    const middle = Math.floor(archive.length / 2);
    damaged.fill(0xff, middle, middle + 16);
    expect(await refusal(damaged)).toMatchObject({ code: 'archive.invalid' });
  });

  it('leaves out what .dockerignore says, and keeps the Dockerfile and the file itself', async () => {
    const files = ['Dockerfile', '.dockerignore', 'keep/a', 'drop/b', 'drop/c.md', 'x.log'];
    const ignore = 'drop\n!drop/c.md\n*.log\nDockerfile\n.dockerignore\n';
    const members = files.map((name) => ({ name, text: name === '.dockerignore' ? ignore : name }));
    // It may stand anywhere in the archive.
    const names = Object.keys(await sent(await tarOf(...members.reverse())));
    expect(names.sort()).toEqual(['.dockerignore', 'Dockerfile', 'drop/c.md', 'keep/a']);
  });

  it("a Dockerfile's own .dockerignore goes before the common one", async () => {
    const archive = await tarOf(
      { name: '.dockerignore', text: 'a' },
      { name: 'build/web.dockerfile', text: 'FROM scratch' },
      { name: 'build/web.dockerfile.dockerignore', text: 'b' },
      { name: 'a', text: '' },
      { name: 'b', text: '' },
    );
    const names = Object.keys(await sent(archive, 'build/web.dockerfile'));
    expect(names).toEqual(['build/web.dockerfile', '.dockerignore', 'build/web.dockerfile.dockerignore', 'a']);
  });

  it('has its Dockerfile first, wherever that stood', async () => {
    const rest = [{ name: 'a/', type: 'directory' as const }, { name: 'a/b', text: 'b' }, DOCKERFILE, { name: 'c' }];
    expect(Object.entries(await sent(await tarOf(...rest)))).toEqual([
      ['Dockerfile', 'FROM scratch\n'],
      ['a/', ''],
      ['a/b', 'b'],
      ['c', ''],
    ]);
  });

  it('keeps the place of a Dockerfile that is large, no plain file, or there twice, where the last counts', async () => {
    const large = { name: 'Dockerfile', text: `FROM scratch\n#${'x'.repeat(200_000)}\n` };
    const link: Member = { name: 'Dockerfile', type: 'symlink', linkname: 'a' };
    for (const dockerfiles of [
      [large],
      [link],
      [DOCKERFILE, { ...DOCKERFILE, text: 'FROM x\n' }],
      [DOCKERFILE, link],
    ]) {
      const members = await sent(await tarOf({ name: 'a', text: 'FROM a\n' }, ...dockerfiles));
      expect(Object.keys(members)).toEqual(['a', 'Dockerfile']);
      const last = dockerfiles.at(-1);
      expect(members.Dockerfile).toBe(last?.text ?? '-> a');
    }
  });

  it('forgets a folder that has the name of its Dockerfile', async () => {
    const folder: Member = { name: 'Dockerfile', type: 'directory' };
    for (const dockerfiles of [
      [folder, DOCKERFILE],
      [DOCKERFILE, folder],
    ]) {
      expect(Object.keys(await sent(await tarOf(...dockerfiles, { name: 'a' })))).toEqual(['Dockerfile', 'a']);
    }
  });

  it('without its Dockerfile is refused, by the name that was asked for', async () => {
    expect(await refusal(await tarOf({ name: 'x', text: '' }))).toEqual({
      code: 'context.no-dockerfile',
      dockerfile: 'Dockerfile',
    });
    const folder = await tarOf({ name: 'Dockerfile', type: 'directory' });
    expect(await refusal(folder)).toMatchObject({ code: 'context.no-dockerfile' });
    expect(await refusal(await tarOf(DOCKERFILE), 'other')).toEqual({
      code: 'context.no-dockerfile',
      dockerfile: 'other',
    });
  });

  it('a wrong pattern in .dockerignore is told', async () => {
    const archive = await tarOf(DOCKERFILE, { name: '.dockerignore', text: 'ok\na[b\n' });
    expect(await refusal(archive)).toMatchObject({
      code: 'context.unsafe',
      path: '.dockerignore',
      problem: /wrong pattern/,
    });
  });

  describe.each<[string, Member[], RegExp]>([
    ['climbs out', [{ name: '../evil', text: 'x' }], /outside/],
    ['climbs out from within', [{ name: 'a/b/../../../evil', text: 'x' }], /outside/],
    ['has an absolute path', [{ name: '/etc/cron.d/evil', text: 'x' }], /absolute/],
    ['is a link to an absolute path', [{ name: 'l', type: 'symlink', linkname: '/etc/passwd' }], /outside/],
    ['is a link that climbs out', [{ name: 'a/l', type: 'symlink', linkname: '../../etc' }], /outside/],
    ['is a link that is not sure', [{ name: 'l', type: 'symlink', linkname: 'a/../../etc' }], /not sure/],
    [
      'is a link that climbs out by way of another',
      [
        { name: 'd/s', type: 'symlink', linkname: '..' },
        { name: 'x', type: 'symlink', linkname: 'd/s/..' },
      ],
      /not sure/,
    ],
    [
      'lies behind a link',
      [
        { name: 'd/up', type: 'symlink', linkname: '..' },
        { name: 'd/up/x', type: 'symlink', linkname: '../..' },
      ],
      /behind the link d\/up/,
    ],
    [
      'takes the place of a folder',
      [
        { name: 'd/l/x', text: '' },
        { name: 'd/l', type: 'symlink', linkname: '..' },
      ],
      /place of a folder/,
    ],
    ['is a hard link that climbs out', [{ name: 'h', type: 'link', linkname: '../../etc/passwd' }], /outside/],
    ['is a hard link to an absolute path', [{ name: 'h', type: 'link', linkname: '/etc/passwd' }], /absolute/],
    [
      'is a hard link that moves a link',
      [
        { name: 'a/b/s', type: 'symlink', linkname: '../../x' },
        { name: 'h', type: 'link', linkname: 'a/b/s' },
      ],
      /is a link/,
    ],
    [
      'is a hard link to what is left out',
      [
        { name: '.dockerignore', text: 'secret' },
        { name: 'secret', text: 'x' },
        { name: 'h', type: 'link', linkname: './secret' },
      ],
      /leaves out/,
    ],
    ['is a device', [{ name: 'sda', type: 'block-device', devmajor: 8 }], /device/],
    ['is a character device', [{ name: 'mem', type: 'character-device', devmajor: 1 }], /device/],
    ['is a pipe', [{ name: 'p', type: 'fifo' }], /pipe/],
    ['has too long a path', [{ name: 'x/'.repeat(3000), text: '' }], /too long/],
    ['lies too deep', [{ name: 'x/'.repeat(300), type: 'directory' }], /256 folders deep/],
    [
      'is a link to megabytes of path',
      [{ name: 'l', type: 'symlink', linkname: 'a/'.repeat(500_000) }],
      /too long a path/,
    ],
    ['has too long a name', [{ name: 'x'.repeat(300), text: '' }], /too long/],
  ])('one whose entry %s', (_what, members, problem) => {
    it('is refused, with the path and why', async () => {
      expect(await refusal(await tarOf(DOCKERFILE, ...members))).toMatchObject({
        code: 'context.unsafe',
        problem: expect.stringMatching(problem),
      });
    });
  });

  it('too large a one is refused, also where compression hides it', async () => {
    const zeros = await tarOf(DOCKERFILE, { name: 'zeros', text: '\0'.repeat(2 * MIB) });
    expect(await refusal(zeros)).toEqual({ code: 'context.too-large', limit: '1 MiB' });
    expect(await refusal(gzipSync(zeros))).toEqual({ code: 'context.too-large', limit: '1 MiB' });
    const endless = Buffer.concat([await tarOf(DOCKERFILE), Buffer.alloc(4 * MIB)]);
    expect(await refusal(gzipSync(endless))).toEqual({ code: 'context.too-large', limit: '1 MiB' });
  });

  it('too many files are refused', async () => {
    const one = await tarOf({ name: 'f', text: '' });
    const many = Buffer.concat([...Array<Buffer>(1001).fill(one.subarray(0, 512)), Buffer.alloc(1024)]);
    expect(await refusal(many)).toEqual({ code: 'context.too-large', limit: '1000 files' });
  });

  it('what is no tar, or not a whole one, is told so', async () => {
    const whole = await tarOf(DOCKERFILE, { name: 'a', text: 'a'.repeat(2000) });
    const problem = async (archive: Buffer) => {
      const refused = await refusal(archive);
      expect(refused).toMatchObject({ code: 'archive.invalid', filename: 'context.tar' });
      return (refused as { problem?: string } | undefined)?.problem;
    };
    expect(await problem(Buffer.alloc(0))).toBe('it is empty');
    expect(await problem(Buffer.from('PK\u0003\u0004 a zip'.padEnd(3000)))).toMatch(/gzip, bzip2 or xz/);
    expect(await problem(gzipSync('not a tar'.repeat(1000)))).toMatch(/no entry of a tar/);
    expect(await problem(whole.subarray(0, 2000))).toBe('it is cut off before its end');
    // Between two entries there is nothing missing but the end.
    expect(await problem(whole.subarray(0, 1024))).toBe('it is cut off before its end');
    expect(await problem(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0]))).toMatch(/zstd/);
  });

  it('extended headers say nothing that was not judged', async () => {
    const evil = { path: '../evil', linkpath: '/etc/passwd', 'SCHILY.xattr.user.a': 'b' };
    const archive = await tarOf(DOCKERFILE, { name: 'good', text: 'x', pax: evil });
    expect(await refusal(archive)).toMatchObject({ code: 'context.unsafe' });
    const { path: _path, linkpath: _linkpath, ...rest } = evil;
    const source = sourceOf(await tarOf(DOCKERFILE, { name: 'good', text: 'x', pax: { ...rest, comment: 'c' } }));
    const bytes = (await buffer(sendContext(source, await scanContext(source)))).toString('latin1');
    expect(bytes).toContain('SCHILY.xattr.user.a=b');
    expect((await scanContext(source)).list).toBeUndefined();
    expect(bytes).not.toContain('comment=c');
  });

  it('is listed with modes and times as they are sent, and a large one not at all', async () => {
    const odd = [
      { name: 'none', text: 'x', mode: 0, mtime: new Date(1_234_567_890_999) },
      { name: 'set', text: 'x', mode: 0o104755, mtime: new Date(0) },
      { name: 'folder', type: 'directory' as const, mode: 0 },
    ];
    expect(Object.keys(await sent(await tarOf(DOCKERFILE, ...odd)))).toHaveLength(4);
    const many = Array.from({ length: 6000 }, (_, index) => ({
      name: `${index}`,
      type: 'symlink' as const,
      linkname: 'a',
    }));
    const source = sourceOf(gzipSync(await tarOf(DOCKERFILE, ...many)));
    const limits = { maxBytes: 100 * MIB, maxEntries: 10_000 };
    expect((await scanContext({ ...source, limits })).list).toBeUndefined();
  });

  it('ends in silence when nobody reads on, in the midst of a file or between two', async () => {
    const archive = await tarOf(DOCKERFILE, { name: 'a', text: 'a'.repeat(MIB / 2) }, { name: 'b', text: 'b' });
    for (const bytes of [1, 512, 1500, 100_000]) {
      const source = sourceOf(archive);
      const body = sendContext(source, await scanContext(source));
      let read = 0;
      for await (const chunk of body) {
        read += chunk.length;
        if (read >= bytes) break;
      }
      expect(body.destroyed).toBe(true);
      // Whatever is left running has time to fail.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

  it('of a typed Dockerfile is that file alone', async () => {
    const untar = extract();
    dockerfileAlone('FROM scratch', 'Dockerfile').body.pipe(untar);
    const names: string[] = [];
    for await (const entry of untar) {
      names.push(entry.header.name);
      entry.resume();
    }
    expect(names).toEqual(['Dockerfile']);
  });
});
