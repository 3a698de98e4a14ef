import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ContainerAction, ContainerId, type ErrorCode, RoadsteadError } from '@roadstead/domain';
import { type ControlPlane, type Engine, type EnrolledHost, startControlPlane, waitFor } from '@roadstead/testing';
import { AgentRun, buildAgent } from './agent-run.js';
import { ENGINE_KINDS } from './engines-under-test.js';
import { importBusybox } from './test-images.js';

const START_MS = 90_000;
/** Ends with the number of the signal, so that what it was sent shows in its exit code. */
const TELLS_SIGNAL = 'trap "exit 11" HUP; trap "exit 15" TERM; echo up; while :; do sleep 0.1; done';
const DEAF = 'trap "" TERM HUP; echo up; while :; do sleep 0.1; done';

beforeAll(buildAgent, START_MS);

for (const kind of ENGINE_KINDS) {
  const suite = kind.absent === undefined ? describe : describe.skip;
  suite(`containers on ${kind.name}${kind.absent === undefined ? '' : ` (${kind.absent})`}`, () => {
    let dir: string;
    let engine: Engine;
    let controlPlane: ControlPlane;
    let agent: AgentRun;
    let host: EnrolledHost;

    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), 'roadstead-agent-'));
      [engine, controlPlane] = await Promise.all([
        kind.start({ dir: join(dir, 'engine'), name: 'verbs' }),
        startControlPlane(),
      ]);
      await importBusybox(engine, 'busybox:1');
      const settings = { url: controlPlane.url, stateDir: join(dir, 'state'), socketPath: engine.socketPath };
      agent = new AgentRun({ ...settings, token: controlPlane.joinToken() });
      host = await controlPlane.untilListed();
    }, START_MS);

    afterAll(async () => {
      await agent?.stop();
      await controlPlane?.[Symbol.asyncDispose]();
      await engine?.stop();
      await rm(dir, { recursive: true, force: true });
    }, START_MS);

    const fresh = () => `c-${randomBytes(4).toString('hex')}`;
    /** Running, and its shell has set its traps. */
    const run = async (script: string, ...options: string[]) => {
      const name = fresh();
      const command = [
        'run',
        '--detach',
        '--network',
        'none',
        '--name',
        name,
        ...options,
        'busybox:1',
        'sh',
        '-c',
        script,
      ];
      const id = ContainerId.parse((await engine.docker(...command)).trim());
      await waitFor(async () => (await engine.docker('logs', id)).includes('up'), 'the container to be up');
      return { id, name };
    };
    const create = async (...args: string[]) => {
      const name = fresh();
      const id = ContainerId.parse(
        (await engine.docker('create', '--network', 'none', '--name', name, ...args)).trim(),
      );
      return { id, name };
    };
    const act = (containerId: ContainerId, action: ContainerAction) =>
      host.command('container.act', { containerId, action });
    const inspect = (containerId: ContainerId, size = false) =>
      host.command('container.inspect', { containerId, size });
    const refusal = async (containerId: ContainerId, action: ContainerAction): Promise<ErrorCode> => {
      const error = await act(containerId, action).then(
        (reply) => new Error(`it answered ${JSON.stringify(reply)}`),
        (reason: unknown) => reason,
      );
      if (!(error instanceof RoadsteadError)) throw error;
      return error.code;
    };
    const exitCode = async (id: ContainerId) =>
      Number((await engine.docker('inspect', '--format', '{{.State.ExitCode}}', id)).trim());
    const remove = { verb: 'remove', force: true, volumes: false } as const;

    it('are started, stopped and restarted; what is so already is said to be so', async () => {
      const { id } = await run(TELLS_SIGNAL);
      expect(await act(id, { verb: 'start' })).toEqual({ effect: 'unchanged', state: 'running' });
      expect(await act(id, { verb: 'stop' })).toEqual({ effect: 'changed', state: 'exited' });
      expect(await exitCode(id)).toBe(15);
      expect(await act(id, { verb: 'stop' })).toEqual({ effect: 'unchanged', state: 'exited' });
      expect(await act(id, { verb: 'start' })).toEqual({ effect: 'changed', state: 'running' });
      const before = (await inspect(id)).state.startedAt;
      expect(await act(id, { verb: 'restart', timeoutSeconds: 0 })).toEqual({ effect: 'changed', state: 'running' });
      expect((await inspect(id)).state.startedAt).not.toBe(before);
      await waitFor(() => host.inventory.containers.get(id)?.startedAt !== before, 'the inventory to show it');
      await act(id, remove);
    });

    it('are stopped with a signal of choice, on every engine, also where a policy would start them again', async () => {
      const { id } = await run(TELLS_SIGNAL, '--restart', 'always');
      expect(await act(id, { verb: 'stop', signal: 'SIGHUP', timeoutSeconds: 20 })).toEqual({
        effect: 'changed',
        state: 'exited',
      });
      expect(await act(id, { verb: 'stop', signal: 'SIGHUP' })).toEqual({ effect: 'unchanged', state: 'exited' });
      expect(await act(id, { verb: 'restart', signal: 'SIGHUP' })).toEqual({ effect: 'changed', state: 'running' });
      await act(id, remove);
    });

    it('that do not listen are killed after their time', async () => {
      const { id } = await run(DEAF);
      const began = performance.now();
      expect(await act(id, { verb: 'stop', timeoutSeconds: 1 })).toMatchObject({ effect: 'changed', state: 'exited' });
      expect(performance.now() - began).toBeGreaterThan(900);
      expect(await exitCode(id)).toBe(137);
      await act(id, { verb: 'start' });
      expect(await act(id, { verb: 'stop', timeoutSeconds: 1, signal: 'SIGHUP' })).toMatchObject({ state: 'exited' });
      expect(await exitCode(id)).toBe(137);
      await act(id, remove);
    });

    it('are paused and unpaused; a paused one can be stopped and not started', async () => {
      const { id } = await run(TELLS_SIGNAL);
      expect(await act(id, { verb: 'unpause' })).toEqual({ effect: 'unchanged', state: 'running' });
      expect(await act(id, { verb: 'pause' })).toEqual({ effect: 'changed', state: 'paused' });
      expect(await act(id, { verb: 'pause' })).toEqual({ effect: 'unchanged', state: 'paused' });
      expect(await refusal(id, { verb: 'start' })).toBe('container.paused');
      expect(await refusal(id, { verb: 'remove', force: false, volumes: false })).toBe('container.running');
      expect(await act(id, { verb: 'unpause' })).toEqual({ effect: 'changed', state: 'running' });
      await act(id, { verb: 'pause' });
      expect(await act(id, { verb: 'stop', timeoutSeconds: 5 })).toMatchObject({ effect: 'changed', state: 'exited' });
      expect(await refusal(id, { verb: 'pause' })).toBe('container.not-running');
      expect(await refusal(id, { verb: 'unpause' })).toBe('container.not-running');
      await act(id, remove);
    });

    it('are killed with the signal that was asked for', async () => {
      const { id } = await run(TELLS_SIGNAL);
      expect(await act(id, { verb: 'kill', signal: 'SIGWINCH' })).toEqual({ effect: 'changed', state: 'running' });
      await act(id, { verb: 'kill', signal: 'SIGHUP' });
      await waitFor(async () => (await inspect(id)).state.status === 'exited', 'the end');
      expect(await exitCode(id)).toBe(11);
      expect(await refusal(id, { verb: 'kill', signal: 'SIGKILL' })).toBe('container.not-running');
      await act(id, remove);
    });

    it('are renamed; a name that is taken, or none, is refused in words', async () => {
      const [one, two] = [await create('busybox:1'), await create('busybox:1')];
      const name = fresh();
      expect(await act(one.id, { verb: 'rename', name })).toEqual({ effect: 'changed', state: 'created' });
      expect(await act(one.id, { verb: 'rename', name })).toEqual({ effect: 'unchanged', state: 'created' });
      await waitFor(() => host.inventory.containers.get(one.id)?.name === name, 'the new name in the inventory');
      expect(await refusal(two.id, { verb: 'rename', name })).toBe('container.name-taken');
      expect(await refusal(two.id, { verb: 'rename', name: '-x' })).toBe('request.invalid');
      expect(await refusal(two.id, { verb: 'kill', signal: 'SIGNONE' })).toBe('request.invalid');
    });

    it('are removed, by force where they run; of their volumes the anonymous ones go and the named stay', async () => {
      const named = fresh();
      const { id } = await run('echo up; sleep 1000', '--volume', `${named}:/named`, '--volume', '/anonymous');
      const anonymous = (await inspect(id)).mounts.find(({ destination }) => destination === '/anonymous');
      expect(anonymous).toMatchObject({ type: 'volume', anonymous: true });
      expect(await refusal(id, { verb: 'remove', force: false, volumes: true })).toBe('container.running');
      expect(await act(id, { verb: 'remove', force: true, volumes: true })).toEqual({
        effect: 'changed',
        volumes: [anonymous?.name],
      });
      const volumes = (await engine.docker('volume', 'ls', '--quiet')).split('\n');
      expect(volumes).toContain(named);
      expect(volumes).not.toContain(anonymous?.name);
      await waitFor(() => !host.inventory.containers.has(id), 'it to go from the inventory');
      for (const action of [{ verb: 'start' }, remove, { verb: 'rename', name: 'xy' }] as const)
        expect(await refusal(id, action)).toBe('container.unknown');
      await expect(inspect(id)).rejects.toThrow(/There is no container/);
    });

    it('that go when they end are gone after a stop, and the inventory has told so before', async () => {
      const { id } = await run(TELLS_SIGNAL, '--rm');
      await waitFor(() => host.inventory.containers.get(id)?.autoRemove === true, 'the inventory to tell of it');
      expect((await act(id, { verb: 'stop' })).effect).toBe('changed');
      await waitFor(() => !host.inventory.containers.has(id), 'it to go from the inventory');
    });

    it('that cannot start say why', async () => {
      const { id } = await create('busybox:1', '/no/such/program');
      const error = await act(id, { verb: 'start' }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: 'container.start-failed',
        detail: { reason: expect.stringContaining('no such') },
      });
      expect(await refusal(id, { verb: 'restart' })).toBe('container.start-failed');
    });

    it('are inspected whole: what runs, with what, within which limits, and where their files are', async () => {
      const { id, name } = await run(
        'echo up; echo changed > /file; sleep 1000',
        ...['--env', 'TOKEN=a=b', '--env', 'EMPTY=', '--user', '0', '--workdir', '/tmp', '--hostname', 'inside'],
        ...['--memory', '64m', '--cpus', '0.5', '--pids-limit', '50', '--ulimit', 'nofile=100:200', '--init'],
        ...['--restart', 'on-failure:3', '--cap-drop', 'ALL', '--cap-add', 'CHOWN', '--log-opt', 'max-size=5m'],
        ...['--security-opt', 'no-new-privileges', '--add-host', 'db:10.0.0.1', '--stop-signal', 'SIGINT'],
        ...['--stop-timeout', '3', '--label', 'a=b', '--tmpfs', '/fast:size=2m,mode=700', '--entrypoint', ''],
        ...['--mount', 'type=tmpfs,destination=/scratch,tmpfs-size=65536'],
      );
      const hasWritten = async () => ((await inspect(id, true)).sizes?.writableBytes ?? 0) > 0;
      await waitFor(hasWritten, 'its file in its own layer');
      const detail = await inspect(id, true);
      expect(detail).toMatchObject({
        id,
        name,
        imageReference: 'busybox:1',
        state: { status: 'running', outOfMemory: false, restartCount: 0 },
        process: {
          entrypoint: [],
          command: ['sh', '-c', 'echo up; echo changed > /file; sleep 1000'],
          path: 'sh',
          user: '0',
          workingDirectory: '/tmp',
          tty: false,
          stopSignal: 'SIGINT',
          stopTimeoutSeconds: 3,
          init: true,
        },
        labels: { a: 'b' },
        hostname: 'inside',
        restartPolicy: { name: 'on-failure', maximumRetryCount: 3 },
        networkMode: 'none',
        networks: [{ name: 'none' }],
        extraHosts: ['db:10.0.0.1'],
        limits: {
          memoryBytes: 64 * 1024 * 1024,
          cpus: 0.5,
          pids: 50,
          ulimits: [{ name: 'nofile', soft: 100, hard: 200 }],
        },
        log: { driver: 'json-file', options: [{ name: 'max-size', value: '5m' }] },
        security: { privileged: false, capDrop: ['ALL'], options: ['no-new-privileges'] },
        mounts: [
          { type: 'tmpfs', destination: '/fast', sizeBytes: 2 * 1024 * 1024, readOnly: false },
          { type: 'tmpfs', destination: '/scratch', sizeBytes: 65_536, anonymous: false },
        ],
      });
      expect(detail.environment).toEqual(
        expect.arrayContaining([
          { name: 'TOKEN', value: 'a=b' },
          { name: 'EMPTY', value: '' },
        ]),
      );
      expect(detail.state.pid).toBeGreaterThan(0);
      expect(detail.sizes?.writableBytes).toBeGreaterThan(0);
      expect(detail.sizes?.rootBytes).toBeGreaterThan(detail.sizes?.writableBytes ?? 0);
      if (!kind.containerdStore) {
        expect(detail.storage).toMatchObject({ driver: 'overlay2', upperDir: expect.stringMatching(/\/diff$/) });
        expect(detail.storage?.lowerDirs.length).toBeGreaterThan(0);
      }
      await waitFor(() => host.inventory.containers.has(id), 'the container in the inventory');
      expect(host.inventory.containers.get(id)?.imageId).toBe(detail.imageId);
      await act(id, remove);
    });

    it('show their last probes with what these printed', async () => {
      const { id } = await run(
        'echo up; sleep 1000',
        ...['--health-cmd', 'echo looked; exit 1', '--health-interval', '200ms', '--health-retries', '2'],
      );
      await waitFor(async () => (await inspect(id)).state.health === 'unhealthy', 'it to be found unhealthy');
      const { healthCheck, healthLog, state } = await inspect(id);
      expect(healthCheck).toMatchObject({ test: ['CMD-SHELL', 'echo looked; exit 1'], intervalMs: 200, retries: 2 });
      expect(healthLog[0]).toMatchObject({ exitCode: 1, output: 'looked\n' });
      expect(state.failingStreak).toBeGreaterThanOrEqual(2);
      const known = () => host.inventory.containers.get(id)?.unhealthySince;
      await waitFor(() => known() !== undefined, 'the inventory to tell since when');
      expect(Date.now() - Date.parse(known() ?? '')).toBeLessThan(60_000);
      const { events } = await host.command('container.events', { containerId: id });
      expect(events.map((event) => event.health ?? event.kind)).toEqual(
        expect.arrayContaining(['created', 'unhealthy']),
      );
      await act(id, remove);
    });

    it('have the engine’s own recent events, also when they are gone', async () => {
      const { id, name } = await run(TELLS_SIGNAL);
      const later = fresh();
      await act(id, { verb: 'rename', name: later });
      await act(id, { verb: 'stop' });
      await act(id, remove);
      const { events, rememberedSince } = await host.command('container.events', { containerId: id });
      expect(events.map((event) => event.kind)).toEqual(
        expect.arrayContaining([
          'created',
          'connected',
          'started',
          'renamed',
          'signaled',
          'ended',
          'stopped',
          'removed',
        ]),
      );
      expect(events.find((event) => event.kind === 'renamed')).toMatchObject({ oldName: name, name: later });
      expect(events.find((event) => event.kind === 'ended')?.exitCode).toBe(15);
      expect(events.find((event) => event.kind === 'signaled')?.signal).toBe(15);
      expect(rememberedSince && rememberedSince <= (events[0]?.at ?? '')).toBe(true);
      const none = await host.command('container.events', { containerId: ContainerId.parse('f'.repeat(64)) });
      expect(none.events).toEqual([]);
    });
  });
}
