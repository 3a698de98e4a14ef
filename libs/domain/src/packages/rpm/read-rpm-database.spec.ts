import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRpmSqlite } from './read-rpm-database.js';
import { readRpmHeader } from './rpm-header.js';

/** Made by rpm itself: see the recipe beside them. */
const fixture = (name: string) =>
  new Uint8Array(gunzipSync(readFileSync(new URL(`fixtures/${name}.gz`, import.meta.url))));
const FILE = fixture('rpmdb.sqlite');
const LOG = fixture('rpmdb.sqlite-wal');
const PAGE_BYTES = 4096;

const openssl = { name: 'demo-openssl-libs', version: '1:3.0.7-27.el9', architecture: 'x86_64', license: 'Apache-2.0' };
const bash = { name: 'demo-bash', version: '5.1.8-9.el9', architecture: 'noarch', license: 'GPLv3+' };
const bashDoc = { ...bash, name: 'demo-bash-doc', source: 'demo-bash' };
const kernel = { name: 'demo-kernel', version: '5.14.0-427.el9', architecture: 'x86_64', license: 'GPLv2' };
const IN_FILE = [openssl, bash, bashDoc, kernel];

const byName = (list: { name: string }[] | undefined) => list?.toSorted((a, b) => (a.name < b.name ? -1 : 1));

describe('rpmdb.sqlite, as rpm makes it', () => {
  it('gives its packages, with epoch, source, license, and headers that take several pages', () => {
    expect(byName(readRpmSqlite(FILE))).toEqual(byName(IN_FILE));
  });

  it('is read with what stands in its log alone', () => {
    expect(byName(readRpmSqlite(FILE, LOG))).toEqual(byName([...IN_FILE, { ...openssl, name: 'demo-late' }]));
  });

  it('is read without what its log has not committed, or has of another log', () => {
    const broken = LOG.slice();
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
    for (const log of [LOG.subarray(0, LOG.length - 1), broken, LOG.subarray(0, 40), new Uint8Array(100)]) {
      expect(byName(readRpmSqlite(FILE, log))).toEqual(byName(IN_FILE));
    }
  });

  it('is none where there is no such table, or no SQLite at all', () => {
    expect(readRpmSqlite(new Uint8Array())).toBeUndefined();
    expect(readRpmSqlite(new TextEncoder().encode('SQLite format 3\0'))).toBeUndefined();
    expect(readRpmSqlite(FILE.subarray(0, PAGE_BYTES))).toBeUndefined();
    const renamed = FILE.slice();
    const at = Buffer.from(renamed).indexOf('Packages');
    renamed.set(new TextEncoder().encode('Qackages'), at);
    expect([undefined, 4]).toContain(readRpmSqlite(renamed)?.length);
  });
});

