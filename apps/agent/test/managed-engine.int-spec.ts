import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ControlPlane,
  type EnrolledHost,
  endProcess,
  runProgram,
  startControlPlane,
  waitFor,
} from '@roadstead/testing';
import { AgentRun, buildAgent } from './agent-run.js';

const START_MS = 60_000;
/** Fewer parts: these specs are about the processes. */
const DAEMON_CONFIG = JSON.stringify({ bridge: 'none', iptables: false, 'ip-forward': false });

describe('a managed engine', () => {
  let root: string;
  let controlPlane: ControlPlane;
  let agent: AgentRun | undefined;
  let env: NodeJS.ProcessEnv;

  const start = (overrides: NodeJS.ProcessEnv = {}) => {
    const settings = { url: controlPlane.url, stateDir: join(root, 'state') };
    agent = new AgentRun({ ...settings, token: controlPlane.joinToken(), env: { ...env, ...overrides } });
    return agent;
  };
  const untilUp = async (): Promise<EnrolledHost> => {
    const host = await controlPlane.untilListed();
    await waitFor(() => host.heartbeats.at(-1)?.engine === 'up', 'the engine');
    return host;
  };
  const dockerdPid = async () => Number(await readFile(join(root, 'engine/docker.pid'), 'utf8').catch(() => '0'));

  beforeAll(buildAgent, START_MS);

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'rs-'));
    env = { ROADSTEAD_ENGINE: 'managed', ROADSTEAD_ENGINE_ROOT: join(root, 'engine') };
    controlPlane = await startControlPlane();
  });

  afterEach(async () => {
    await agent?.stop();
    for (const pid of await processesOf(root)) await endProcess(pid, 5000);
    await controlPlane[Symbol.asyncDispose]();
    // A dockerd that was killed cannot undo its mount of its own data root.
    await runProgram('umount', ['--recursive', join(root, 'engine/data')]).catch(() => undefined);
    await rm(root, { recursive: true, force: true });
  }, START_MS);

  it(
    'is started, adopted after kill -9 of the agent, started again after its own, and stopped with the agent',
    async () => {
      const early = start();
      await waitFor(() => early.said('dockerd started') > 0, 'the start');
      expect(await early.stop()).toBe(0); // Perhaps before dockerd has written its pid file.
      expect(await processesOf(root)).toEqual([]);
      await writeFile(join(root, 'engine/daemon.json'), DAEMON_CONFIG);

      const first = start();
      const host = await untilUp();
      expect(host.hellos.at(-1)?.engineMode).toBe('managed');
      const pid = await dockerdPid();

      await first.kill9();
      const second = start();
      await waitFor(() => second.said('dockerd adopted') > 0, 'the adoption');
      expect(await dockerdPid()).toBe(pid);

      process.kill(pid, 'SIGKILL');
      await waitFor(() => second.said('starting it again') > 0, 'the words');
      await waitFor(async () => ![0, pid].includes(await dockerdPid()), 'the next dockerd');
      await untilUp();

      expect(await second.stop()).toBe(0);
      expect(await processesOf(root)).toEqual([]);
      expect(existsSync(join(root, 'engine/data'))).toBe(true);
    },
    START_MS,
  );

  it('that is not installed is said in words, and the agent stays', async () => {
    const run = start({ PATH: '/nowhere' });
    await waitFor(() => run.said('dockerd is not installed on this host') > 0, 'the words');
    expect(await run.stop()).toBe(0);
  });

  it('whose folder cannot be made, or lies too deep, is said in words', async () => {
    const badFolder = start({ ROADSTEAD_ENGINE_ROOT: '/dev/null/engine' });
    expect(await badFolder.end()).toBe(2);
    expect(badFolder.output).toContain("The engine's folder cannot be made");
    const tooDeep = start({ ROADSTEAD_ENGINE_ROOT: `/${'deep/'.repeat(20)}` });
    expect(await tooDeep.end()).toBe(2);
    expect(tooDeep.output).toContain('is too long');
  });
});

/** Processes with the folder in their command line, the agent aside. */
async function processesOf(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commandLines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return pids.filter((_, index) => commandLines[index]?.includes(folder)).map(Number);
}
