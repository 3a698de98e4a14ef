import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type JobKind, RoadsteadError } from '@roadstead/domain';
import { type JobStart, refuse, succeed } from '@roadstead/protocol';
import type { ScriptedAgent } from './jobs-agent.js';
import { type Api, Harness } from './jobs-harness.js';

const IMAGE_ID = `sha256:${'a'.repeat(64)}`;
const isEnded = (job: { state: string }) => ['succeeded', 'failed', 'canceled'].includes(job.state);

/** A commit must not be done twice, and must not fail for a start that no agent took. */
describe('a start around the hello of its agent', () => {
  let harness: Harness;
  let api: Api;

  beforeAll(async () => {
    harness = await Harness.start();
    api = await harness.startApi();
  }, 60_000);
  afterAll(() => harness?.stop(), 60_000);

  const connected = async (): Promise<ScriptedAgent> => {
    const agent = await harness.addHost();
    agent.instanceId = randomUUID();
    await agent.connect(api);
    return agent;
  };
  const commitOn = async (agent: ScriptedAgent) => {
    const kind: JobKind = 'container.commit';
    const containerId = await harness.addContainer(agent);
    const { jobs } = await harness.create(api, { kind, hosts: [agent], params: { containerId } });
    const [job] = jobs;
    if (job === undefined) throw new Error('no job was made');
    return job;
  };

  it('is sent again where the agent refused it for want of a hello, and the attempt never was', async () => {
    const agent = await connected();
    const early = refuse(new RoadsteadError('host.not-connected', { host: agent.name, lastHeard: 'a moment ago' }));
    agent.onStart = () => early;
    const job = await commitOn(agent);
    await agent.started(job.id, 1);
    agent.onStart = () => succeed({ adopted: false });
    const { attempt } = await agent.started(job.id, 2);
    expect((await harness.job(api, job.id)).attempts).toMatchObject([{ attempt }]);
    await agent.report(job, attempt, 1, { type: 'succeeded', result: { imageId: IMAGE_ID } });
    expect((await harness.untilJob(api, job.id, isEnded)).state).toBe('succeeded');
  });

  it('is sent again where the same process of the agent greets and does not know it', async () => {
    const agent = await connected();
    agent.onStart = () => undefined;
    const job = await commitOn(agent);
    await agent.started(job.id, 1);
    agent.disconnect();
    agent.onStart = () => succeed({ adopted: false });
    await agent.connect(api, []);
    await agent.started(job.id, 2);
    expect(agent.starts.filter((start: JobStart) => start.jobId === job.id)).toHaveLength(2);
    await agent.report(job, 2, 1, { type: 'succeeded', result: { imageId: IMAGE_ID } });
    expect((await harness.untilJob(api, job.id, isEnded)).state).toBe('succeeded');
  });

  it('fails, for nobody knows what came of it, where another process greets, or the same has told of it', async () => {
    const agents = [await connected(), await connected()] as const;
    const jobs = [await commitOn(agents[0]), await commitOn(agents[1])] as const;
    for (const [index, agent] of agents.entries()) await agent.started(jobs[index === 0 ? 0 : 1].id, 1);
    await agents[1].report(jobs[1], 1, 1, { type: 'output', text: 'begun\n' });
    for (const agent of agents) agent.disconnect();
    agents[0].instanceId = randomUUID();
    for (const agent of agents) await agent.connect(api, []);
    for (const { id } of jobs) {
      expect(await harness.untilJob(api, id, isEnded)).toMatchObject({
        state: 'failed',
        error: { code: 'job.outcome-unknown' },
      });
    }
  });
});
