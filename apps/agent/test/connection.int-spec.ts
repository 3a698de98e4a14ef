import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RoadsteadError } from '@roadstead/domain';
import { PROTOCOL_VERSION } from '@roadstead/protocol';
import { type ControlPlane, startControlPlane, waitFor } from '@roadstead/testing';
import { AgentRun, buildAgent } from './agent-run.js';

const START_MS = 60_000;
const CONFIG_EXIT = 2;

/** No engine is needed to be a host: these agents have none, and say so. */
describe('an agent and its control plane', () => {
  let dir: string;
  let controlPlane: ControlPlane;
  const running: AgentRun[] = [];

  const start = (overrides: Partial<ConstructorParameters<typeof AgentRun>[0]> = {}) => {
    const socketPath = join(dir, 'no-engine.sock');
    const agent = new AgentRun({ url: controlPlane.url, stateDir: join(dir, 'state'), socketPath, ...overrides });
    running.push(agent);
    return agent;
  };
  const enrolled = async () => {
    const agent = start({ token: controlPlane.joinToken() });
    const host = await waitFor(() => controlPlane.hosts.find((each) => each.hellos.length > 0), 'the hello');
    return { agent, host };
  };

  beforeAll(buildAgent, START_MS);

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'roadstead-agent-'));
    controlPlane = await startControlPlane();
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((agent) => agent.kill9()));
    await controlPlane[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  it('enrols once, keeps its key to itself, and comes back with the key alone', async () => {
    const { agent, host } = await enrolled();
    expect((await stat(join(dir, 'state/identity.json'))).mode & 0o777).toBe(0o600);
    await waitFor(() => host.heartbeats.at(-1)?.engine === 'down', 'a heartbeat');
    expect(host.heartbeats.at(-1)).toMatchObject({ engineError: expect.stringContaining('does not answer') });
    expect(await agent.stop()).toBe(0);
    start();
    await waitFor(() => host.hellos.length === 2, 'the second hello');
    expect(controlPlane.hosts).toHaveLength(1);
  });

  it.each([
    ['no token and no identity', {}, 'not enrolled yet. Make a join token'],
    ['an address that is none', { url: 'roadstead' }, 'ROADSTEAD_URL: set it to the address'],
    ['an engine over TCP', { env: { DOCKER_HOST: 'tcp://127.0.0.1:2375' } }, 'DOCKER_HOST: only unix://'],
  ])('says in one breath what to do about %s, and ends with code 2', async (_what, overrides, words) => {
    const agent = start(overrides);
    expect(await agent.end()).toBe(CONFIG_EXIT);
    expect(agent.output).toContain(words);
    expect(agent.output).not.toContain('    at ');
    expect(agent.output).not.toContain('watching the engine');
  });

  it.each([
    ['unknown', 'This join token is not known'],
    ['used', 'This join token has been used already'],
  ])('says that a join token is %s, once, and stays up', async (state, words) => {
    const token = state === 'used' ? controlPlane.joinToken() : 'made-up';
    if (state === 'used') {
      const first = start({ token, stateDir: join(dir, 'first') });
      await waitFor(() => controlPlane.hosts.length === 1, 'the first host');
      await first.stop();
    }
    const agent = start({ token });
    await waitFor(() => agent.said(words) > 0, 'the words');
    await sleep(1500);
    expect(agent.said(words)).toBe(1);
    expect(agent.output).not.toContain(token);
    expect(await agent.stop()).toBe(0);
  });

  it('is told that its host was revoked, says so once, and does not hammer', async () => {
    const { agent, host } = await enrolled();
    host.revoke();
    await waitFor(() => agent.said('This host was revoked') > 0, 'the words');
    await sleep(1500);
    expect(agent.said('This host was revoked')).toBe(1);
    expect(controlPlane.refusedConnects).toBe(1);
    expect(await agent.stop()).toBe(0);
    start({ token: controlPlane.joinToken() });
    await waitFor(() => controlPlane.hosts.length === 2 && controlPlane.hosts[1]?.connected, 'the new identity');
  });

  it('of another protocol version is refused in words', async () => {
    await using newer = await startControlPlane({ protocolVersion: 99 });
    const agent = start({ url: newer.url, token: newer.joinToken() });
    await waitFor(
      () => agent.said(`The agent speaks protocol ${PROTOCOL_VERSION}, the control plane 99`) > 0,
      'the words',
    );
  });

  it('waits for a control plane that is not there yet, saying so once', async () => {
    const { host, agent } = await enrolled();
    await controlPlane.goAway();
    await waitFor(() => agent.said('does not answer') > 1, 'the words'); // The other one is about the engine.
    await sleep(2000);
    expect(agent.said(`${controlPlane.url} does not answer`)).toBe(1);
    await controlPlane.comeBack();
    await waitFor(() => host.hellos.length === 2, 'the second hello');
  });

  it('is not moved to another control plane by its address alone', async () => {
    const { agent } = await enrolled();
    await agent.stop();
    await using other = await startControlPlane();
    const moved = start({ url: other.url });
    expect(await moved.end()).toBe(CONFIG_EXIT);
    expect(moved.output).toContain('This host belongs to the control plane');
  });

  it('tries a hello again that was refused for a passing reason', async () => {
    const { host } = await enrolled();
    const error = new RoadsteadError('dependency.unavailable', { dependency: 'Postgres' });
    host.refusals.push({ event: 'agent.hello', error });
    host.cut();
    await waitFor(() => host.hellos.length === 2, 'the second hello');
    expect(host.refusals).toEqual([]);
  });

  it('stops at once while it is connecting', async () => {
    const agent = start({ url: 'http://198.18.255.254:9', token: 'any' });
    await sleep(1000);
    const began = Date.now();
    expect(await agent.stop()).toBe(0);
    expect(Date.now() - began).toBeLessThan(5000);
  });
});
