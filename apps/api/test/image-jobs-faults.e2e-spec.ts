import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobDetail } from '@roadstead/contract';
import {
  beginUpload,
  busyboxRoot,
  compress,
  continueUpload,
  type JobRequest,
  openSlowLink,
  packTar,
  runJob,
  type SlowLink,
  type Stack,
  type StackHost,
  startJob,
  startStack,
  tracesOf,
  untilJobIs,
  untilTracesAre,
  upload,
  uploadedBytes,
  waitFor,
} from '@roadstead/testing';
import { type HeldRequests, openHeldRequests } from './held-requests.js';

const START_MS = 120_000;
const MIB = 1024 * 1024;
const BASE = 'base:1';
/** Of the image that is pushed; it then takes some six seconds. */
const PUSHED_BYTES = 12 * MIB;
const PUSH_RATE = 2 * MIB;

/** What may happen to a job of an image verb: it ends once, is not done twice, and leaves nothing half-made. */
describe('an image job that something happens to', () => {
  let stack: Stack;
  let host: StackHost;
  let slow: SlowLink;
  let gate: HeldRequests;
  /** Its push goes through the slow link. */
  let pushed: string;

  beforeAll(async () => {
    stack = await startStack({ hosts: 1 });
    host = stack.host(0);
    const { gatewayAddress } = stack.fleet;
    slow = await openSlowLink(stack.registry.address, gatewayAddress, PUSH_RATE, 'push');
    gate = await openHeldRequests(gatewayAddress);
    await importImage(BASE, 0);
    pushed = `${slow.address}/team/big:1`;
    await importImage(pushed, PUSHED_BYTES);
  }, START_MS);

  afterAll(async () => {
    await gate?.[Symbol.asyncDispose]();
    await slow?.[Symbol.asyncDispose]();
    await stack?.stop();
  }, START_MS);

  beforeEach(() => {
    gate.hold();
    slow.setRate(PUSH_RATE);
  });

  const importImage = async (reference: string, size: number) => {
    const padding = { name: 'padding', content: randomBytes(size) };
    const uploadId = await upload(stack, await packTar(await busyboxRoot([padding])), 'rootfs.tar');
    await runJob(stack, host, { kind: 'image.import', params: { uploadId, reference } });
  };
  const outcomes = ({ attempts }: JobDetail) => attempts.map(({ outcome }) => outcome);
  const cancel = (jobId: string) => stack.call('cancelJob', { params: { jobId } });
  const beginBuild = (tag: string) =>
    startJob(stack, host, {
      kind: 'image.build',
      params: {
        source: { type: 'dockerfile', text: `FROM ${BASE}\nRUN echo ${tag}\nRUN wget -q -O /answer ${gate.url}\n` },
        tags: [tag],
      },
    });
  /** In its last step, which waits at the gate. */
  const untilMidBuild = async (jobId: string) => {
    await waitFor(() => gate.waiting() > 0, 'the step that waits');
    return waitFor(async () => {
      const job = await stack.call('getJob', { params: { jobId } });
      return job.progress?.steps?.some(({ name, state }) => name.includes('wget') && state === 'running') && job;
    }, 'the step to be told of');
  };
  const beginPush = () => startJob(stack, host, { kind: 'image.push', params: { reference: pushed } });
  const untilMidPush = (jobId: string) =>
    waitFor(async () => {
      const { state, progress } = await stack.call('getJob', { params: { jobId } });
      const moving = progress?.layers.find(({ phase, current = 0 }) => phase === 'pushing' && current > MIB);
      return state === 'running' && moving;
    }, 'the middle of the push');
  const hasImage = async (reference: string) =>
    (await host.engine.docker('images', '--quiet', reference)).trim() !== '';
  /** The engine answers nobody meanwhile: whatever is asked of it stays in its middle. */
  const whileEngineHangs = async (work: () => Promise<void>) => {
    const { pid } = host.engine;
    process.kill(pid, 'SIGSTOP');
    try {
      await work();
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  };
  /** What has ended stays as it ended. */
  const expectSettled = async (job: JobDetail) => {
    await sleep(1500);
    const later = await stack.call('getJob', { params: { jobId: job.id } });
    expect({ state: later.state, attempts: later.attempts }).toEqual({ state: job.state, attempts: job.attempts });
  };

  it('a build goes on under the same attempt when the API is killed and started again', async () => {
    const jobId = await beginBuild('survives:1');
    await untilMidBuild(jobId);
    await stack.killApi9();
    await stack.restartApi();
    expect((await untilMidBuild(jobId)).attempt).toBe(1);
    gate.release();
    const job = await untilJobIs(stack, jobId, 'succeeded');
    expect(outcomes(job)).toEqual(['succeeded']);
    expect(await hasImage('survives:1')).toBe(true);
    await expectSettled(job);
  });

  it('a build that ended while the API was dead is known to have succeeded', async () => {
    const jobId = await beginBuild('meanwhile:1');
    await untilMidBuild(jobId);
    await stack.killApi9();
    gate.release();
    try {
      await waitFor(() => hasImage('meanwhile:1'), 'the image');
    } finally {
      await stack.restartApi();
    }
    expect(outcomes(await untilJobIs(stack, jobId, 'succeeded'))).toEqual(['succeeded']);
  });

  it('a push goes on under the same attempt when the API is killed and started again', async () => {
    const jobId = await beginPush();
    await untilMidPush(jobId);
    await stack.killApi9();
    await stack.restartApi();
    const job = await untilJobIs(stack, jobId, 'succeeded');
    expect(outcomes(job)).toEqual(['succeeded']);
    expect(await stack.registry.tags('team/big')).toEqual(['1']);
    await expectSettled(job);
  });

  it('a build is interrupted when the agent is killed, and succeeds at the second attempt', async () => {
    const jobId = await beginBuild('again:1');
    await untilMidBuild(jobId);
    await stack.killAgent9(host);
    await waitFor(() => gate.waiting() === 0, 'the engine to give up the step');
    await stack.startAgent(host);
    await waitFor(() => gate.waiting() > 0, 'the step of the second attempt');
    gate.release();
    const job = await untilJobIs(stack, jobId, 'succeeded');
    expect(outcomes(job)).toEqual(['interrupted', 'succeeded']);
    expect(await hasImage('again:1')).toBe(true);
  });

  it('a commit that is interrupted fails in words, and is not run twice', async () => {
    const containerId = (await host.engine.docker('run', '--detach', BASE, 'sleep', '1000000')).trim();
    let jobId = '';
    await whileEngineHangs(async () => {
      jobId = await startJob(stack, host, {
        kind: 'container.commit',
        params: { containerId, reference: 'committed:1' },
      });
      await untilJobIs(stack, jobId, 'running');
      await stack.killAgent9(host);
    });
    await stack.startAgent(host);
    const job = await untilJobIs(stack, jobId, 'failed');
    expect(outcomes(job)).toEqual(['interrupted']);
    expect(job.error?.code).toBe('job.outcome-unknown');
    expect(job.error?.message).not.toMatch(/undefined/);
    await expectSettled(job);
    await host.engine.docker('rm', '--force', containerId);
  });

  describe('when it is canceled', () => {
    let before: string[];

    beforeEach(async () => {
      before = await tracesOf(stack, host);
    });

    const expectCanceled = async (jobId: string, ...expected: string[]) => {
      const job = await untilJobIs(stack, jobId, 'canceled');
      expect(outcomes(job)).toEqual(expected);
      await untilTracesAre(stack, host, before);
      await expectSettled(job);
    };

    it('in the middle of a build', async () => {
      const jobId = await beginBuild('canceled:1');
      await untilMidBuild(jobId);
      await cancel(jobId);
      await expectCanceled(jobId, 'canceled');
      await waitFor(() => gate.waiting() === 0, 'the engine to give up the step');
    });

    it('in the middle of a build by the classic builder', async () => {
      const text = `FROM ${BASE}\nRUN wget -q -O /answer ${gate.url}\n`;
      const jobId = await startJob(stack, host, {
        kind: 'image.build',
        params: { source: { type: 'dockerfile', text }, tags: ['canceled:2'], builder: 'classic' },
      });
      await untilMidBuild(jobId);
      await cancel(jobId);
      await expectCanceled(jobId, 'canceled');
    });

    it('in the middle of a push', async () => {
      await importImage(pushed, PUSHED_BYTES);
      before = await tracesOf(stack, host);
      const jobId = await beginPush();
      await untilMidPush(jobId);
      await cancel(jobId);
      await expectCanceled(jobId, 'canceled');
    });

    it('before the engine has answered anything: a build, a push, a load, an import', async () => {
      const archive = await packTar(await busyboxRoot([{ name: 'Dockerfile', content: 'FROM scratch\nCOPY . /\n' }]));
      const uploadId = await upload(stack, archive, 'archive.tar');
      const requests: JobRequest[] = [
        { kind: 'image.build', params: { source: { type: 'upload', uploadId }, tags: ['canceled:3'] } },
        { kind: 'image.load', params: { uploadId } },
        { kind: 'image.import', params: { uploadId, reference: 'canceled:4' } },
        { kind: 'image.push', params: { reference: pushed } },
      ];
      for (const request of requests) {
        let jobId = '';
        await whileEngineHangs(async () => {
          jobId = await startJob(stack, host, request);
          await untilJobIs(stack, jobId, 'running');
          await cancel(jobId);
        });
        expect({ kind: request.kind, outcomes: outcomes(await untilJobIs(stack, jobId, 'canceled')) }).toEqual({
          kind: request.kind,
          outcomes: ['canceled'],
        });
      }
      await untilTracesAre(stack, host, before);
    });

    it('while it waits for its host, and nothing of it is begun', async () => {
      await host.agent.stop();
      const jobId = await beginPush();
      await untilJobIs(stack, jobId, 'waiting-for-host');
      await cancel(jobId);
      await untilJobIs(stack, jobId, 'canceled');
      await stack.startAgent(host);
      await stack.untilOnline(host.name);
      await expectCanceled(jobId);
    });
  });

  it('an upload goes on after the API was killed in its middle, and is then loaded', async () => {
    await host.engine.docker('tag', BASE, 'loaded:1');
    const saved = await saveOf('loaded:1');
    await host.engine.docker('rmi', 'loaded:1');
    const bytes = await compress(saved, 'gzip');
    const uploadId = await beginUpload(stack, bytes.length, 'loaded.tar.gz');
    const half = Math.floor(bytes.length / 2);
    await continueUpload(stack, uploadId, bytes, half);
    await stack.killApi9();
    await stack.restartApi();
    expect(await uploadedBytes(stack, uploadId)).toBe(half);
    await continueUpload(stack, uploadId, bytes);
    const { result } = await runJob(stack, host, { kind: 'image.load', params: { uploadId } });
    expect(result).toMatchObject({ references: ['loaded:1'] });
    expect(await hasImage('loaded:1')).toBe(true);
  });

  it('nothing is lost and nothing done twice when Redis is flushed while jobs are queued', async () => {
    await host.agent.stop();
    const tags = ['flushed:1', 'flushed:2', 'flushed:3'];
    const jobs = await Promise.all(
      tags.map((target) => startJob(stack, host, { kind: 'image.tag', params: { source: BASE, target } })),
    );
    for (const jobId of jobs) await untilJobIs(stack, jobId, 'waiting-for-host');
    await stack.flushRedis();
    await stack.startAgent(host);
    for (const jobId of jobs) expect(outcomes(await untilJobIs(stack, jobId, 'succeeded'))).toEqual(['succeeded']);
    for (const tag of tags) expect(await hasImage(tag)).toBe(true);
  });

  it('is done once where the API is killed between the commit of a job and its entry in a queue that is then lost', async () => {
    await stack.redis.stop();
    const jobId = await startJob(stack, host, { kind: 'image.tag', params: { source: BASE, target: 'between:1' } });
    await stack.killApi9();
    expect(await stack.rows(`SELECT 1 FROM job_outbox WHERE job_id = '${jobId}'`)).toHaveLength(1);
    await stack.redis.restart();
    await stack.flushRedis();
    await stack.restartApi();
    expect(outcomes(await untilJobIs(stack, jobId, 'succeeded'))).toEqual(['succeeded']);
    expect(await hasImage('between:1')).toBe(true);
  });

  const saveOf = async (reference: string) => {
    const query = new URLSearchParams({ ref: reference });
    const response = await fetch(`${stack.url}/api/v1/hosts/${host.id}/images/save?${query}`, {
      headers: { authorization: `Bearer ${stack.admin.token}` },
    });
    return Buffer.from(await response.arrayBuffer());
  };
});
