import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ChangesLine,
  ContainerId,
  ContainerPath,
  type FileEntry,
  FileListLine,
  PutLine,
  RoadsteadError,
} from '@roadstead/domain';
import type { FileSource } from '@roadstead/protocol';
import {
  type ArchiveEntry,
  type ControlPlane,
  type Engine,
  type EnrolledHost,
  packTar,
  startControlPlane,
  waitFor,
} from '@roadstead/testing';
import { AgentRun, buildAgent } from './agent-run.js';
import { ENGINE_KINDS } from './engines-under-test.js';
import { importBusybox } from './test-images.js';

const START_MS = 120_000;
const MIB = 1024 * 1024;
const path = (words: string) => ContainerPath.parse(words);

/** What the image without a shell holds: nothing that could be run. */
const SHELLLESS: readonly ArchiveEntry[] = [
  { name: 'app/', type: 'directory', mode: 0o750, uid: 7, gid: 8 },
  { name: 'app/config.json', content: '{"a":1}\n', mode: 0o640, uid: 7, gid: 8 },
  { name: 'app/out', type: 'symlink', linkname: '../../../../app/config.json' },
  { name: `app/${'long-'.repeat(30)}ü`, content: 'x' },
  { name: 'app/line\nbreak \u202egnp.txt', content: 'bidi' },
  { name: 'data/', type: 'directory', mode: 0o1777 },
  { name: 'loop', type: 'symlink', linkname: 'loop' },
  { name: 'there', type: 'symlink', linkname: '/app' },
  { name: 'nowhere', type: 'symlink', linkname: '/etc/absent/passwd' },
];

