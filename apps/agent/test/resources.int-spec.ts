import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Digest, NetworkSpec, VolumeSpec } from '@roadstead/domain';
import { canMakeNetworks, type Engine, type EngineNetwork, openEngineNetwork } from '@roadstead/testing';
import { DockerEngine } from '../src/engine/docker-engine.js';
import type { EngineResources } from '../src/engine/resources/resources.js';
import { ENGINE_KINDS } from './engines-under-test.js';
import { importBusybox } from './test-images.js';

const START_MS = 60_000;
const MIB = 1024 * 1024;

const noNetworks = (await canMakeNetworks()) ? undefined : 'they need network namespaces';

for (const kind of ENGINE_KINDS) {
  const absent = kind.absent ?? noNetworks;
  const suite = absent === undefined ? describe : describe.skip;
  suite(`disk, volumes and networks of ${kind.name}${absent === undefined ? '' : ` (${absent})`}`, () => {
    let dir: string;
    let network: EngineNetwork;
    let engine: Engine;
    let resources: EngineResources;

    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), 'roadstead-agent-'));
      await mkdir(join(dir, 'network'));
      network = await openEngineNetwork(join(dir, 'network'));
      engine = await kind.start({ dir: join(dir, 'engine'), name: 'store', network });
      await importBusybox(engine, 'busybox:1', MIB);
      const docker = new DockerEngine(engine.socketPath, 'store');
      await docker.connect();
      resources = docker.resources;
    }, START_MS);

    afterAll(async () => {
      await engine?.stop();
      await network?.close();
      await rm(dir, { recursive: true, force: true });
    }, START_MS);

    const create = (name: string, ...options: string[]) =>
      engine.docker('create', '--name', name, '--network', 'none', ...options, 'busybox:1');

    it('a volume is made, listed with who uses it and how large it is, and removed once nobody does', async () => {
      const made = await resources.createVolume(VolumeSpec.parse({ name: 'data', labels: { team: 'web' } }));
      expect(made).toMatchObject({
        name: 'data',
        anonymous: false,
        driver: 'local',
        labels: { team: 'web' },
        usedBy: [],
      });
      const script = `head -c ${MIB} /dev/zero > /data/file`;
      await engine.docker(
        'run',
        '--name',
        'writer',
        '--network',
        'none',
        '-v',
        'data:/data',
        'busybox:1',
        'sh',
        '-c',
        script,
      );
      await create('keeper', '-v', '/scratch');

      const { volumes, total } = await resources.listVolumes(true);
      expect(total).toBe(2);
      const data = volumes.find(({ name }) => name === 'data');
      expect(data).toMatchObject({ usedBy: [{ name: 'writer', running: false }] });
      expect(data?.sizeBytes).toBeGreaterThanOrEqual(MIB);
      expect(volumes.find(({ name }) => name !== 'data')).toMatchObject({
        anonymous: true,
        usedBy: [{ name: 'keeper' }],
      });

      await expect(resources.removeVolume('data', false)).rejects.toMatchObject({
        code: 'volume.in-use',
        detail: { volume: 'data', containers: 'writer', host: 'store' },
      });
      await engine.docker('rm', '-v', 'writer', 'keeper');
      await resources.removeVolume('data', false);
      expect(await resources.listVolumes(false)).toEqual({ volumes: [], total: 0 });
    });

    it('a volume is refused in words', async () => {
      await engine.docker('volume', 'create', 'mine');
      const refusal = (spec: object) => resources.createVolume(VolumeSpec.parse(spec));
      await expect(refusal({ name: 'mine' })).rejects.toMatchObject({ code: 'volume.name-taken' });
      await expect(refusal({ name: 'other', options: { colour: 'red' } })).rejects.toMatchObject({
        code: 'volume.refused',
        detail: { reason: expect.stringContaining('colour') },
      });
      for (const force of [false, true]) {
        await expect(resources.removeVolume('gone', force)).rejects.toMatchObject({ code: 'volume.unknown' });
      }
      await engine.docker('volume', 'rm', 'mine');
    });

    // The engine looks for the plugin for a quarter of a minute: on one of the engines that is enough.
    if (kind === ENGINE_KINDS[0]) {
      it('a driver that the host has not is named', async () => {
        const spec = VolumeSpec.parse({ name: 'other', driver: 'nowhere' });
        await expect(resources.createVolume(spec)).rejects.toMatchObject({
          code: 'volume.driver-unknown',
          detail: { driver: 'nowhere' },
        });
      });
    }

    it('the password of a file server in the options of a volume is not told', async () => {
      const o = 'addr=198.51.100.7,username=ann,password=correct horse,vers=3';
      await resources.createVolume(
        VolumeSpec.parse({ name: 'share', options: { type: 'cifs', device: '//nas/x', o } }),
      );
      const { volumes } = await resources.listVolumes(false);
      expect(JSON.stringify(volumes)).not.toContain('correct horse');
      expect(volumes[0]?.options.o).toBe('addr=198.51.100.7,username=ann,password=…,vers=3');
      await resources.removeVolume('share', false);
    });

    it('what there is of networks is told, and those of the engine stay', async () => {
      const { networks } = await resources.listNetworks();
      expect(networks.filter(({ builtIn }) => builtIn).map(({ name }) => name)).toEqual(['bridge', 'host', 'none']);
      await create('alone');
      const { networks: joined } = await resources.listNetworks();
      expect(joined.find(({ name }) => name === 'none')?.usedBy.map(({ name }) => name)).toEqual(['alone']);
      await engine.docker('rm', 'alone');
      await expect(resources.removeNetwork('host')).rejects.toMatchObject({ code: 'network.built-in' });
      await expect(resources.removeNetwork('f'.repeat(64))).rejects.toMatchObject({ code: 'network.unknown' });
    });

    it('a network is made as asked, refused in words, and removed', async () => {
      const spec = { name: 'back', driver: 'bridge', internal: true, subnet: '198.19.7.0/24', gateway: '198.19.7.1' };
      const made = await resources.createNetwork(NetworkSpec.parse(spec));
      const subnets = [{ subnet: '198.19.7.0/24', gateway: '198.19.7.1' }];
      expect(made).toMatchObject({
        name: 'back',
        driver: 'bridge',
        internal: true,
        builtIn: false,
        subnets,
        usedBy: [],
      });
      const again = { ...spec, subnet: '198.19.8.0/24', gateway: undefined };
      await expect(resources.createNetwork(NetworkSpec.parse(again))).rejects.toMatchObject({
        code: 'network.name-taken',
      });
      const overlapping = { ...spec, name: 'other', gateway: undefined, subnet: '198.19.7.0/25' };
      await expect(resources.createNetwork(NetworkSpec.parse(overlapping))).rejects.toMatchObject({
        code: 'network.subnet-taken',
        detail: { subnet: '198.19.7.0/25' },
      });
      await engine.docker('run', '--detach', '--name', 'member', '--network', 'back', 'busybox:1');
      await expect(resources.removeNetwork(made.id)).rejects.toMatchObject({
        code: 'network.in-use',
        detail: { network: 'back', containers: 'member' },
      });
      const joined = (await resources.listNetworks()).networks.find(({ id }) => id === made.id);
      expect(joined?.usedBy).toMatchObject([{ name: 'member', running: true, ipv4: '198.19.7.2' }]);
      await engine.docker('rm', '--force', 'member');
      await resources.removeNetwork(made.id);
      expect((await resources.listNetworks()).networks.map(({ name }) => name)).not.toContain('back');
    });

    it('disk usage is that of docker system df', async () => {
      await create('idle');
      await engine.docker(
        'run',
        '--name',
        'wrote',
        '--network',
        'none',
        'busybox:1',
        'sh',
        '-c',
        `head -c ${MIB} /dev/zero > /file`,
      );
      // What was counted a moment ago does for some seconds; another engine object has nothing counted.
      const fresh = new DockerEngine(engine.socketPath, 'store');
      await fresh.connect();
      const usage = await fresh.resources.diskUsage();
      expect(usage.images).toMatchObject({ count: 1, active: 1 });
      expect(usage.images.sizeBytes).toBeGreaterThan(MIB);
      expect(usage.containers).toMatchObject({ count: 2, active: 0 });
      expect(usage.containers.stoppedBytes).toBeGreaterThanOrEqual(MIB);
      expect(usage.writableLayers[0]).toMatchObject({ name: 'wrote', running: false });
      expect(usage.disk?.totalBytes).toBeGreaterThan(usage.disk?.freeBytes ?? 0);
      const [both, same] = await Promise.all([fresh.resources.diskUsage(), fresh.resources.diskUsage()]);
      expect(both.measuredAt).toBe(same.measuredAt);
      await engine.docker('rm', 'idle', 'wrote');
    });

    it('where an image lies is told as far as the storage driver tells it', async () => {
      const docker = new DockerEngine(engine.socketPath, 'store');
      await docker.connect();
      const [image] = await docker.listImages();
      const location = await docker.resources.locateImage(Digest.parse(image?.id));
      if (kind.containerdStore) expect(location).toEqual({ driver: 'overlayfs', places: [] });
      else {
        expect(location.driver).toBe('overlay2');
        const upper = location.places.find(({ name }) => name === 'UpperDir');
        expect(upper?.paths[0]).toMatch(new RegExp(`^${engine.dataRoot}/overlay2/.+/diff$`));
      }
      const absent = Digest.parse(`sha256:${'0'.repeat(64)}`);
      await expect(docker.resources.locateImage(absent)).rejects.toMatchObject({ code: 'image.not-on-host' });
    });
  });
}
