import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { JobId, RoadsteadError } from '@roadstead/domain';
import type { JobEvent } from '@roadstead/protocol';
import { createLogger } from '../config/logger.js';
import { type Link, LinkError } from '../connection/link.js';
import type { Engine } from '../engine/engine.js';
import type { Executor } from './executor.js';
import { createExecutors } from './executors.js';
import { JobInputs } from './job-input.js';
import { JobOutbox } from './job-outbox.js';
import { JobRunner } from './job-runner.js';

const jobId = JobId.parse('01990000-0000-7000-8000-000000000001');
const start = (attempt: number) => ({
  jobId,
  attempt,
  kind: 'image.pull' as const,
  params: { reference: 'shop/web' },
  credentials: [],
});
const result = { imageId: 'sha256:1', changed: true };
const untilAborted: Executor<'image.pull'> = (_params, { signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

/** No executor but the one under test is asked for anything. */
const noEngine = {} as Engine;

/** A link that keeps what it was given, and can be out of order. */
class RecordingLink implements Link {
  closed = false;
  readonly events: JobEvent[] = [];
  fails = false;

  async emit(_event: unknown, request: unknown): Promise<never> {
    if (this.fails) throw new LinkError('cut');
    this.events.push(request as JobEvent);
    return {} as never;
  }
}

function setUp(pull: Executor<'image.pull'>) {
  const log = createLogger('silent');
  const outbox = new JobOutbox(log);
  const runner = new JobRunner({
    executors: { ...createExecutors(noEngine), 'image.pull': pull },
    inputs: new JobInputs('http://127.0.0.1:1', 'web-1'),
    outbox,
    host: 'web-1',
    log,
  });
  const link = new RecordingLink();
  const ends = () =>
    link.events.map(({ report }) => report).filter(({ type }) => type !== 'progress' && type !== 'output');
  return { outbox, runner, link, ends };
}

describe('JobRunner', () => {
  it('tells progress, output and one end, in order, and then forgets the job', async () => {
    const { outbox, runner, link } = setUp(async (_params, { progress, output }) => {
      progress({ layers: [], bytesDone: 1, bytesTotal: 2, bytesPerSecond: 0 });
      output('Digest: …');
      return result;
    });
    outbox.connected(link);
    expect(runner.start(start(1))).toEqual({ adopted: false });
    await sleep(20);
    expect(link.events.map(({ report }) => report.type)).toEqual(['progress', 'output', 'succeeded']);
    expect(outbox.jobs()).toEqual([]);
  });

  it('adopts a start of an attempt that runs, and runs it once', async () => {
    let runs = 0;
    const { runner, outbox, link } = setUp((params, context) => {
      runs += 1;
      return untilAborted(params, context);
    });
    outbox.connected(link);
    runner.start(start(1));
    expect(runner.start(start(1))).toEqual({ adopted: true });
    await sleep(10);
    expect(runs).toBe(1);
    expect(outbox.jobs()).toEqual([{ jobId, attempt: 1, ended: false }]);
    runner.stop();
  });

  it('keeps the end until it is acknowledged: told after the reconnect', async () => {
    const { outbox, runner, link, ends } = setUp(async () => result);
    outbox.connected(link);
    runner.start(start(1));
    outbox.disconnected();
    await sleep(10);
    expect(outbox.jobs()).toEqual([{ jobId, attempt: 1, ended: true }]);
    expect(runner.start(start(1))).toEqual({ adopted: true });
    link.fails = true;
    outbox.connected(link);
    await sleep(10);
    outbox.disconnected();
    link.fails = false;
    outbox.connected(link);
    await sleep(10);
    expect(ends()).toEqual([{ type: 'succeeded', result }]);
    expect(outbox.jobs()).toEqual([]);
  });

  it('refuses an older attempt; a newer one ends the older without a word', async () => {
    const { outbox, runner, link, ends } = setUp(untilAborted);
    outbox.connected(link);
    runner.start(start(2));
    expect(() => runner.start(start(1))).toThrow(RoadsteadError);
    runner.start(start(3));
    await sleep(10);
    expect(ends()).toEqual([]);
    expect(runner.cancel({ jobId, attempt: 2 })).toEqual({ known: false });
    expect(runner.cancel({ jobId, attempt: 3 })).toEqual({ known: true });
    await sleep(10);
    expect(ends()).toEqual([{ type: 'canceled' }]);
    expect(link.events.every((event) => event.attempt === 3)).toBe(true);
  });

  it('passes on an error with its code, and names an unexpected one only by its trace', async () => {
    const denied = new RoadsteadError('registry.denied', { reference: 'shop/web', registry: 'docker.io' });
    const failing = setUp(async () => Promise.reject(denied));
    failing.outbox.connected(failing.link);
    failing.runner.start(start(1));
    const broken = setUp(async () => Promise.reject(new TypeError('secret')));
    broken.outbox.connected(broken.link);
    broken.runner.start(start(1));
    await sleep(20);
    expect(failing.ends()).toEqual([{ type: 'failed', error: denied.toBody() }]);
    expect(broken.ends()).toMatchObject([{ type: 'failed', error: { code: 'agent.unexpected' } }]);
    expect(JSON.stringify(broken.ends())).not.toContain('secret');
  });

  it('refuses parameters that are not those of the kind', () => {
    const { runner, outbox, link } = setUp(async () => result);
    outbox.connected(link);
    const wrong = { ...start(1), params: { reference: 'NOT A REFERENCE' } };
    expect(() => runner.start(wrong)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    expect(runner.start(start(1))).toEqual({ adopted: false });
  });

  it('begins no attempt again that has ended and been acknowledged, and none that is older', async () => {
    let runs = 0;
    const { outbox, runner, link, ends } = setUp(async () => {
      runs += 1;
      return result;
    });
    outbox.connected(link);
    runner.start(start(2));
    await sleep(10);
    expect(outbox.jobs()).toEqual([]);
    expect(runner.start(start(2))).toEqual({ adopted: true });
    expect(() => runner.start(start(1))).toThrow(RoadsteadError);
    await sleep(10);
    expect(runs).toBe(1);
    expect(ends()).toHaveLength(1);
  });

  it('lets a cancel that comes after the end change nothing', async () => {
    const { outbox, runner, link, ends } = setUp(async () => result);
    outbox.connected(link);
    runner.start(start(1));
    outbox.disconnected();
    await sleep(10);
    expect(runner.cancel({ jobId, attempt: 1 })).toEqual({ known: true });
    outbox.connected(link);
    await sleep(10);
    expect(ends()).toEqual([{ type: 'succeeded', result }]);
    expect(runner.cancel({ jobId, attempt: 1 })).toEqual({ known: false });
  });

  it('ends its jobs without a word when the agent stops, for they are interrupted and not canceled', async () => {
    const { outbox, runner, link, ends } = setUp(untilAborted);
    outbox.connected(link);
    runner.start(start(1));
    runner.stop();
    await sleep(10);
    expect(ends()).toEqual([]);
  });

  it('begins nothing before the control plane has taken its hello, and adopts what it has begun before', async () => {
    const { outbox, runner, link } = setUp(untilAborted);
    expect(() => runner.start(start(1))).toThrow(expect.objectContaining({ code: 'host.not-connected' }));
    expect(outbox.jobs()).toEqual([]);
    outbox.connected(link);
    expect(runner.start(start(1))).toEqual({ adopted: false });
    outbox.disconnected();
    expect(runner.start(start(1))).toEqual({ adopted: true });
    expect(() => runner.start(start(2))).toThrow(expect.objectContaining({ code: 'host.not-connected' }));
    runner.stop();
  });

  it('lets a newer attempt wait until the older has undone what it did', async () => {
    const steps: string[] = [];
    const { outbox, runner, link } = setUp(async (_params, { signal }) => {
      steps.push('begun');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await sleep(20);
      steps.push('undone');
      throw new Error('aborted');
    });
    outbox.connected(link);
    runner.start(start(1));
    await sleep(5);
    runner.start(start(2));
    await sleep(50);
    expect(steps).toEqual(['begun', 'undone', 'begun']);
    runner.stop();
  });
});
