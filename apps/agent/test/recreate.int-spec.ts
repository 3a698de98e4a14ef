import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BuildStep, ContainerId, JobId, JobResult, RecreateParams } from '@roadstead/domain';
import { canMakeNetworks, type Engine, type EngineNetwork, openEngineNetwork, waitFor } from '@roadstead/testing';
import { DockerEngine } from '../src/engine/docker-engine.js';
import { ENGINE_KINDS } from './engines-under-test.js';
import { importBusybox } from './test-images.js';

const START_MS = 90_000;
const TEST_MS = 60_000;
const FOREVER = ['sleep', '1000000'];

const noNetworks = (await canMakeNetworks()) ? undefined : 'they need network namespaces';

/** What a test looks at in `docker inspect`. */
interface Inspected {
  Id: string;
  Name: string;
  Image: string;
  State: { Status: string; Running: boolean };
  Config: {
    Image: string;
    Hostname: string;
    User: string;
    WorkingDir: string;
    Env: string[];
    Cmd: string[] | null;
    Entrypoint: string[] | null;
    Labels: Record<string, string>;
    ExposedPorts?: object;
    Volumes?: object;
    Healthcheck?: object;
  };
  HostConfig: { RestartPolicy: object; NetworkMode: string } & Record<string, unknown>;
  Mounts: { Type: string; Name?: string; Destination: string }[];
  NetworkSettings: {
    Networks: Record<string, { IPAddress: string; MacAddress: string; Aliases: string[] | null; DNSNames?: string[] }>;
  };
}

/** The oldest and the newest; what is between them speaks as one of the two. */
const KINDS = ENGINE_KINDS.filter((_kind, i) => i === 0 || i === ENGINE_KINDS.length - 1);

