import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packTar } from '@roadstead/testing';
import type { TarHeader } from './tar-header.js';
import { TarReader } from './tar-reader.js';

interface Read {
  headers: TarHeader[];
  bodies: Buffer[];
  isEnded: boolean;
}

/** Reads it in pieces of so many bytes. */
function read(tar: Buffer, piece = tar.length): Read {
  const headers: TarHeader[] = [];
  const bodies: Buffer[] = [];
  const reader = new TarReader({
    entry: (header) => {
      headers.push(header);
      bodies.push(Buffer.alloc(0));
    },
    body: (bytes) => {
      bodies[bodies.length - 1] = Buffer.concat([bodies.at(-1) ?? Buffer.alloc(0), bytes]);
    },
  });
  for (let at = 0; at < tar.length; at += piece) reader.write(tar.subarray(at, at + piece));
  return { headers, bodies, isEnded: reader.isEnded };
}

describe('a tar, read as it comes', () => {
  let dir: string;
  const LONG = `${'long-'.repeat(30)}name`;

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'roadstead-tar-'));
    writeFileSync(join(dir, LONG), 'long');
    symlinkSync(`/${LONG}`, join(dir, 'link'));
    writeFileSync(join(dir, 'holes'), 'end');
    truncateSync(join(dir, 'holes'), 10_000_000);
    writeFileSync(Buffer.from(`${dir}/bad-\xff\xfe`, 'latin1'), 'x');
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const tarOf = (format: string, ...names: string[]) =>
    execFileSync('tar', ['--create', `--format=${format}`, '--sparse', '--directory', dir, '--file=-', ...names]);

  it('gives the same in pieces of any size', async () => {
    const tar = await packTar([
      { name: 'dir/', type: 'directory', mode: 0o1777, uid: 7, gid: 8 },
      { name: 'dir/a', content: 'x'.repeat(1000), mode: 0o4755 },
      { name: 'dir/empty', content: '' },
      { name: 'dir/link', type: 'symlink', linkname: '../a' },
      { name: 'dir/ü', content: 'y' },
    ]);
    const whole = read(tar);
    expect(whole.headers.map(({ path, type, size, mode }) => [path, type, size, mode])).toEqual([
      ['dir/', '5', 0, 0o1777],
      ['dir/a', '0', 1000, 0o4755],
      ['dir/empty', '0', 0, 0o644],
      ['dir/link', '2', 0, 0o644],
      ['dir/ü', '0', 1, 0o644],
    ]);
    expect([whole.headers[0]?.uid, whole.headers[0]?.gid, whole.headers[3]?.linkPath]).toEqual([7, 8, '../a']);
    expect(whole.bodies[1]?.toString()).toBe('x'.repeat(1000));
    expect(whole.isEnded).toBe(true);
    for (const piece of [1, 7, 511, 512, 513, 4096]) expect(read(tar, piece)).toEqual(whole);
  });

  it.each(['gnu', 'pax'])('finds long names and targets in %s headers', (format) => {
    const { headers, bodies } = read(tarOf(format, LONG, 'link'), 100);
    expect(headers.map(({ path, linkPath }) => [path, linkPath])).toEqual([
      [LONG, ''],
      ['link', `/${LONG}`],
    ]);
    expect(bodies[0]?.toString()).toBe('long');
  });

  it.each(['gnu', 'pax'])('knows the true size of a sparse file in %s form, and finds what follows', (format) => {
    const { headers, isEnded } = read(tarOf(format, 'holes', LONG));
    expect(headers.map(({ path, realSize, size }) => [path, realSize ?? size])).toEqual([
      ['holes', 10_000_000],
      [LONG, 4],
    ]);
    expect(isEnded).toBe(true);
  });

  it('shows bytes that are not UTF-8, and says that they are not', () => {
    const name = Buffer.from('bad-\xff\xfe', 'latin1');
    const tar = execFileSync(
      'tar',
      ['--create', '--directory', dir, '--file=-', '--verbatim-files-from', '--files-from=-'],
      {
        input: name,
      },
    );
    expect(read(tar).headers).toMatchObject([{ path: 'bad-\\xff\\xfe', isOpaque: true }]);
  });

  it('reads a size beyond eight gigabytes', async () => {
    const tar = await packTar([{ name: 'big', content: '' }]);
    const header = Buffer.from(tar.subarray(0, 512));
    header.fill(0, 124, 136).writeUInt8(0x80, 124);
    header.writeBigUInt64BE(17_179_869_184n, 128);
    header.write('        ', 148);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    expect(read(header).headers).toMatchObject([{ path: 'big', size: 17_179_869_184 }]);
  });

  it('refuses what is no tar, and does not take a broken one for whole', async () => {
    expect(() => read(Buffer.from('x'.repeat(512)))).toThrow('not a usable tar');
    const tar = await packTar([{ name: 'a', content: 'x'.repeat(2000) }]);
    expect(read(tar.subarray(0, 1500)).isEnded).toBe(false);
  });
});
