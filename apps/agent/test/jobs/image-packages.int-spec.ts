import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PackageReading } from '@roadstead/domain/packages';
import { type ArchiveEntry, packTar, startControlPlane, waitFor } from '@roadstead/testing';
import { AgentRun, buildAgent } from '../agent-run.js';
import { ENGINE_KINDS } from '../engines-under-test.js';
import { configDigest } from './cases/scan-packages-case.js';
import { JobBench } from './job-bench.js';

const START_MS = 90_000;
const STATUS = `Package: libssl3
Status: install ok installed
Architecture: amd64
Source: openssl
Version: 3.0.14-1~deb12u2

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 1
`;
const INSTALLED = 'P:musl\nV:1.2.5-r0\nA:x86_64\nL:MIT\no:musl\n\nP:libcrypto3\nV:3.3.1-r3\nA:x86_64\no:openssl\n';
const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n';

/** Made by rpm: see the recipe beside it. */
const rpmFixture = (name: string) =>
  gunzipSync(readFileSync(new URL(`../../../../libs/domain/src/packages/rpm/fixtures/${name}.gz`, import.meta.url)));

const directory = (name: string): ArchiveEntry => ({ name: `${name}/`, type: 'directory', mode: 0o755 });
const link = (name: string, linkname: string): ArchiveEntry => ({ name, type: 'symlink', linkname });