for (const kind of KINDS) {
  const absent = kind.absent ?? noNetworks;
  const suite = absent === undefined ? describe : describe.skip;
  suite(`recreating containers on ${kind.name}${absent === undefined ? '' : ` (${absent})`}`, () => {
    let dir: string;
    let network: EngineNetwork;
    let engine: Engine;
    let docker: DockerEngine;

    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), 'roadstead-recreate-'));
      await mkdir(join(dir, 'network'));
      network = await openEngineNetwork(join(dir, 'network'));
      engine = await kind.start({ dir: join(dir, 'engine'), name: 'worker', network });
      await importBusybox(engine, 'base:1');
      await engine.docker('create', '--name', 'mould', '--network', 'none', 'base:1');
      docker = new DockerEngine(engine.socketPath, 'worker');
      await docker.connect();
    }, START_MS);

    afterAll(async () => {
      await engine?.stop();
      await network?.close();
      await rm(dir, { recursive: true, force: true });
    }, START_MS);

    /** Gives the tag to an image that differs from every other one in its config. */
    const tag = (reference: string, ...changes: string[]) =>
      engine.docker(
        'commit',
        ...[`LABEL made=${randomUUID()}`, ...changes].flatMap((change) => ['--change', change]),
        'mould',
        reference,
      );
    const run = async (name: string, ...args: string[]) =>
      (await engine.docker('run', '--detach', '--name', name, '--stop-timeout', '0', ...args)).trim() as ContainerId;
    const inspect = async (name: string) => JSON.parse(await engine.docker('inspect', name))[0] as Inspected;
    const names = async () => (await engine.docker('ps', '--all', '--format', '{{.Names}}')).trim().split('\n').sort();
    const remove = (...all: string[]) => engine.docker('rm', '--force', '--volumes', ...all);

    const output: string[] = [];
    let steps: readonly BuildStep[] = [];
    const recreate = (
      containerId: string,
      image: string,
      {
        signal = new AbortController().signal,
        docker: asked = docker,
        ...params
      }: Partial<RecreateParams> & { signal?: AbortSignal; docker?: DockerEngine } = {},
      jobId = randomUUID() as JobId,
    ): Promise<JobResult<'container.recreate'>> => {
      output.length = 0;
      return asked.containers.recreate({
        containerId: containerId as ContainerId,
        image,
        pull: false,
        healthySeconds: 20,
        steadySeconds: 1,
        ...params,
        jobId,
        signal,
        onOutput: (line) => output.push(line),
        onProgress: (progress) => {
          steps = progress.steps ?? [];
        },
      });
    };
    const stepsNow = () => steps.map(({ name, state }) => `${name} ${state}`);

    it(
      'keeps what it was given, and takes what was the image’s from the new one',
      async () => {
        const old = [
          ...['ENV FROM_IMAGE=old', 'ENV OVERRIDDEN=old', 'LABEL vendor=old', 'EXPOSE 81', 'VOLUME /image'],
          ...['WORKDIR /old', 'USER 1', 'CMD ["sleep","1000001"]', 'HEALTHCHECK NONE'],
        ];
        const now = [
          ...['ENV FROM_IMAGE=new', 'ENV OVERRIDDEN=new', 'ENV ADDED=new', 'LABEL vendor=new', 'EXPOSE 82'],
          ...['WORKDIR /new', 'USER 2', 'CMD ["sleep","1000002"]', 'VOLUME /added'],
        ];
        await tag('shop/web:1', ...old);
        const sizes = ['--memory', '32m', '--cpus', '0.5', '--pids-limit', '50', '--shm-size', '8m'];
        const id = await run(
          'web',
          ...['--env', 'OVERRIDDEN=mine', '--env', 'OWN=mine', '--label', 'com.docker.compose.service=web'],
          ...['--volume', 'web-data:/data', '--volume', '/anonymous', '--mount', 'type=volume,target=/mounted'],
          ...[
            '--tmpfs',
            '/run',
            '--publish',
            '127.0.0.1::81',
            '--restart',
            'on-failure:3',
            '--add-host',
            'db:10.1.2.3',
          ],
          ...['--cap-drop', 'MKNOD', '--log-opt', 'max-size=1m', '--ulimit', 'nofile=100:200', '--init', ...sizes],
          'shop/web:1',
        );
        await engine.docker(
          'exec',
          '--user',
          '0',
          id,
          'sh',
          '-c',
          'echo kept > /anonymous/file; echo kept > /mounted/file',
        );
        const before = await inspect(id);
        await tag('shop/web:1', ...now);

        const result = await recreate(id, 'shop/web:1');
        const after = await inspect('web');
        expect(result).toMatchObject({ containerId: after.Id, name: 'web', running: true, warnings: [] });
        expect(result.imageId).not.toBe(result.previousImageId);
        expect(after.Id).not.toBe(id);
        expect(stepsNow()).toEqual(['create done', 'stop done', 'start done', 'watch done', 'remove done']);
        expect((await names()).filter((name) => name.startsWith('web'))).toEqual(['web']);

        expect(after.State.Status).toBe('running');
        expect(after.Config).toMatchObject({
          Image: 'shop/web:1',
          User: '2',
          WorkingDir: '/new',
          Cmd: ['sleep', '1000002'],
          Labels: { vendor: 'new', 'com.docker.compose.service': 'web' },
          Hostname: after.Id.slice(0, 12),
        });
        expect(after.Config.Env).toEqual(
          expect.arrayContaining(['FROM_IMAGE=new', 'OVERRIDDEN=mine', 'OWN=mine', 'ADDED=new']),
        );
        expect(after.Config.Env).not.toContain('FROM_IMAGE=old');
        expect(Object.keys(after.Config.ExposedPorts ?? {})).toEqual(
          ['82/tcp', '81/tcp'].filter((port) => port in (after.Config.ExposedPorts ?? {})),
        );
        expect(Object.keys(after.Config.ExposedPorts ?? {})).toContain('82/tcp');
        for (const setting of [
          'Memory',
          'NanoCpus',
          'PidsLimit',
          'ShmSize',
          'RestartPolicy',
          'ExtraHosts',
          'CapDrop',
          'LogConfig',
          'Ulimits',
          'Init',
          'Tmpfs',
          'PortBindings',
          'NetworkMode',
        ])
          expect([setting, after.HostConfig[setting]]).toEqual([setting, before.HostConfig[setting]]);

        const volumeAt = ({ Mounts }: Inspected, path: string) =>
          Mounts.find(({ Destination }) => Destination === path)?.Name;
        for (const path of ['/data', '/anonymous', '/mounted', '/image'])
          expect([path, volumeAt(after, path)]).toEqual([path, volumeAt(before, path)]);
        expect(volumeAt(after, '/added')).toBeDefined();
        expect(await engine.docker('exec', 'web', 'cat', '/anonymous/file', '/mounted/file')).toBe('kept\nkept\n');

        // Once more: nothing of the first time sticks.
        await tag('shop/web:1', 'CMD ["sleep","1000003"]');
        await recreate(after.Id, 'shop/web:1');
        const again = await inspect('web');
        expect(again.Config.Cmd).toEqual(['sleep', '1000003']);
        expect(again.Config.Env).toEqual(expect.arrayContaining(['OVERRIDDEN=mine', 'OWN=mine']));
        expect(again.Config.Env.join()).not.toContain('FROM_IMAGE');
        expect(volumeAt(again, '/anonymous')).toBe(volumeAt(before, '/anonymous'));
        await remove('web');
      },
      TEST_MS,
    );

    it(
      'keeps networks, their aliases and fixed addresses, and its name in them',
      async () => {
        await tag('shop/net:1', `CMD ${JSON.stringify(FOREVER)}`);
        await engine.docker('network', 'create', '--subnet', '10.213.7.0/28', 'front');
        await engine.docker('network', 'create', '--subnet', '10.213.7.16/28', 'back');
        // The program of the command line sends a MAC address only where the engine takes one for each network.
        const mac = kind.containerdStore ? { MacAddress: '02:42:0a:00:00:99' } : {};
        const given = Object.values(mac).flatMap((address) => ['--mac-address', address]);
        const fixed = ['--network', 'front', '--ip', '10.213.7.5', '--network-alias', 'shop', ...given];
        const id = await run('net', ...fixed, 'shop/net:1');
        await engine.docker('network', 'connect', '--ip', '10.213.7.21', '--alias', 'store', 'back', 'net');
        await recreate(id, 'shop/net:1');
        const { NetworkSettings, HostConfig, Id } = await inspect('net');
        expect(Id).not.toBe(id);
        expect(HostConfig.NetworkMode).toBe('front');
        expect(NetworkSettings.Networks).toMatchObject({
          front: { IPAddress: '10.213.7.5', ...mac },
          back: { IPAddress: '10.213.7.21' },
        });
        expect(NetworkSettings.Networks.front?.Aliases).toContain('shop');
        expect(NetworkSettings.Networks.back?.Aliases).toContain('store');
        expect(JSON.stringify(NetworkSettings)).not.toContain(id.slice(0, 12));
        const resolved = await engine.docker(
          'run',
          '--rm',
          '--network',
          'back',
          'base:1',
          'busybox',
          'nslookup',
          'net',
        );
        expect(resolved).toContain('10.213.7.21');

        await engine.docker('network', 'disconnect', 'front', 'net');
        await recreate(Id, 'shop/net:1');
        expect(Object.keys((await inspect('net')).NetworkSettings.Networks)).toEqual(['back']);
        await remove('net');
        await engine.docker('network', 'rm', 'front', 'back');
      },
      TEST_MS,
    );

    it(
      'waits until the new one is healthy, and puts the old one back where it is not',
      async () => {
        const check = (command: string) => `HEALTHCHECK --interval=200ms --retries=2 CMD ${command}`;
        await tag('shop/sick:1', `CMD ${JSON.stringify(FOREVER)}`, check('true'));
        const id = await run('sick', '--network', 'none', '--restart', 'always', '--volume', '/kept', 'shop/sick:1');
        const healthy = await recreate(id, 'shop/sick:1');
        expect(JSON.parse(await engine.docker('inspect', '--format', '{{json .State.Health.Status}}', 'sick'))).toBe(
          'healthy',
        );

        const before = await inspect('sick');
        const volumes = await engine.docker('volume', 'ls', '--quiet');
        await tag(
          'shop/sick:1',
          'CMD ["sh","-c","echo cannot reach the store; sleep 1000000"]',
          check('echo no store; false'),
          'VOLUME /more',
        );
        await expect(recreate(healthy.containerId, 'shop/sick:1')).rejects.toMatchObject({
          code: 'container.not-replaced',
          detail: { reasonCode: 'replacement-unhealthy' },
        });
        const after = await inspect('sick');
        expect(after).toMatchObject({ Id: before.Id, Name: '/sick', State: { Status: 'running' } });
        expect(after.HostConfig.RestartPolicy).toMatchObject({ Name: 'always' });
        expect((await names()).filter((name) => name.startsWith('sick'))).toEqual(['sick']);
        expect(await engine.docker('volume', 'ls', '--quiet')).toBe(volumes);
        expect(output.join('\n')).toContain('cannot reach the store');
        expect(stepsNow()).toEqual([
          ...['create done', 'stop done', 'start done', 'watch failed', 'remove canceled', 'roll-back done'],
        ]);
        await remove('sick');
      },
      TEST_MS,
    );

    it.each([
      ['ends', 'CMD ["sh","-c","echo broken; exit 3"]', 'replacement-ended'],
      ['cannot be started', 'CMD ["no-such-program"]', 'replacement-not-started'],
    ])(
      'puts the old one back where the new one %s',
      async (_what, command, reasonCode) => {
        await tag('shop/ends:1', `CMD ${JSON.stringify(FOREVER)}`);
        const id = await run('ends', '--network', 'none', 'shop/ends:1');
        await tag('shop/ends:1', command);
        await expect(recreate(id, 'shop/ends:1')).rejects.toMatchObject({
          code: 'container.not-replaced',
          detail: { reasonCode },
        });
        expect(await inspect('ends')).toMatchObject({ Id: id, State: { Status: 'running' } });
        expect((await names()).filter((name) => name.startsWith('ends'))).toEqual(['ends']);
        await remove('ends');
      },
      TEST_MS,
    );

    it(
      'puts the old one back where the new one is started again and again',
      async () => {
        await tag('shop/loops:1', `CMD ${JSON.stringify(FOREVER)}`);
        const id = await run('loops', '--network', 'none', '--restart', 'always', 'shop/loops:1');
        await tag('shop/loops:1', 'CMD ["true"]');
        await expect(recreate(id, 'shop/loops:1')).rejects.toMatchObject({ code: 'container.not-replaced' });
        expect(await inspect('loops')).toMatchObject({ Id: id, State: { Status: 'running' } });
        await remove('loops');
      },
      TEST_MS,
    );

    it(
      'is as before when it is canceled while the new one is watched',
      async () => {
        await tag('shop/cancel:1', `CMD ${JSON.stringify(FOREVER)}`);
        const id = await run('cancel', '--network', 'none', 'shop/cancel:1');
        const canceled = new AbortController();
        const work = recreate(id, 'shop/cancel:1', { steadySeconds: 600, signal: canceled.signal });
        work.catch(() => undefined);
        await waitFor(() => stepsNow().includes('watch running'), 'the watch');
        canceled.abort();
        await expect(work).rejects.toThrow();
        expect(await inspect('cancel')).toMatchObject({ Id: id, State: { Status: 'running' } });
        expect((await names()).filter((name) => name.startsWith('cancel'))).toEqual(['cancel']);
        await remove('cancel');
      },
      TEST_MS,
    );

    /** The engine, but for what it is told to remove: that it refuses, as where a disk or a mount is in the way. */
    async function removingNothing(): Promise<{ docker: DockerEngine; close: () => void }> {
      const server = createServer((asked, answer) => {
        if (asked.method === 'DELETE') {
          answer.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"device or resource busy"}');
          return;
        }
        const { method, url: path, headers } = asked;
        const passed = request({ socketPath: engine.socketPath, method, path, headers }, (reply) => {
          answer.writeHead(reply.statusCode ?? 502, reply.headers);
          reply.pipe(answer);
        });
        asked.pipe(passed);
      });
      const socketPath = join(dir, 'removing-nothing.sock');
      await new Promise<void>((resolve) => server.listen(socketPath, resolve));
      const close = () => {
        server.closeAllConnections();
        server.close();
      };
      return { docker: new DockerEngine(socketPath, 'worker'), close };
    }

    it(
      'is done where the old one cannot be removed, and never goes back to it, also once the new one is stopped',
      async () => {
        await tag('shop/busy:1', `CMD ${JSON.stringify(FOREVER)}`);
        const id = await run('busy', '--network', 'none', 'shop/busy:1');
        const relay = await removingNothing();
        await relay.docker.connect();
        const { containerId, warnings } = await recreate(id, 'shop/busy:1', { docker: relay.docker });
        relay.close();
        expect(warnings.join()).toMatch(/busy\.replaced-\w{8}, is stopped and could not be removed: .*resource busy/);
        expect(stepsNow().at(-1)).toBe('remove failed');
        expect(await inspect('busy')).toMatchObject({ Id: containerId, State: { Status: 'running' } });
        await engine.docker('stop', 'busy');
        await docker.containers.sweep();
        expect((await names()).filter((name) => name.startsWith('busy'))).toEqual(['busy']);
        expect(await inspect('busy')).toMatchObject({ Id: containerId, State: { Status: 'exited' } });
        await remove('busy');
      },
      TEST_MS,
    );

    it(
      'says so where somebody removes the old one meanwhile: the new one stays once it has its place, and else goes',
      async () => {
        const refused = { code: 'container.removed-meanwhile' };
        await tag('shop/meanwhile:1', 'CMD ["sh","-c","trap : TERM; while :; do sleep 0.1; done"]');
        const slow = await run('meanwhile', '--network', 'none', '--stop-timeout', '60', 'shop/meanwhile:1');
        const first = recreate(slow, 'shop/meanwhile:1');
        first.catch(() => undefined);
        await waitFor(() => stepsNow().includes('stop running'), 'the stop');
        await remove('meanwhile');
        await expect(first).rejects.toMatchObject(refused);
        expect((await names()).filter((name) => name.startsWith('meanwhile'))).toEqual([]);

        const watched = await run('meanwhile', '--network', 'none', 'shop/meanwhile:1');
        const canceled = new AbortController();
        const second = recreate(watched, 'shop/meanwhile:1', { steadySeconds: 600, signal: canceled.signal });
        second.catch(() => undefined);
        await waitFor(() => stepsNow().includes('watch running'), 'the watch');
        await remove((await names()).find((name) => name.startsWith('meanwhile.old-')) ?? '');
        canceled.abort();
        await expect(second).rejects.toThrow();
        expect(output.join('\n')).not.toContain('again');
        expect(await inspect('meanwhile')).toMatchObject({ State: { Status: 'running' } });
        await remove('meanwhile');
      },
      TEST_MS,
    );

    it('leaves one that did not run not running', async () => {
      await tag('shop/still:1', 'CMD ["true"]');
      const id = (await engine.docker('create', '--name', 'still', '--network', 'none', 'shop/still:1')).trim();
      const result = await recreate(id, 'shop/still:1');
      expect(result.running).toBe(false);
      expect(await inspect('still')).toMatchObject({ Id: result.containerId, State: { Status: 'created' } });
      expect(stepsNow()).toEqual(['create done', 'remove done']);
      await remove('still');
    });

    it('lives on in another’s network namespace, and is not recreated while another lives in its own', async () => {
      await tag('shop/guest:1', `CMD ${JSON.stringify(FOREVER)}`);
      const landlord = await run('landlord', '--network', 'none', 'shop/guest:1');
      const id = await run('guest', '--network', 'container:landlord', 'shop/guest:1');
      await expect(recreate(landlord, 'shop/guest:1')).rejects.toMatchObject({
        code: 'container.lends-namespaces',
        detail: { dependents: 'guest' },
      });
      const { containerId } = await recreate(id, 'shop/guest:1');
      expect(await inspect('guest')).toMatchObject({
        Id: containerId,
        State: { Status: 'running' },
        HostConfig: { NetworkMode: `container:${landlord}` },
      });
      await remove('guest', 'landlord');
    });

    it('refuses what there is no way back from, before it touches anything', async () => {
      await tag('shop/refused:1', `CMD ${JSON.stringify(FOREVER)}`);
      const gone = await run('gone', '--network', 'none', '--rm', 'shop/refused:1');
      const paused = await run('paused', '--network', 'none', 'shop/refused:1');
      const task = await run('task', '--network', 'none', '--label', 'com.docker.swarm.task.id=t1', 'shop/refused:1');
      await engine.docker('pause', 'paused');
      await expect(recreate(gone, 'shop/refused:1')).rejects.toMatchObject({ code: 'container.removed-when-it-ends' });
      await expect(recreate(paused, 'shop/refused:1')).rejects.toMatchObject({ code: 'container.paused' });
      await expect(recreate(task, 'shop/refused:1')).rejects.toMatchObject({ code: 'container.swarm-task' });
      await expect(recreate(task.replace(/./g, 'a'), 'shop/refused:1')).rejects.toMatchObject({
        code: 'container.unknown',
      });
      await engine.docker('rm', '--force', 'task');
      const plain = await run('plain', '--network', 'none', 'shop/refused:1');
      await expect(recreate(plain, 'shop/no-such:1')).rejects.toMatchObject({ code: 'image.not-on-host' });
      for (const [name, id] of Object.entries({ gone, paused, plain })) expect((await inspect(name)).Id).toBe(id);
      expect((await names()).filter((name) => name.includes('.'))).toEqual([]);
      await engine.docker('unpause', 'paused');
      await remove('gone', 'paused', 'plain');
    });

    describe('after an agent that was lost in the middle', () => {
      /** As it leaves the two, from the moment on in which the new one is there. */
      const leave = async (jobId: JobId, { stopped = false, swapped = false, started = false }) => {
        const mark = jobId.slice(-8);
        await tag('shop/left:1', `CMD ${JSON.stringify(FOREVER)}`);
        const id = await run('left', '--network', 'none', 'shop/left:1');
        const note = JSON.stringify({ container: id, running: true, steadySeconds: 1, healthySeconds: 5 });
        const labels = ['--label', `io.roadstead.job=${jobId}`, '--label', `io.roadstead.recreates=${note}`];
        await engine.docker(
          'create',
          '--name',
          `left.new-${mark}`,
          '--network',
          'none',
          '--restart',
          'always',
          ...labels,
          'shop/left:1',
        );
        if (stopped) await engine.docker('stop', 'left');
        if (swapped) {
          await engine.docker('rename', 'left', `left.old-${mark}`);
          await engine.docker('rename', `left.new-${mark}`, 'left');
        }
        if (started) await engine.docker('start', 'left');
        return id;
      };
      const left = async () => (await names()).filter((name) => name.startsWith('left'));

      it.each([
        ['the new one was made', {}],
        ['the old one was stopped', { stopped: true }],
        ['they had changed their names', { stopped: true, swapped: true }],
      ])(
        'all is as before where %s',
        async (_when, moment) => {
          const id = await leave(randomUUID() as JobId, moment);
          const next = new DockerEngine(engine.socketPath, 'worker');
          await next.connect();
          await waitFor(async () => (await left()).length === 1, 'one of the two');
          expect(await inspect('left')).toMatchObject({ Id: id, State: { Status: 'running' } });
          await remove('left');
        },
        TEST_MS,
      );

      it(
        'the new one stays where it had proved itself, and the next attempt of the job tells of it',
        async () => {
          const jobId = randomUUID() as JobId;
          const id = await leave(jobId, { stopped: true, swapped: true, started: true });
          const { Id, State } = await inspect('left');
          expect(State.Running).toBe(true);
          const isSteady = async () => {
            const { State } = (await inspect('left')) as unknown as { State: { StartedAt: string } };
            return Date.now() - Date.parse(State.StartedAt) > 1000;
          };
          await waitFor(isSteady, 'its steady second');
          const result = await recreate(id, 'shop/left:1', {}, jobId);
          expect(result).toMatchObject({ containerId: Id, name: 'left', running: true });
          expect(await left()).toEqual(['left']);
          await remove('left');
        },
        TEST_MS,
      );

      it('nothing is left of a new one that never had its place, where somebody has removed the old one', async () => {
        await leave(randomUUID() as JobId, {});
        await remove('left');
        await docker.containers.sweep();
        expect(await left()).toEqual([]);
      });

      it(
        'leaves alone what only has the labels, as of an image that was made of such a container',
        async () => {
          const id = await leave(randomUUID() as JobId, {});
          const [, fresh = ''] = await left();
          await engine.docker('rename', fresh, 'somebody-elses');
          const next = new DockerEngine(engine.socketPath, 'worker');
          await next.containers.sweep();
          expect(await names()).toEqual(expect.arrayContaining(['left', 'somebody-elses']));
          expect((await inspect('left')).Id).toBe(id);
          await remove('left', 'somebody-elses');
        },
        TEST_MS,
      );
    });
  });
}
