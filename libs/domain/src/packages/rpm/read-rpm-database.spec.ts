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
