import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContainerId, Digest, type ImageRecord, type JobKind, type LayerPhase } from '@roadstead/domain';
import { compress, waitFor } from '@roadstead/testing';
import { buildAgent } from '../agent-run.js';
import { ENGINE_KINDS } from '../engines-under-test.js';
import { JobBench, rootArchive } from './job-bench.js';

const START_MS = 90_000;
const MIB = 1024 * 1024;

beforeAll(buildAgent, START_MS);

for (const kind of ENGINE_KINDS) {
  const suite = kind.absent === undefined ? describe : describe.skip;
  suite(`image verbs on ${kind.name}${kind.absent === undefined ? '' : ` (${kind.absent})`}`, () => {
    let bench: JobBench;
    beforeAll(async () => {
      bench = await JobBench.open(kind);
    }, START_MS);
    afterAll(() => bench?.close(), START_MS);

    const fresh = (repository: string) => `${repository}:${randomUUID().slice(0, 8)}`;
    const made = async (padding?: number) => {
      const reference = fresh('shop/web');
      await bench.makeImage(reference, padding);
      return reference;
    };
    const run = async (jobKind: JobKind, params: Record<string, unknown>, inputToken?: string) => {
      const jobId = await bench.start({ kind: jobKind, params, credentials: bench.credentials, inputToken });
      return { jobId, end: await bench.end(jobId) };
    };
    const succeed = async (jobKind: JobKind, params: Record<string, unknown>, inputToken?: string) => {
      const { jobId, end } = await run(jobKind, params, inputToken);
      if (end.type !== 'succeeded') throw new Error(`it ended as ${JSON.stringify(end)}`);
      return { result: end.result, output: bench.output(jobId), jobId };
    };
    const failure = async (jobKind: JobKind, params: Record<string, unknown>) => {
      const { end } = await run(jobKind, params);
      if (end.type !== 'failed') throw new Error(`it ended as ${JSON.stringify(end)}`);
      return end.error;
    };
    const phases = (jobId: Parameters<JobBench['output']>[0]): LayerPhase[] => [
      ...new Set(
        bench.host.jobs.reports(jobId, 'progress').flatMap(({ progress }) => progress.layers.map(({ phase }) => phase)),
      ),
    ];
    const images = () => [...bench.host.inventory.images.values()];
    const named = (reference: string): Promise<ImageRecord> =>
      waitFor(() => images().find(({ references }) => references.includes(reference)), `${reference} in the inventory`);
    const byId = (imageId: unknown): Promise<ImageRecord> =>
      waitFor(() => images().find(({ id }) => id === imageId), `${imageId} in the inventory`);
    const hasName = async (reference: string) => (await bench.engine.docker('images', '-q', reference)).trim() !== '';
    const runContainer = async (reference: string, ...command: string[]) =>
      ContainerId.parse((await bench.engine.docker('run', '-d', '--network', 'none', reference, ...command)).trim());

    it('pushes: each layer with its bytes, then that they exist already, with digest and size', async () => {
      const reference = bench.registry.reference(fresh('shop/web'));
      await bench.makeImage(reference, 8 * MIB);
      const first = await succeed('image.push', { reference });
      expect(phases(first.jobId)).toContain('pushed');
      expect(first.output).toContain('The push refers to repository');
      expect(first.output).toContain(`digest: ${first.result.digest} size: ${first.result.size}`);
      const last = bench.host.jobs.reports(first.jobId, 'progress').at(-1)?.progress;
      expect(last?.bytesDone).toBe(last?.bytesTotal);
      const again = await succeed('image.push', { reference });
      expect(phases(again.jobId)).toContain('already-exists');
      expect(again.output).toContain('Layer already exists');
      expect(again.result).toEqual(first.result);
      expect(await succeed('image.pull', { reference: `${reference}@${first.result.digest}` })).toMatchObject({
        result: { digest: first.result.digest },
      });
    });

    it('tags an image by a name and by its config digest, which is what it answers with', async () => {
      const source = await made();
      const { id } = await named(source);
      const [byName, byDigest] = [fresh('shop/a'), fresh('127.0.0.1:5000/shop/b')];
      expect(await succeed('image.tag', { source, target: byName })).toMatchObject({ result: { imageId: id } });
      expect(await succeed('image.tag', { source: id, target: byDigest })).toMatchObject({ result: { imageId: id } });
      expect((await named(byDigest)).references).toEqual(expect.arrayContaining([source, byName, byDigest]));
    });

    it('removes: a name of several only untags, the last one deletes, each line as docker prints it', async () => {
      const [first, second] = [await made(), fresh('shop/second')];
      await succeed('image.tag', { source: first, target: second });
      const untagged = await succeed('image.remove', { reference: first });
      expect(untagged).toMatchObject({ result: { untagged: [first], deleted: [] }, output: `Untagged: ${first}\n` });
      const { result, output } = await succeed('image.remove', { reference: second });
      expect(result.untagged).toEqual([second]);
      expect(result.deleted).not.toEqual([]);
      const deleted = result.deleted as string[];
      expect(output).toBe([`Untagged: ${second}`, ...deleted.map((id) => `Deleted: ${id}`), ''].join('\n'));
      expect(await hasName(second)).toBe(false);
    });

    it('refuses to remove what is in use, by the name of the container, and removes a name by force', async () => {
      const reference = await made();
      const { id } = await named(reference);
      await bench.engine.docker('create', '--name', 'holder', reference, 'sh');
      expect(await failure('image.remove', { reference })).toMatchObject({
        code: 'image.in-use',
        detail: { container: 'holder' },
      });
      expect(await failure('image.remove', { reference: id })).toMatchObject({ code: 'image.in-use' });
      await bench.engine.docker('rm', 'holder');
      const other = fresh('shop/other');
      await succeed('image.tag', { source: reference, target: other });
      expect((await failure('image.remove', { reference: id })).code).toBe('image.several-names');
      const forced = await succeed('image.remove', { reference: id, force: true });
      expect((forced.result.untagged as string[]).sort()).toEqual([reference, other].sort());
    });

    it('imports a plain and each compressed archive, with changes and message', async () => {
      for (const compression of ['none', 'gzip', 'bzip2', 'xz'] as const) {
        const reference = fresh('shop/imported');
        const archive = await compress(await rootArchive(MIB), compression);
        const params = { uploadId: 'u', reference, changes: ['CMD ["sh"]', 'EXPOSE 80'], message: 'from a test' };
        const { result, jobId } = await succeed('image.import', params, bench.offer(archive));
        expect(await named(reference)).toMatchObject({
          id: result.imageId,
          comment: 'from a test',
          config: { cmd: ['sh'], exposedPorts: ['80/tcp'] },
        });
        expect(bench.host.jobs.reports(jobId, 'progress').at(-1)?.progress).toMatchObject({
          bytesDone: archive.length,
          bytesTotal: archive.length,
        });
      }
    });

    it('imports without a name, which makes an untagged image', async () => {
      const token = bench.offer(await rootArchive(16));
      const { result, output } = await succeed('image.import', { uploadId: 'u' }, token);
      expect(output).toMatch(/^sha256:[0-9a-f]{64}\n$/);
      expect(await byId(result.imageId)).toMatchObject({ references: [] });
    });

    it('loads every name of an archive, and tells of layers where the engine does', async () => {
      const [one, two] = [await made(4 * MIB), await made(4 * MIB)];
      const archive = await bench.saved(one, two);
      await bench.engine.docker('rmi', one, two);
      const { result, output, jobId } = await succeed('image.load', { uploadId: 'u' }, bench.offer(archive));
      expect((result.references as string[]).sort()).toEqual([one, two].sort());
      expect((result.imageIds as string[]).sort()).toEqual([(await named(one)).id, (await named(two)).id].sort());
      expect(output).toContain(`Loaded image: ${one}\n`);
      // A small layer may be complete before its loading is told of.
      const ended = phases(jobId).filter((phase) => phase !== 'loading');
      expect(ended).toEqual(kind.containerdStore ? [] : ['complete']);
      expect(await hasName(one)).toBe(true);
    });

    it('loads an archive without names, and answers with the config digest', async () => {
      const { result } = await succeed('image.import', { uploadId: 'u' }, bench.offer(await rootArchive(MIB)));
      const { engineId } = await byId(result.imageId);
      const archive = await bench.saved(engineId);
      await bench.engine.docker('rmi', engineId);
      const loaded = await succeed('image.load', { uploadId: 'u' }, bench.offer(archive));
      expect(loaded.result).toEqual({ references: [result.imageId], imageIds: [result.imageId] });
    });

    it('gives a name back to the image that had it, when a load fails after it took the name', async () => {
      const [shared, later] = [await made(MIB), await made(MIB)];
      const archive = await bench.saved(shared, later);
      await bench.engine.docker('rmi', shared, later);
      await bench.makeImage(shared, 16);
      const before = await bench.state();
      const broken = archive.subarray(0, archive.length - MIB / 4);
      expect((await run('image.load', { uploadId: 'u' }, bench.offer(broken))).end.type).toBe('failed');
      expect(await bench.state()).toBe(before);
    });

    it('commits a running and a stopped container, with and without a name', async () => {
      const id = await runContainer(await made(), 'sh', '-c', 'echo hi > /data; sleep 100000');
      const reference = fresh('shop/committed');
      const words = { author: 'Ann', message: 'with data', changes: ['CMD ["cat", "/data"]'] };
      const { result } = await succeed('container.commit', { containerId: id, reference, ...words });
      expect(await named(reference)).toMatchObject({
        id: result.imageId,
        author: 'Ann',
        comment: 'with data',
        config: { cmd: ['cat', '/data'] },
      });
      expect(await bench.engine.docker('run', '--rm', '--network', 'none', reference)).toBe('hi\n');
      await bench.engine.docker('kill', id);
      const untagged = await succeed('container.commit', { containerId: id });
      expect(Digest.parse(untagged.result.imageId)).not.toBe(result.imageId);
      expect(await byId(untagged.result.imageId)).toMatchObject({ references: [] });
    });

    it('pauses a running container while it commits it, unless it is asked not to', async () => {
      const containerId = await runContainer(await made(), 'sleep', '100000');
      const pauses = async (params: object) => {
        const since = Date.now() / 1000;
        await succeed('container.commit', { containerId, ...params });
        const filters = ['event=pause', 'event=unpause', `container=${containerId}`];
        const times = ['--since', String(since), '--until', String(Date.now() / 1000)];
        const format = ['--format', '{{.Action}}'];
        return bench.engine.docker('events', ...times, ...filters.flatMap((each) => ['--filter', each]), ...format);
      };
      expect(await pauses({})).toBe('pause\nunpause\n');
      expect(await pauses({ pause: false })).toBe('');
    });

    it('prunes untagged images, stopped containers and the build cache, with lines and bytes', async () => {
      await succeed('image.import', { uploadId: 'u' }, bench.offer(await rootArchive(MIB)));
      const kept = await made();
      const container = (await bench.engine.docker('create', kept, 'sh')).trim();
      const filtered = await succeed('container.prune', { labels: ['nobody=has-it'] });
      expect(filtered).toMatchObject({ result: { deleted: [] }, output: 'Total reclaimed space: 0B\n' });
      const containers = await succeed('container.prune', {});
      expect(containers.result.deleted).toContain(container);
      expect(containers.output).toMatch(/^Deleted Containers:\n[\s\S]*\n\nTotal reclaimed space: /);
      const pruned = await succeed('image.prune', {});
      expect(pruned.result.deleted).not.toEqual([]);
      expect(pruned.result.spaceReclaimedBytes).toBeGreaterThan(MIB);
      expect(pruned.output).toMatch(
        /^Deleted Images:\n[\s\S]*deleted: sha256:[\s\S]*\n\nTotal reclaimed space: [\d.]+MB\n$/,
      );
      expect(await hasName(kept)).toBe(true);
      expect(await succeed('builder.prune', { all: true })).toMatchObject({ result: { deleted: [] } });
    });

    it('streams images as a tar that loads again with all its names, one by config digest', async () => {
      const [one, two] = [await made(4 * MIB), await made()];
      const { id } = await named(two);
      const { mediaType, stream } = await bench.host.openStream({
        type: 'images.save',
        request: { images: [one, id] },
      });
      expect(mediaType).toBe('application/x-tar');
      const archive = await buffer(stream);
      await bench.engine.docker('rmi', one, two);
      const { result } = await succeed('image.load', { uploadId: 'u' }, bench.offer(archive));
      expect(result.references).toContain(one);
      expect(await hasName(one)).toBe(true);
      expect(await hasName(two)).toBe(false);
      const isUntagged = () => images().some((image) => image.id === id && image.references.length === 0);
      await waitFor(isUntagged, 'the other image, without its name');
    });

    it('streams the filesystem of a container, and refuses what is not there before any byte', async () => {
      const containerId = await runContainer(await made(), 'sleep', '100000');
      const { stream } = await bench.host.openStream({ type: 'container.export', request: { containerId } });
      expect((await buffer(stream)).includes('bin/busybox')).toBe(true);
      const absent = { images: [fresh('shop/none')] };
      await expect(bench.host.openStream({ type: 'images.save', request: absent })).rejects.toMatchObject({
        code: 'image.not-on-host',
      });
      const none = { containerId: ContainerId.parse('ab'.repeat(32)) };
      await expect(bench.host.openStream({ type: 'container.export', request: none })).rejects.toMatchObject({
        code: 'container.unknown',
      });
    });

    it('breaks a save off when the engine goes, so that nobody takes it for whole', async () => {
      const reference = await made(48 * MIB);
      const { stream } = await bench.host.openStream({ type: 'images.save', request: { images: [reference] } });
      stream.pause();
      await bench.engine.kill9();
      await expect(buffer(stream)).rejects.toThrow();
      await bench.engine.restart();
    });
  });
}
