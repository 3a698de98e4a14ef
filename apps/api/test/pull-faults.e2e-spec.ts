import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobDetail } from '@roadstead/contract';
import {
  openSlowLink,
  pull,
  RestError,
  runProgram,
  type SlowLink,
  type Stack,
  type StackHost,
  startEngine,
  startRegistry,
  startStack,
  untilJobEnds,
  untilJobIs,
  untilMidPull,
  waitFor,
} from '@roadstead/testing';

const START_MS = 120_000;
const MIB = 1024 * 1024;
/** About 18 MB in 15 layers. */
const BIG = 'data/store:5.0';
/** The big image then takes about six seconds. */
const RATE = 3 * MIB;
/** Short, so that a cut of ten seconds shows; still a heartbeat with its jitter, its batch, and two seconds of a busy machine. */
const UNKNOWN_AFTER_SECONDS = 9;

describe('a pull that something happens to', () => {
  let stack: Stack;
  let slow: SlowLink;
  let host: StackHost;
  let other: StackHost;
  let big: string;

  beforeAll(async () => {
    stack = await startStack({
      hosts: 2,
      samples: { scale: 0.2, containers: false },
      apiEnv: { ROADSTEAD_UNKNOWN_AFTER_SECONDS: String(UNKNOWN_AFTER_SECONDS) },
    });
    slow = await openSlowLink(stack.registry.address, stack.fleet.gatewayAddress, RATE);
    host = stack.host(0);
    other = stack.host(1);
    big = `${slow.address}/${BIG}`;
  }, START_MS);

  afterAll(async () => {
    await slow?.[Symbol.asyncDispose]();
    await stack?.stop();
  }, START_MS);

  beforeEach(() => slow.setRate(RATE));

  const imagesOf = ({ engine }: StackHost) => engine.docker('images', '--format', '{{.Repository}}:{{.Tag}}');
  /** After a restart of the API each agent comes back in its own time. */
  const untilHeardFrom = async ({ id, name }: StackHost) => {
    const asked = Date.now();
    const heardAt = async () => (await stack.call('getHost', { params: { hostId: id } })).lastHeardAt ?? '';
    await waitFor(async () => Date.parse(await heardAt()) > asked, `${name} to be heard`);
  };
  const statusOf = async (id: string) => (await stack.call('getHost', { params: { hostId: id } })).status;
  const begin = async (reference: string, on: StackHost) => {
    const [job] = await pull(stack, reference, [on]);
    return job?.id ?? '';
  };
  const outcomes = ({ attempts }: JobDetail) => attempts.map(({ outcome }) => outcome);

  /** Twice, some time apart: what has ended stays as it ended. */
  const expectEnded = async (job: JobDetail, ...expected: string[]) => {
    expect(outcomes(job)).toEqual(expected);
    await sleep(1500);
    const later = await stack.call('getJob', { params: { jobId: job.id } });
    expect({ state: later.state, endedAt: later.endedAt, attempts: later.attempts }).toEqual({
      state: job.state,
      endedAt: job.endedAt,
      attempts: job.attempts,
    });
  };

  it('tells of every layer, with bytes and rate', async () => {
    const jobId = await begin(big, host);
    const { progress } = await untilMidPull(stack, jobId);
    expect(progress?.layers.map(({ phase }) => phase)).toContain('downloading');
    const rate = await waitFor(async () => (await untilMidPull(stack, jobId)).progress?.bytesPerSecond, 'a rate');
    expect(rate).toBeLessThan(2 * RATE);
    const job = await untilJobIs(stack, jobId, 'succeeded');
    expect(job.progress?.layers).toHaveLength(15);
    expect(new Set(job.progress?.layers.map(({ phase }) => phase))).toEqual(new Set(['complete']));
    expect(job.result).toMatchObject({ changed: true, digest: expect.stringMatching(/^sha256:/) });
    expect(await imagesOf(host)).toContain(big);
  });

  it('says "already exists" of shared layers, how long the others will take, and that an image is up to date', async () => {
    // Its one layer of 600 kB that the host lacks then takes about twenty seconds.
    slow.setRate(RATE / 100);
    const jobId = await begin(`${slow.address}/ops/proxy:1.4`, host);
    await waitFor(async () => {
      const { state, progress } = await stack.call('getJob', { params: { jobId } });
      return state === 'running' && (progress?.secondsLeft ?? 0) > 0;
    }, 'an estimate of the time left, in the middle of the pull');
    slow.setRate(RATE);
    const phases = (await untilJobEnds(stack, jobId)).progress?.layers.map(({ phase }) => phase) ?? [];
    expect(phases.filter((phase) => phase === 'already-exists').length).toBeGreaterThan(2);
    expect(phases).toContain('complete');
    const again = await untilJobEnds(stack, await begin(big, host));
    expect(again).toMatchObject({ state: 'succeeded', result: { changed: false } });
  });

  describe('with the image gone again before each', () => {
    const remove = async () => {
      for (const each of [host, other]) {
        const images = (await imagesOf(each)).split('\n').filter(Boolean);
        if (images.length > 0) await each.engine.docker('image', 'rm', ...images);
      }
    };

    it('goes on under the same attempt when the API is killed and started again', async () => {
      await remove();
      const jobId = await begin(big, host);
      await untilMidPull(stack, jobId);
      await stack.killApi9();
      await sleep(500);
      await stack.restartApi();
      const adopted = await untilMidPull(stack, jobId);
      expect(adopted.attempt).toBe(1);
      const job = await untilJobIs(stack, jobId, 'succeeded');
      await expectEnded(job, 'succeeded');
      expect(await imagesOf(host)).toContain(big);
    });

    it('is known to have succeeded when it ended while the API was dead', async () => {
      await remove();
      const jobId = await begin(big, host);
      await untilMidPull(stack, jobId);
      await stack.killApi9();
      try {
        await waitFor(async () => (await imagesOf(host)).includes(big), 'the pull to end without the API');
      } finally {
        await stack.restartApi();
      }
      const job = await untilJobIs(stack, jobId, 'succeeded');
      await expectEnded(job, 'succeeded');
      expect(job.result).toMatchObject({ changed: true });
    });

    it('is interrupted when the agent is killed, and succeeds at the second attempt', async () => {
      await remove();
      const jobId = await begin(big, host);
      await untilMidPull(stack, jobId);
      await stack.killAgent9(host);
      await stack.startAgent(host);
      const job = await untilJobIs(stack, jobId, 'succeeded');
      await expectEnded(job, 'interrupted', 'succeeded');
      expect(await imagesOf(host)).toContain(big);
    });

    it('survives ten seconds without a network: the host is unknown, then online, and the job succeeds', async () => {
      await remove();
      await untilHeardFrom(other);
      slow.setRate(RATE / 2);
      const jobId = await begin(big, host);
      await untilMidPull(stack, jobId);
      await host.engine.cutNetwork();
      const cutAt = Date.now();
      try {
        await waitFor(async () => (await statusOf(host.id)) === 'unknown', `${host.name} to be unknown`);
        expect(await statusOf(other.id)).toBe('online');
        await sleep(Math.max(0, cutAt + 10_000 - Date.now()));
      } finally {
        await host.engine.restoreNetwork();
      }
      await waitFor(async () => (await statusOf(host.id)) === 'online', `${host.name} to be online again`);
      const job = await untilJobIs(stack, jobId, 'succeeded');
      await expectEnded(job, 'succeeded');
    });

    it('ends canceled in the middle, and the engine has no such image', async () => {
      await remove();
      const jobId = await begin(big, host);
      await untilMidPull(stack, jobId);
      await stack.call('cancelJob', { params: { jobId } });
      const job = await untilJobIs(stack, jobId, 'canceled');
      await expectEnded(job, 'canceled');
      expect(await imagesOf(host)).not.toContain(big);
      await expect(stack.call('cancelJob', { params: { jobId } })).rejects.toMatchObject({
        body: { code: 'job.already-ended' },
      });
    });

    it('waits for an offline host, says so, can be canceled, and runs when the host is back', async () => {
      await remove();
      await host.agent.stop();
      await waitFor(async () => (await statusOf(host.id)) !== 'online', `${host.name} not to be online`);
      const [waiting, unwanted] = [await begin(big, host), await begin(`${slow.address}/shop/api:2.0`, host)];
      for (const jobId of [waiting, unwanted]) {
        expect(await untilJobIs(stack, jobId, 'waiting-for-host')).toMatchObject({ waitingFor: 'host', attempt: 0 });
      }
      await stack.call('cancelJob', { params: { jobId: unwanted } });
      await untilJobIs(stack, unwanted, 'canceled');
      await host.agent.start();
      await expectEnded(await untilJobIs(stack, waiting, 'succeeded'), 'succeeded');
      expect((await imagesOf(host)).trim()).toBe(big);
    });
  });

  describe('that cannot succeed', () => {
    /** The error of a failed pull, whose words have a value at each place. */
    const failureOf = async (reference: string, on: StackHost) => {
      const job = await untilJobIs(stack, await begin(reference, on), 'failed');
      expect(outcomes(job)).toEqual(['failed']);
      expect(job.error?.message).not.toMatch(/\?|undefined/);
      return job.error;
    };

    it('says that there is no such image', async () => {
      const reference = stack.registry.reference('shop/nothing:1');
      const error = await failureOf(reference, other);
      expect(error).toMatchObject({ code: 'registry.image-not-found', message: expect.stringContaining(reference) });
    });

    it('says that the registry denied it', async () => {
      const { gatewayAddress } = stack.fleet;
      const users = [{ user: 'ann', password: 'not told to the host' }];
      await using registry = await startRegistry({
        dir: join(stack.dir, 'private-registry'),
        addresses: [gatewayAddress],
        htpasswd: users,
      });
      const error = await failureOf(registry.reference('team/web:1'), other);
      expect(error).toMatchObject({ code: 'registry.denied', message: expect.stringContaining(registry.address) });
    });

    it('says that the registry cannot be reached', async () => {
      const gone = await openSlowLink(stack.registry.address, stack.fleet.gatewayAddress, RATE);
      await gone[Symbol.asyncDispose]();
      const error = await failureOf(`${gone.address}/${BIG}`, other);
      expect(error).toMatchObject({ code: 'registry.unreachable', message: expect.stringContaining(gone.address) });
      expect(error?.message).toContain(other.name);
    });

    it(
      'says that the disk of the host is full, and where',
      async () => {
        const dir = join(stack.dir, 'small-disk');
        await mkdir(dir);
        await runProgram('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', dir]);
        const engine = await startEngine({ dir, name: 'small' });
        try {
          const small = await stack.addHost(engine);
          const error = await failureOf(`127.0.0.1:${stack.registry.port}/${BIG}`, small);
          expect(error).toMatchObject({ code: 'engine.disk-full', message: expect.stringContaining('small') });
          await small.agent.stop();
        } finally {
          await engine.stop();
          await runProgram('umount', ['--lazy', dir]);
        }
      },
      START_MS,
    );
  });

  it('is not even begun for a malformed reference, an unknown host, or without a credential', async () => {
    const [hostId] = [host.id];
    const ask = (reference: string, id = hostId) =>
      stack.call('createJobs', { body: { kind: 'image.pull', hostIds: [id], params: { reference } } });
    await expect(ask('Shop/Web:1')).rejects.toMatchObject({ status: 400 });
    await expect(ask('--help')).rejects.toMatchObject({ status: 400 });
    const nobody = '01890000-0000-7000-8000-000000000000' as StackHost['id'];
    await expect(ask(big, nobody)).rejects.toMatchObject({ status: 404, body: { code: 'host.unknown' } });
    await expect(ask(big, nobody)).rejects.toBeInstanceOf(RestError);
    const { status } = await fetch(`${stack.url}/api/v1/jobs`, { method: 'POST' });
    expect(status).toBe(401);
  });
});