for (const engineKind of ENGINE_KINDS) {
  const suite = engineKind.absent === undefined ? describe : describe.skip;
  suite(`packages in images on ${engineKind.name}${engineKind.absent === undefined ? '' : ` (${engineKind.absent})`}`, () => {
    let bench: JobBench;
    beforeAll(async () => {
      await buildAgent();
      bench = await JobBench.open(engineKind);
    }, START_MS);
    afterAll(() => bench?.close(), START_MS);

    async function imported(name: string, entries: readonly ArchiveEntry[], changes: string[] = []): Promise<string> {
      const query = changes.map((change) => `&changes=${encodeURIComponent(change)}`).join('');
      await bench.engine.request('POST', `/images/create?fromSrc=-&repo=${name}&tag=1${query}`, {
        stream: Readable.from([await packTar(entries)]),
        type: 'application/x-tar',
      });
      return configDigest(bench, `${name}:1`);
    }

    async function scan(imageId: string) {
      const end = await bench.run({ kind: 'image.scan-packages', params: { imageId } });
      if (end.type !== 'succeeded') throw new Error(`it ended as ${JSON.stringify(end)}`);
      const { list, ...reading } = end.result as PackageReading;
      return { ...reading, list: JSON.parse(gunzipSync(Buffer.from(list ?? '', 'base64')).toString()) as unknown };
    }

    it('reads dpkg, through links, of an image without a command, and leaves no container and no volume', async () => {
      const id = await imported(
        'debian-like',
        [
          ...['etc', 'usr', 'usr/lib', 'var', 'var/lib', 'var/lib/dpkg'].map(directory),
          link('etc/os-release', '../usr/lib/os-release'),
          { name: 'usr/lib/os-release', content: DEBIAN },
          { name: 'var/lib/dpkg/status', content: STATUS },
        ],
        ['VOLUME /data'],
      );
      const before = await bench.state();
      expect(await scan(id)).toEqual({
        imageId: id,
        databases: [{ ecosystem: 'dpkg', path: '/var/lib/dpkg/status', isRead: true, packages: 1 }],
        distribution: { id: 'debian', versionId: '12', prettyName: 'Debian GNU/Linux 12 (bookworm)' },
        packages: 1,
        list: [
          { ecosystem: 'dpkg', name: 'libssl3', version: '3.0.14-1~deb12u2', architecture: 'amd64', source: 'openssl' },
        ],
      });
      expect(await bench.state()).toBe(before);
    });

    it('reads the status.d of a distroless image', async () => {
      const id = await imported('distroless-like', [
        ...['var', 'var/lib', 'var/lib/dpkg', 'var/lib/dpkg/status.d'].map(directory),
        { name: 'var/lib/dpkg/status.d/tzdata', content: 'Package: tzdata\nVersion: 2024a-0\nArchitecture: all\n' },
        { name: 'var/lib/dpkg/status.d/tzdata.md5sums', content: 'abc  usr/share/zoneinfo/UTC\n' },
        { name: 'var/lib/dpkg/status.d/base', content: 'Package: base-files\nVersion: 12.4\nArchitecture: amd64\n' },
      ]);
      expect(await scan(id)).toMatchObject({
        databases: [{ ecosystem: 'dpkg', path: '/var/lib/dpkg/status.d', isRead: true, packages: 2 }],
        list: [{ name: 'base-files' }, { name: 'tzdata' }].sort((a, b) => (a.name < b.name ? -1 : 1)),
      });
    });

    it('reads apk, where /lib is a link', async () => {
      const id = await imported('alpine-like', [
        ...['usr', 'usr/lib', 'usr/lib/apk', 'usr/lib/apk/db'].map(directory),
        link('lib', 'usr/lib'),
        { name: 'usr/lib/apk/db/installed', content: INSTALLED },
      ]);
      expect(await scan(id)).toMatchObject({
        databases: [{ ecosystem: 'apk', path: '/lib/apk/db/installed', isRead: true, packages: 2 }],
        list: [
          { ecosystem: 'apk', name: 'musl', version: '1.2.5-r0', license: 'MIT' },
          { ecosystem: 'apk', name: 'libcrypto3', version: '3.3.1-r3', source: 'openssl' },
        ],
      });
    });

    it('reads the SQLite database of rpm, with its log, where the directory is a link', async () => {
      const id = await imported('fedora-like', [
        ...['usr', 'usr/lib', 'usr/lib/sysimage', 'usr/lib/sysimage/rpm', 'var', 'var/lib'].map(directory),
        link('var/lib/rpm', '../../usr/lib/sysimage/rpm'),
        { name: 'usr/lib/sysimage/rpm/rpmdb.sqlite', content: rpmFixture('rpmdb.sqlite') },
        { name: 'usr/lib/sysimage/rpm/rpmdb.sqlite-wal', content: rpmFixture('rpmdb.sqlite-wal') },
      ]);
      const { list, ...reading } = await scan(id);
      expect(reading).toMatchObject({
        databases: [{ ecosystem: 'rpm', path: '/usr/lib/sysimage/rpm/rpmdb.sqlite', isRead: true, packages: 5 }],
      });
      expect(list).toContainEqual({
        ...{ ecosystem: 'rpm', name: 'demo-late', version: '1:3.0.7-27.el9', architecture: 'x86_64' },
        license: 'Apache-2.0',
      });
    });

    it('tells a database that it cannot read from none at all', async () => {
      for (const name of ['Packages', 'Packages.db', 'rpmdb.sqlite']) {
        const rpm = await imported(`old-rpm-${name.toLowerCase()}`, [
          ...['var', 'var/lib', 'var/lib/rpm'].map(directory),
          { name: `var/lib/rpm/${name}`, content: 'SQLite format 3\u0000, or Berkeley DB' },
        ]);
        expect(await scan(rpm)).toMatchObject({
          databases: [{ ecosystem: 'rpm', path: `/var/lib/rpm/${name}`, isRead: false, packages: 0 }],
          packages: 0,
        });
      }
      const bare = await imported('bare', [{ name: 'app', content: 'x' }, link('var', '/nowhere'), link('lib', 'lib')]);
      expect(await scan(bare)).toMatchObject({ databases: [], packages: 0, list: [] });
    });

    it('one that waits while another image is read is canceled at once', async () => {
      const params = { imageId: await imported('turns', [{ name: 'app', content: 'x' }]) };
      const before = await bench.state();
      process.kill(bench.engine.pid, 'SIGSTOP');
      try {
        const first = await bench.start({ kind: 'image.scan-packages', params });
        const second = await bench.start({ kind: 'image.scan-packages', params });
        await bench.cancel(second);
        expect(await bench.end(second)).toEqual({ type: 'canceled' });
        process.kill(bench.engine.pid, 'SIGCONT');
        expect(await bench.end(first)).toMatchObject({ type: 'succeeded' });
      } finally {
        process.kill(bench.engine.pid, 'SIGCONT');
      }
      expect(await bench.state()).toBe(before);
    });

    it('is seen by no inventory, and sweeps at its next start what an agent left', async () => {
      const label = 'io.roadstead.purpose=read-packages';
      const left = (
        await bench.engine.docker(
          'create',
          '--name',
          'roadstead-reads-left',
          '--label',
          label,
          'debian-like:1',
          'never',
        )
      ).trim();
      const other = (await bench.engine.docker('create', 'debian-like:1', 'never')).trim();
      const listed = () => [...bench.host.inventory.containers.keys()];
      await waitFor(() => listed().includes(other), 'the container that is nobody’s copy');
      expect(listed()).not.toContain(left);
      await using controlPlane = await startControlPlane();
      await using dir = await temporaryDirectory();
      const { socketPath } = bench.engine;
      const settings = { url: controlPlane.url, stateDir: dir.path, token: controlPlane.joinToken(), socketPath };
      await using _next = new AgentRun(settings);
      await waitFor(async () => !(await bench.engine.docker('ps', '--all', '--no-trunc')).includes(left), 'the sweep');
      expect(await bench.engine.docker('ps', '--all', '--no-trunc')).toContain(other);
    });
  });
}

async function temporaryDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'roadstead-packages-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
