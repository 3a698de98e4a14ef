import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JobId } from '@roadstead/domain';
import { waitFor } from '@roadstead/testing';
import { buildAgent } from '../agent-run.js';
import { ENGINE_KINDS } from '../engines-under-test.js';
import { toPull } from './cases/samples.js';
import { JobBench } from './job-bench.js';

const START_MS = 90_000;

beforeAll(buildAgent, START_MS);

describe('container.run', () => {
  let bench: JobBench;
  let image: string;

  beforeAll(async () => {
    const [kind] = ENGINE_KINDS;
    if (kind === undefined) throw new Error('no engine');
    bench = await JobBench.open(kind);
    image = `shop/run:${randomUUID().slice(0, 8)}`;
    await bench.makeImage(image);
  }, START_MS);
  afterAll(() => bench?.close(), START_MS);

  const succeed = async (params: object, { attempt = 1, jobId = randomUUID() as JobId } = {}) => {
    await bench.start({ kind: 'container.run', params: { image, ...params } }, attempt, jobId);
    if (attempt > 1) return { jobId, result: {} };
    const end = await bench.end(jobId);
    if (end.type !== 'succeeded') throw new Error(`it ended as ${JSON.stringify(end)}`);
    return { jobId, result: end.result };
  };
  const inspect = async (id: unknown) => JSON.parse(await bench.engine.docker('inspect', String(id)))[0];

  it('makes and starts it with what was asked for', async () => {
    const { result, jobId } = await succeed({
      name: 'told',
      command: ['sh', '-c', 'sleep 100000'],
      env: [{ name: 'GREETING', value: 'hello = world' }],
      labels: { stage: 'ci' },
      network: 'none',
      hostname: 'told-host',
      user: '0',
      workdir: '/tmp',
      restart: { policy: 'on-failure', maxRetries: 3 },
      limits: { memoryBytes: 33_554_432, cpus: 0.5, pids: 50 },
      mounts: [
        { type: 'volume', source: 'told-data', target: '/data' },
        { type: 'tmpfs', target: '/run' },
      ],
      tty: true,
      interactive: true,
      init: true,
      stopSignal: 'SIGINT',
      stopTimeoutSeconds: 3,
      healthCheck: { type: 'shell', command: 'true', intervalSeconds: 60 },
    });
    expect(result).toMatchObject({ name: 'told', started: true, imageId: expect.stringMatching(/^sha256:/) });
    const { Config, HostConfig, State } = await inspect(result.containerId);
    expect(State.Status).toBe('running');
    expect(Config).toMatchObject({
      Cmd: ['sh', '-c', 'sleep 100000'],
      Env: expect.arrayContaining(['GREETING=hello = world']),
      Labels: { stage: 'ci', 'io.roadstead.job': jobId },
      Hostname: 'told-host',
      WorkingDir: '/tmp',
      Tty: true,
      OpenStdin: true,
      StopSignal: 'SIGINT',
      StopTimeout: 3,
      Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 60e9 },
    });
    expect(HostConfig).toMatchObject({
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
      Memory: 33_554_432,
      NanoCpus: 5e8,
      PidsLimit: 50,
      Init: true,
      NetworkMode: 'none',
    });
    expect(bench.output(jobId)).toContain(String(result.containerId));
    expect(bench.output(jobId)).not.toContain('hello = world');
  });

  it('is made once, however many attempts its job has, and one that ended is not started again', async () => {
    const first = await succeed({ command: ['true'], network: 'none' });
    await succeed({ command: ['true'], network: 'none' }, { attempt: 2, jobId: first.jobId });
    const mine = () =>
      bench.engine.docker('ps', '--all', '--quiet', '--no-trunc', '--filter', `label=io.roadstead.job=${first.jobId}`);
    await waitFor(
      () => bench.host.jobs.of(first.jobId, 2).some(({ report }) => report.type === 'succeeded'),
      'its end',
    );
    expect((await mine()).trim()).toBe(first.result.containerId);
  });

  it('is only made where it is not to be started', async () => {
    const { result } = await succeed({ start: false, command: ['true'], network: 'none' });
    expect(result.started).toBe(false);
    expect((await inspect(result.containerId)).State.Status).toBe('created');
  });

  it('clears the entrypoint, and runs another in its place', async () => {
    const { result } = await succeed({ entrypoint: ['sh', '-c'], command: ['sleep 100000'], network: 'none' });
    expect((await inspect(result.containerId)).Config.Entrypoint).toEqual(['sh', '-c']);
  });

  it('pulls an image that is missing, with its layers as progress', async () => {
    const { params, credentials } = await toPull(bench, bench.registry.address);
    const jobId = await bench.start({
      kind: 'container.run',
      params: { image: params.reference, command: ['sleep', '100000'], network: 'none' },
      credentials,
    });
    expect(await bench.end(jobId)).toMatchObject({
      type: 'succeeded',
      result: { started: true, pulled: { changed: true, digest: expect.stringMatching(/^sha256:/) } },
    });
    const last = bench.host.jobs.reports(jobId, 'progress').at(-1)?.progress;
    expect(last?.layers.map(({ phase }) => phase)).toEqual(['complete']);
  });

  it('pulls before it recreates where that is asked for, with its layers as progress', async () => {
    const { params, credentials } = await toPull(bench, bench.registry.address);
    const made = await succeed({ name: 'pulls', command: ['sleep', '100000'], network: 'none', stopTimeoutSeconds: 0 });
    const jobId = await bench.start({
      kind: 'container.recreate',
      params: { containerId: made.result.containerId, image: params.reference, pull: true, steadySeconds: 1 },
      credentials,
    });
    expect(await bench.end(jobId)).toMatchObject({
      type: 'succeeded',
      result: { name: 'pulls', running: true, pulled: { changed: true, digest: expect.stringMatching(/^sha256:/) } },
    });
    const last = bench.host.jobs.reports(jobId, 'progress').at(-1)?.progress;
    expect(last?.layers.map(({ phase }) => phase)).toEqual(['complete']);
    expect(last?.steps?.map(({ name, state }) => `${name} ${state}`)).toEqual([
      ...['pull done', 'create done', 'stop done', 'start done', 'watch done', 'remove done'],
    ]);
    expect((await inspect('pulls')).Config.Image).toBe(params.reference);
  });

  it('recreates one after an agent that was killed in the middle, once, and leaves neither two nor none', async () => {
    const name = 'survivor';
    const made = await succeed({ name, command: ['sleep', '100000'], network: 'none', stopTimeoutSeconds: 0 });
    const containerId = String(made.result.containerId);
    const all = async () =>
      (await bench.engine.docker('ps', '--all', '--format', '{{.Names}}', '--filter', `name=${name}`))
        .trim()
        .split('\n');
    const recreate = (steadySeconds: number) => ({
      kind: 'container.recreate' as const,
      params: { containerId, image, steadySeconds },
    });
    const jobId = await bench.start(recreate(600));
    await waitFor(
      async () => (await all()).some((each) => each.startsWith(`${name}.old-`)),
      'the old one to make room',
    );
    await bench.replaceAgent();
    await waitFor(async () => (await all()).length === 1, 'one of the two');
    expect(await inspect(name)).toMatchObject({ Id: containerId, State: { Status: 'running' } });

    await bench.start(recreate(1), 2, jobId);
    const ended = () => bench.host.jobs.of(jobId, 2).find(({ report }) => report.type === 'succeeded');
    await waitFor(() => ended() !== undefined, 'its end', { timeoutMs: START_MS });
    const { Id, State } = await inspect(name);
    expect([Id !== containerId, State.Status, await all()]).toEqual([true, 'running', [name]]);
    expect(ended()?.report).toMatchObject({ result: { containerId: Id, name, running: true } });
  });

  it.each([
    [{ mounts: [{ type: 'bind', source: '/nowhere', target: '/x' }] }, 'container.mount-missing', { path: '/nowhere' }],
    [{ network: 'absent' }, 'container.network-missing', { network: 'absent' }],
    [{ command: ['absent-program'] }, 'container.program-missing', { program: 'absent-program' }],
  ])('names what is not there, and leaves nothing: %j', async (params, code, detail) => {
    const jobId = await bench.start({
      kind: 'container.run',
      params: { image, name: 'lacking', network: 'none', command: ['true'], ...params },
    });
    expect(await bench.end(jobId)).toMatchObject({ type: 'failed', error: { code, detail } });
    expect(await bench.engine.docker('ps', '--all', '--quiet', '--filter', 'name=lacking')).toBe('');
  });

  it('says why it cannot be started, and takes it away again', async () => {
    const jobId = await bench.start({
      kind: 'container.run',
      params: { image, name: 'lost', user: 'nobody-here', command: ['true'], network: 'none' },
    });
    expect(await bench.end(jobId)).toMatchObject({
      type: 'failed',
      error: {
        code: 'container.start-failed',
        message: expect.stringContaining('did not start: unable to find user nobody-here'),
      },
    });
    expect(await bench.engine.docker('ps', '--all', '--quiet', '--filter', 'name=lost')).toBe('');
  });
});