for (const kind of ENGINE_KINDS) {
  const suite = kind.absent === undefined ? describe : describe.skip;
  suite(`files of containers on ${kind.name}${kind.absent === undefined ? '' : ` (${kind.absent})`}`, () => {
    let dir: string;
    let engine: Engine;
    let controlPlane: ControlPlane;
    let agent: AgentRun;
    let host: EnrolledHost;
    let box: ContainerId;
    let bare: ContainerId;
    let readOnly: ContainerId;

    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), 'roadstead-files-'));
      [engine, controlPlane] = await Promise.all([
        kind.start({ dir: join(dir, 'engine'), name: 'files' }),
        startControlPlane(),
        buildAgent(),
      ]);
      await importBusybox(engine, 'busybox:1', 12 * MIB);
      await writeFile(join(dir, 'bare.tar'), await packTar(SHELLLESS));
      await engine.docker('import', '--change', 'CMD ["/absent"]', join(dir, 'bare.tar'), 'bare:1');
      const made = async (...args: string[]) => ContainerId.parse((await engine.docker(...args)).trim());
      const script = [
        'echo old > /padding.txt; head -c 3000000 /padding > /half; /bin/busybox rm /bin/yes',
        '/bin/busybox touch /odd; /bin/busybox mv /odd "/$(printf \'odd-\\377\')"',
        '/bin/busybox ln /half /twin; /bin/busybox mkdir -p /var/log; echo ready > /var/log/state; sleep 1000000',
      ].join('; ');
      const run = ['run', '--detach', '--network', 'none'];
      box = await made(...run, '--volume', 'kept:/data', 'busybox:1', 'sh', '-c', script);
      bare = await made('create', 'bare:1');
      readOnly = await made(...run, '--read-only', 'busybox:1', 'sleep', '1000000');
      const settings = { url: controlPlane.url, stateDir: join(dir, 'state'), socketPath: engine.socketPath };
      agent = new AgentRun({ ...settings, token: controlPlane.joinToken() });
      host = await controlPlane.untilListed();
      await waitFor(async () => (await stat(box, '/var/log/state')) !== null, 'the script to come to its end');
    }, START_MS);

    afterAll(async () => {
      await agent?.stop();
      await controlPlane?.[Symbol.asyncDispose]();
      await engine?.stop();
      await rm(dir, { recursive: true, force: true });
    }, START_MS);

    const open = async (source: FileSource) => (await host.openStream(source)).stream;
    const lines = async (source: FileSource) =>
      (await text(await open(source)))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
    const stat = async (containerId: ContainerId, at: string) => {
      const { files } = await host.command('files.stat', { containerId, paths: [path(at), path('/')] });
      return files[0] ?? null;
    };
    const list = async (containerId: ContainerId, at: string, fresh = true) => {
      const told = (await lines({ type: 'files.list', request: { containerId, path: path(at), fresh } })).map((line) =>
        FileListLine.parse(line),
      );
      const entries = told.flatMap((line) => (line.type === 'entries' ? line.entries : []));
      return { told, entries, end: told.at(-1), names: entries.map(({ name }) => name) };
    };
    const read = (containerId: ContainerId, at: string, part?: { from: 'start' | 'end'; bytes: number }) =>
      open({ type: 'files.read', request: { containerId, path: path(at), part } }).then(buffer);
    const put = async (containerId: ContainerId, at: string, give: (response: ServerResponse) => void) => {
      const input = controlPlane.offerInput(give);
      return PutLine.parse(
        (await lines({ type: 'files.put', request: { containerId, path: path(at), input } })).at(-1),
      );
    };
    const codeOf = async (call: Promise<unknown>) => {
      const error = await call.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      return error instanceof RoadsteadError ? error.code : error;
    };

    it('are listed with what each is, of a container that runs', async () => {
      const { entries, end } = await list(box, '/');
      expect(end).toMatchObject({ type: 'end' });
      expect(end).not.toHaveProperty('limit');
      const byName = new Map(entries.map((entry) => [entry.name, entry]));
      expect(byName.get('padding')).toMatchObject({ type: 'file', size: 12 * MIB, uid: 0, gid: 0 });
      expect(byName.get('bin')).toMatchObject({ type: 'directory' });
      expect(byName.get('odd-\\xff')).toMatchObject({ opaque: true });
      expect(byName.get('twin')).toMatchObject({ type: 'file' });
      expect(byName.get('twin')?.hardLinkTo).toMatch(/half$/);
      const { entries: bin } = await list(box, '/bin');
      expect(bin.find(({ name }) => name === 'sh')).toMatchObject({ type: 'link', linkTarget: 'busybox' });
      expect(bin.map(({ name }) => name)).not.toContain('yes');
    });

    it('are listed of one that never ran and has no shell, with odd names as they are', async () => {
      const { entries, names } = await list(bare, '/app');
      expect(names.sort()).toEqual(['config.json', 'line\nbreak \u202egnp.txt', `${'long-'.repeat(30)}ü`, 'out']);
      expect(entries.find(({ name }) => name === 'config.json')).toMatchObject({
        mode: 0o640,
        uid: 7,
        gid: 8,
        size: 8,
      });
      expect((await list(bare, '/data')).entries).toEqual([]);
      expect((await list(bare, '/there')).names).toContain('config.json');
      expect(await stat(bare, '/data')).toMatchObject({ type: 'directory', mode: 0o1777 });
      expect((await read(bare, `/app/${'long-'.repeat(30)}ü`)).toString()).toBe('x');
      expect((await read(bare, '/app/line\nbreak \u202egnp.txt')).toString()).toBe('bidi');
    });

    it('below a directory that was just read come without reading it again, until something is written', async () => {
      const first = await list(box, '/');
      const again = await list(box, '/var/log', false);
      expect(again.names).toEqual(['state']);
      expect(again.end).toMatchObject({ type: 'end', bytes: 0 });
      expect(again.told[0]).toEqual(first.told[0]);
      const tar = await packTar([{ name: 'added', content: 'x' }]);
      expect(await put(box, '/var/log', (response) => response.end(tar))).toEqual({ type: 'done', bytes: tar.length });
      expect((await list(box, '/var/log', false)).names).toEqual(['added', 'state']);
    });

    it('follow links inside of the container only', async () => {
      expect((await read(bare, '/app/out')).toString()).toBe('{"a":1}\n');
      expect(await codeOf(read(bare, '/nowhere'))).toBe('file.unknown');
      expect(await stat(bare, '/app/out')).toMatchObject({ type: 'link', linkTarget: '/app/config.json' });
      expect(['file.unknown', 'engine.refused']).toContain(await codeOf(read(bare, '/loop')));
    });

    it('are read whole, from the start and at the end, to the byte', async () => {
      const whole = await engine.docker('exec', box, '/bin/busybox', 'sha256sum', '/half');
      expect(
        createHash('sha256')
          .update(await read(box, '/half'))
          .digest('hex'),
      ).toBe(whole.slice(0, 64));
      const bytes = await read(box, '/half');
      expect((await read(box, '/half', { from: 'start', bytes: 1000 })).equals(bytes.subarray(0, 1000))).toBe(true);
      expect((await read(box, '/half', { from: 'end', bytes: 70_000 })).equals(bytes.subarray(-70_000))).toBe(true);
      expect((await read(box, '/var/log/state', { from: 'end', bytes: 70_000 })).toString()).toBe('ready\n');
      const tar = await open({ type: 'files.archive', request: { containerId: box, path: path('/var') } });
      expect((await buffer(tar)).includes('ready\n')).toBe(true);
    });

    it('are not there, or are something else: that is said', async () => {
      expect(await codeOf(list(box, '/absent'))).toBe('file.unknown');
      expect(await codeOf(list(box, '/half'))).toBe('file.not-a-directory');
      expect(await codeOf(list(box, '/half/deeper'))).toBe('file.not-a-directory');
      expect(await codeOf(read(box, '/absent'))).toBe('file.unknown');
      expect(await codeOf(read(box, '/bin'))).toBe('file.not-a-file');
      expect(await stat(box, '/absent')).toBeNull();
      expect(await stat(box, '/half/deeper')).toBeNull();
      const gone = ContainerId.parse('f'.repeat(64));
      expect(await codeOf(list(gone, '/'))).toBe('container.unknown');
      expect(await codeOf(read(gone, '/x'))).toBe('container.unknown');
      expect(await codeOf(lines({ type: 'files.changes', request: { containerId: gone } }))).toBe('container.unknown');
    });

    it('are written with their owner and mode, into a container without a shell too', async () => {
      const tar = await packTar([
        { name: 'new/', type: 'directory', mode: 0o711, uid: 5, gid: 6 },
        { name: 'new/big', content: Buffer.alloc(3 * MIB, 'x'), mode: 0o600, uid: 5, gid: 6 },
      ]);
      expect(await put(bare, '/data', (response) => response.end(tar))).toMatchObject({ type: 'done' });
      const found = (await list(bare, '/data/new')).entries;
      expect(found).toMatchObject([
        { name: 'big', size: 3 * MIB, mode: 0o600, uid: 5, gid: 6 } satisfies Partial<FileEntry>,
      ]);
      expect((await read(bare, '/data/new/big')).length).toBe(3 * MIB);
    });

    it('that cannot be written are refused in words', async () => {
      const tar = await packTar([{ name: 'a', content: 'x' }]);
      const failureOf = async (containerId: ContainerId, at: string, bytes = tar) => {
        const line = await put(containerId, at, (response) => response.end(bytes));
        return line.type === 'failed' ? line.error.code : line.type;
      };
      expect(await failureOf(box, '/absent')).toBe('file.unknown');
      expect(await failureOf(box, '/half')).toBe('file.not-a-directory');
      expect(await failureOf(readOnly, '/')).toBe('file.read-only');
      expect(await failureOf(box, '/', await packTar([{ name: 'bin', content: 'x' }]))).toBe('file.type-conflict');
      expect(await failureOf(ContainerId.parse('f'.repeat(64)), '/')).toBe('container.unknown');
    });

    it('whose bytes break off on the way are not said to be there', async () => {
      const tar = await packTar([{ name: 'half-made', content: Buffer.alloc(2 * MIB, 'y') }]);
      const line = await put(box, '/var', (response) => {
        response.write(tar.subarray(0, MIB));
        setTimeout(() => response.destroy(), 50);
      });
      expect(line).toMatchObject({ type: 'failed', error: { code: 'stream.broken-off' } });
    });

    it('that differ from the image are told with their counts, some sizes and that of the layer', async () => {
      const told = (await lines({ type: 'files.changes', request: { containerId: box } })).map((line) =>
        ChangesLine.parse(line),
      );
      const changes = told.flatMap((line) => (line.type === 'changes' ? line.changes : []));
      expect(changes).toEqual(
        expect.arrayContaining([
          { path: '/half', kind: 'added' },
          { path: '/bin/yes', kind: 'deleted' },
          { path: '/bin', kind: 'changed' },
        ]),
      );
      const sizes = told.flatMap((line) => (line.type === 'sizes' ? line.sizes : []));
      expect(sizes).toContainEqual({ path: '/half', type: 'file', size: 3_000_000 });
      const [layer] = told;
      expect(layer?.type === 'layer' && layer.writableBytes).toBeGreaterThanOrEqual(3_000_000);
      const end = told.at(-1);
      const counted = { changed: 0, added: 0, deleted: 0 };
      for (const change of changes) counted[change.kind] += 1;
      expect(end).toEqual({ type: 'end', counts: counted, isCut: false });
    });

    it('are to be had after the container has stopped', async () => {
      await engine.docker('stop', '--time', '0', box);
      expect((await list(box, '/var/log')).names).toContain('state');
      expect((await read(box, '/var/log/state')).toString()).toBe('ready\n');
      const tar = await packTar([{ name: 'late', content: 'x' }]);
      expect(await put(box, '/var/log', (response) => response.end(tar))).toMatchObject({ type: 'done' });
      expect((await read(box, '/var/log/late')).toString()).toBe('x');
    });
  });
}