describe('rpmdb.sqlite of an image that means harm', () => {
  it('is read or not, and never more than once over, whatever stands in it', () => {
    const change = fc.tuple(fc.nat(FILE.length - 1), fc.nat(255));
    // Where the file, its tables and their headers are described is where a change does most.
    const near = fc.tuple(fc.nat(8 * PAGE_BYTES), fc.nat(255));
    fc.assert(
      fc.property(fc.array(fc.oneof(change, near), { minLength: 1, maxLength: 30 }), (changes) => {
        const file = FILE.slice();
        for (const [at, value] of changes) file[at] = value;
        const read = readRpmSqlite(file);
        expect(read === undefined || read.length <= 100).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('is refused where its pages lead back to themselves', () => {
    const file = FILE.slice();
    const view = new DataView(file.buffer);
    // Every page but the first becomes an inner one that leads to itself over and over.
    for (let page = 1; page * PAGE_BYTES < file.length; page += 1) {
      const at = page * PAGE_BYTES;
      file[at] = 5;
      view.setUint16(at + 3, 1000);
      view.setUint32(at + 8, page + 1);
      for (let cell = 0; cell < 1000; cell += 1) view.setUint16(at + 12 + 2 * cell, 8);
    }
    const begun = performance.now();
    expect(readRpmSqlite(file)).toBeUndefined();
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  /** A database of one schema page, that has a table `Packages` from page 2 on. */
  const database = (pages: number, pageSize: number) => {
    const file = new Uint8Array(pages * pageSize);
    const view = new DataView(file.buffer);
    const put = (at: number, text: string) => file.set(new TextEncoder().encode(text), at);
    put(0, 'SQLite format 3\0');
    view.setUint16(16, pageSize === 65_536 ? 1 : pageSize);
    view.setUint32(56, 1);
    file[100] = 0x0d;
    view.setUint16(103, 1);
    view.setUint16(108, 200);
    // Size, row id; length of the head, types of its five columns; type, name, table, root.
    file.set([31, 1, 6, 23, 29, 29, 1, 0], 200);
    put(208, 'tablePackagesPackages');
    file[229] = 2;
    return { file, view };
  };
  const timed = (work: () => unknown) => {
    const begun = performance.now();
    expect(work()).toBeUndefined();
    return performance.now() - begun;
  };

  it('is refused where its first page leads back to itself', () => {
    const file = FILE.slice();
    const view = new DataView(file.buffer);
    file[100] = 5;
    view.setUint16(103, 0);
    view.setUint32(108, 1);
    expect(readRpmSqlite(file)).toBeUndefined();
  });

  it('is refused where many cells of a page are the same one', () => {
    const { file, view } = database(40, 65_536);
    for (let page = 1; page < 40; page += 1) {
      const at = page * 65_536;
      const isInner = page === 1;
      file[at] = isInner ? 5 : 0x0d;
      const cells = isInner ? 37 : 16_000;
      view.setUint16(at + 3, cells);
      if (isInner) {
        view.setUint32(at + 8, 40);
        for (let cell = 0; cell < cells; cell += 1) {
          view.setUint16(at + 12 + 2 * cell, 40_000 + 8 * cell);
          view.setUint32(at + 40_000 + 8 * cell, 3 + cell);
        }
        continue;
      }
      for (let cell = 0; cell < cells; cell += 1) view.setUint16(at + 8 + 2 * cell, 33_000);
      // A row with a header of 1900 entries, none of which is of use: 2 columns, nothing and 30 408 bytes.
      const header = 8 + 1900 * 16;
      const type = header * 2 + 12;
      file.set([0x81, 0xed, 0x4d, 1, 5, 0, 0x80 | (type >> 14), 0x80 | ((type >> 7) & 0x7f), type & 0x7f], at + 33_000);
      view.setUint32(at + 33_009, 1900);
    }
    expect(timed(() => readRpmSqlite(file))).toBeLessThan(1_000);
  });

  it('is refused where it leads to more pages than it has', () => {
    const { file, view } = database(200, 65_536);
    for (let page = 1; page < 200; page += 1) {
      const at = page * 65_536;
      file[at] = 5;
      view.setUint16(at + 3, 32_000);
      view.setUint32(at + 8, 1);
      // All cells are the same one, and it is the next page.
      view.setUint16(at + 12, at);
      view.setUint32(at, 5 * 0x1_00_00_00 + page + 2);
    }
    const before = process.memoryUsage().heapUsed;
    expect(timed(() => readRpmSqlite(file))).toBeLessThan(1_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('is refused where it has rows over rows that are no packages', () => {
    const { file, view } = database(200, 65_536);
    file[65_536] = 5;
    view.setUint16(65_536 + 3, 197);
    view.setUint32(65_536 + 8, 200);
    for (let cell = 0; cell < 197; cell += 1) {
      view.setUint16(65_536 + 12 + 2 * cell, 40_000 + 8 * cell);
      view.setUint32(65_536 + 40_000 + 8 * cell, 3 + cell);
    }
    for (let page = 2; page < 200; page += 1) {
      const at = page * 65_536;
      file[at] = 0x0d;
      view.setUint16(at + 3, 4_000);
      for (let cell = 0; cell < 4_000; cell += 1) {
        view.setUint16(at + 8 + 2 * cell, 10_000 + 13 * cell);
        // A header without entries.
        file.set([11, 1, 3, 0, 28], at + 10_000 + 13 * cell);
      }
    }
    expect(timed(() => readRpmSqlite(file))).toBeLessThan(1_000);
  });

  it('a header that says more than it holds is none', () => {
    const header = (entries: number, bytes: number, rest: number[] = []) => {
      const blob = new Uint8Array(8 + rest.length);
      const view = new DataView(blob.buffer);
      view.setUint32(0, entries);
      view.setUint32(4, bytes);
      blob.set(rest, 8);
      return readRpmHeader(blob);
    };
    expect(header(0xffffffff, 0)).toBeUndefined();
    expect(header(0, 0xffffffff)).toBeUndefined();
    expect(header(1, 0, [0, 0, 3, 232, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 1])).toBeUndefined();
    expect(header(1, 1, [0, 0, 3, 232, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 1, 65])).toEqual({ name: 'A' });
    expect(header(0, 0)).toEqual({});
  });
});
