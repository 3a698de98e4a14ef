import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readlink, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContainerId } from '@roadstead/domain';
import { LOG_MEDIA_TYPES } from '@roadstead/protocol';
import {
  type ControlPlane,
  type Engine,
  type EnrolledHost,
  startControlPlane,
  startEngine,
  waitFor,
} from '@roadstead/testing';
import { AgentRun, buildAgent } from './agent-run.js';
import { importBusybox } from './test-images.js';

const START_MS = 60_000;
const MIB = 1024 * 1024;

describe('logs of containers, as byte streams', () => {
  let dir: string;
  let engine: Engine;
  let controlPlane: ControlPlane;
  let agent: AgentRun;
  let host: EnrolledHost;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'roadstead-agent-'));
    [engine, controlPlane] = await Promise.all([
      startEngine({ dir: join(dir, 'engine'), name: 'logger' }),
      startControlPlane(),
      buildAgent(),
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

  const run = async (script: string, ...options: string[]) => {
    const command = ['run', '--detach', '--network', 'none', ...options, 'busybox:1', 'sh', '-c', script];
    return ContainerId.parse((await engine.docker(...command)).trim());
  };

  it('come with stdout and stderr apart, in the engine’s own frames', async () => {
    const containerId = await run('echo to out; echo to err >&2');
    await engine.docker('wait', containerId);
    const { mediaType, stream } = await host.openLogs({ containerId });
    expect(mediaType).toBe(LOG_MEDIA_TYPES.multiplexed);
    expect(stream.headers['content-type']).toBe(mediaType);
    const bytes = await text(stream);
    expect(bytes).toContain('\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0007to out\n');
    expect(bytes).toContain('\u0002\u0000\u0000\u0000\u0000\u0000\u0000\u0007to err\n');
    const errors = await host.openLogs({ containerId, stdout: false });
    expect(await text(errors.stream)).not.toContain('to out');
  });

  it('of a terminal come raw', async () => {
    const containerId = await run('echo plain', '--tty');
    await engine.docker('wait', containerId);
    const { mediaType, stream } = await host.openLogs({ containerId });
    expect(mediaType).toBe(LOG_MEDIA_TYPES.raw);
    expect(await text(stream)).toBe('plain\r\n');
  });

  it('begin with the last lines, and go on while they are followed', async () => {
    const containerId = await run('for n in 1 2 3 4; do echo line $n; done; sleep 2; echo line 5; sleep 1000');
    await sleep(1000);
    const { stream } = await host.openLogs({ containerId, follow: true, tail: 2 });
    let seen = '';
    stream.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
    });
    await waitFor(() => seen.includes('line 5'), 'the line to come');
    expect(seen).toContain('line 3');
    expect(seen).not.toContain('line 2');
    await engine.docker('rm', '--force', containerId);
    await waitFor(() => stream.complete, 'the end of the stream');
  });

  it('of no container are refused in words', async () => {
    const containerId = ContainerId.parse(randomBytes(32).toString('hex'));
    await expect(host.openLogs({ containerId })).rejects.toThrow(/There is no container .* on host/);
  });

  it('are held back by a slow reader, in flat memory', async () => {
    const containerId = await run('yes 0123456789012345678901234567890123456789', '--log-opt', 'max-size=200m');
    const logPath = (await engine.docker('inspect', '--format', '{{.LogPath}}', containerId)).trim();
    await waitFor(async () => (await stat(logPath)).size > 50 * MIB, 'a long log');
    await engine.docker('pause', containerId);
    const { stream } = await host.openLogs({ containerId });
    let read = 0;
    stream.on('data', (chunk: Buffer) => {
      read += chunk.length;
      stream.pause();
      setTimeout(() => stream.resume(), 5);
    });
    await sleep(1000);
    const before = await agent.memory();
    await sleep(3000);
    expect((await agent.memory()) - before).toBeLessThan(20 * MIB);
    expect(read).toBeGreaterThan(0);
    expect(stream.complete).toBe(false);
    stream.destroy();
    await engine.docker('rm', '--force', containerId);
  });

  it('that nobody reads any more, or that say nothing, are let go at the engine', async () => {
    const quiet = await run('sleep 1000');
    const idle = await connectionsOf(agent.pid);
    const openStreams = async () => (await connectionsOf(agent.pid)) - idle;
    const streams: IncomingMessage[] = [];
    for (let i = 0; i < 5; i += 1) streams.push((await host.openLogs({ containerId: quiet, follow: true })).stream);
    await waitFor(async () => (await openStreams()) >= 5, 'the streams');
    for (const stream of streams.splice(0)) stream.destroy();
    await waitFor(async () => (await openStreams()) <= 0, 'the streams to be closed');
    await host.openLogs({ containerId: quiet, follow: true });
    await controlPlane.goAway();
    await waitFor(async () => (await openStreams()) <= 0, 'the streams to be closed');
    await controlPlane.comeBack();
    await waitFor(() => host.connected, 'the reconnect');
  });

  it('are not dialled for a ticket that is worth nothing, and the agent lives on', async () => {
    const containerId = await run('sleep 1000');
    const request = { containerId, follow: true, stdout: true, stderr: true, timestamps: false };
    const before = await connectionsOf(agent.pid);
    await host.command('stream.open', { ticket: 'forged', source: { type: 'container.logs', request } });
    await waitFor(async () => (await connectionsOf(agent.pid)) <= before, 'the stream to be let go');
    expect(host.connected).toBe(true);
    expect(await agent.stop()).toBe(0);
  });
});

/** Sockets that the process holds, of any kind. */
async function connectionsOf(pid: number): Promise<number> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all((await readdir(folder)).map((fd) => readlink(join(folder, fd)).catch(() => '')));
  return links.filter((link) => link.startsWith('socket:')).length;
}
