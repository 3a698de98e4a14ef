import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERRORS, JOB_KINDS, type JobId, JobKind } from '@roadstead/domain';
import { waitFor } from '@roadstead/testing';
import { buildAgent } from '../agent-run.js';
import { ENGINE_KINDS } from '../engines-under-test.js';
import { JobBench } from './job-bench.js';
import type { CancelMoment, JobCase } from './job-case.js';
import { JOB_CASES } from './job-cases.js';
import { unsoundness } from './sound-events.js';

const START_MS = 90_000;
const CASE_MS = 120_000;

beforeAll(buildAgent, START_MS);

it('tries every kind of job', () => {
  expect(JOB_CASES.map(({ kind }) => kind).sort()).toEqual([...JobKind.options].sort());
});

for (const engineKind of ENGINE_KINDS) {
  const suite = engineKind.absent === undefined ? describe : describe.skip;
  suite(`jobs on ${engineKind.name}${engineKind.absent === undefined ? '' : ` (${engineKind.absent})`}`, () => {
    let bench: JobBench;
    beforeAll(async () => {
      bench = await JobBench.open(engineKind);
    }, START_MS);
    afterAll(() => bench?.close(), START_MS);

    for (const each of JOB_CASES) describe(each.kind, () => conforms(each, () => bench, engineKind));
  });
}

function conforms(job: JobCase, getBench: () => JobBench, engineKind: (typeof ENGINE_KINDS)[number]): void {
  const unless = ({ skipped }: Pick<JobCase, 'skipped'>) => skipped?.({ engineKind });
  const when = (reason: string | undefined) => (reason === undefined ? it : it.skip);
  const suffix = (reason: string | undefined) => (reason === undefined ? '' : ` (${reason})`);
  const whole = unless(job);
  const sound = (jobId: JobId) => expect(unsoundness(getBench().host.jobs.of(jobId, 1))).toEqual([]);

  when(whole)(
    `succeeds with a result of its kind, tells events in order, and adopts what is started twice${suffix(whole)}`,
    async () => {
      const bench = getBench();
      const prepared = await job.prepare(bench);
      const jobId = await bench.start(prepared);
      const again = { credentials: [], ...prepared, jobId, attempt: 1 };
      expect(await bench.host.command('job.start', again)).toEqual({ adopted: true });
      const end = await bench.end(jobId);
      if (end.type !== 'succeeded') throw new Error(`it ended as ${JSON.stringify(end)}`);
      expect(JOB_KINDS[job.kind].result.safeParse(end.result)).toMatchObject({ success: true });
      expect(await bench.host.command('job.start', again)).toEqual({ adopted: true });
      sound(jobId);
      expect(bench.host.jobs.repeated).toBe(0);
    },
    CASE_MS,
  );

  const atBegin: CancelMoment = { name: 'at its begin', prepare: job.prepare, mayBeLate: true };
  const isTried = job.moments.some(({ name }) => name.startsWith(atBegin.name));
  for (const moment of isTried ? job.moments : [atBegin, ...job.moments]) {
    const reason = whole ?? unless(moment);
    when(reason)(
      `ends canceled ${moment.name}, and leaves nothing${suffix(reason)}`,
      async () => {
        const bench = getBench();
        const prepared = await moment.prepare(bench);
        const { keepsCache } = moment;
        const before = await bench.state({ keepsCache });
        const jobId = await bench.start(prepared);
        await untilReached(bench, jobId, moment);
        await bench.cancel(jobId);
        const end = await bench.end(jobId);
        sound(jobId);
        if (moment.mayBeLate && end.type === 'succeeded') return;
        expect(end).toEqual({ type: 'canceled' });
        if (job.removes) return;
        await untilSame(bench, before, { keepsCache });
      },
      CASE_MS,
    );
  }

  for (const { name, prepare, code } of job.failures) {
    when(whole)(
      `fails with ${code} for ${name}, and leaves nothing${suffix(whole)}`,
      async () => {
        const bench = getBench();
        const prepared = await prepare(bench);
        const before = await bench.state();
        const jobId = await bench.start(prepared, 1, randomUUID() as JobId);
        const end = await bench.end(jobId);
        expect(end).toMatchObject({ type: 'failed', error: { code } });
        expect(Object.keys(ERRORS)).toContain(code);
        expect(end.type === 'failed' && end.error.message).not.toMatch(/\{\w+\}|undefined/);
        sound(jobId);
        await untilSame(bench, before);
      },
      CASE_MS,
    );
  }
}

async function untilReached(bench: JobBench, jobId: JobId, { reached, name }: CancelMoment): Promise<void> {
  if (reached === undefined) return;
  const progress = () => bench.host.jobs.reports(jobId, 'progress').map((report) => report.progress);
  await waitFor(() => progress().some(reached) || bench.host.jobs.ends(jobId).length > 0, `the moment ${name}`, {
    pollMs: 5,
  });
}

async function untilSame(bench: JobBench, before: string, but: Pick<CancelMoment, 'keepsCache'> = {}): Promise<void> {
  await waitFor(async () => (await bench.state(but)) === before, 'the host as it was before').catch(async () => {
    expect(await bench.state(but)).toBe(before);
  });
}
