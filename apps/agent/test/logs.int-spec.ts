import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readlink, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContainerId, LogPage, LogSearchRecord } from '@roadstead/domain';
import { FRAME_KIND, LOG_FRAMES_MEDIA_TYPE, LOG_MEDIA_TYPES, LogNotice } from '@roadstead/protocol';
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

  it('of a container that writes are one stream from the engine for all who follow, and all of it for each', async () => {
    const script = 'n=0; while [ $n -lt 20000 ]; do echo line $n; n=$((n+1)); done; sleep 1000';
    const containerId = await run(script);
    const idle = await connectionsOf(agent.pid);
    const request = { containerId, follow: true, stdout: true, stderr: true };
    const viewers = await Promise.all(
      [1, 2, 3].map(async () => {
        const { mediaType, stream } = await host.openStream({ type: 'container.log-view', request });
        expect(mediaType).toBe(LOG_FRAMES_MEDIA_TYPE);
        const seen: string[] = [];
        stream.on('data', (chunk: Buffer) => seen.push(chunk.toString('latin1')));
        return { stream, lines: () => [...seen.join('').matchAll(/Z line (\d+)\n/g)].map(([, n]) => Number(n)) };
      }),
    );
    for (const { lines } of viewers) await waitFor(() => lines().at(-1) === 19_999, 'the last line');
    const all = Array.from({ length: 20_000 }, (_, n) => n);
    for (const { lines } of viewers) expect(lines()).toEqual(all);
    // One to the engine for all of them, and one to the control plane for each.
    await waitFor(
      async () => (await connectionsOf(agent.pid)) - idle <= 1 + viewers.length,
      'one stream of the engine',
    );
    for (const { stream } of viewers) stream.destroy();
    await waitFor(async () => (await connectionsOf(agent.pid)) <= idle, 'all to be let go');
  });

  it('tell a viewer that is too slow how many lines it missed, and hold up neither the others nor the heartbeat', async () => {
    const lines = 300_000;
    const containerId = await run(
      `sleep 1; awk 'BEGIN { s = sprintf("%0400d", 0); for (i = 0; i < ${lines}; i++) print "line", i, s }'; echo done; sleep 1000`,
    );
    const request = { containerId, follow: true, stdout: true, stderr: true };
    const open = async () => (await host.openStream({ type: 'container.log-view', request })).stream;
    const [fast, slow] = [await open(), await open()];
    const counts = { fast: new FrameCount(), slow: new FrameCount() };
    const before = await agent.memory();
    const beats = host.heartbeats.length;
    let most = before;
    slow.pause();
    for await (const chunk of fast) {
      counts.fast.take(chunk as Buffer);
      most = Math.max(most, await agent.memory());
      if (counts.fast.total >= lines + 1) break;
    }
    for await (const chunk of slow) {
      counts.slow.take(chunk as Buffer);
      if (counts.slow.total >= lines + 1) break;
    }
    expect(counts.slow.skipped).toBeGreaterThan(0);
    expect(counts).toMatchObject({ fast: { total: lines + 1 }, slow: { total: lines + 1 } });
    expect(most - before).toBeLessThan(80 * MIB);
    expect(host.heartbeats.length).toBeGreaterThan(beats);
    await engine.docker('rm', '--force', containerId);
  });

  it('come in pages around a moment, by search, and as lines however long', async () => {
    const containerId = await run(
      'for n in 1 2 3 4 5; do echo line $n; done; head -c 100000 /dev/zero | tr "\\0" x; echo; sleep 0.2; echo "{\\"level\\":\\"error\\"}" >&2',
    );
    await engine.docker('wait', containerId);
    const ask = { containerId, stdout: true, stderr: true };
    const page = async (request: object) => {
      const { stream } = await host.openStream({
        type: 'container.log-page',
        request: { ...ask, before: 0, after: 0, ...request },
      });
      return LogPage.parse(JSON.parse(await text(stream)));
    };
    const first = await page({ after: 3 });
    expect(first.lines.map((line) => line.text)).toEqual(['line 1', 'line 2', 'line 3']);
    expect(first.hasNewer).toBe(true);
    const around = await page({ at: first.lines[2]?.at, before: 1, after: 3 });
    expect(around.lines.map((line) => line.text)).toEqual(['line 2', 'line 3', 'line 4', 'line 5']);
    const last = await page({ before: 2 });
    expect(last.lines.map(({ stream, length }) => ({ stream, length }))).toEqual([
      { stream: 'stdout', length: 100_000 },
      { stream: 'stderr', length: undefined },
    ]);
    const { stream } = await host.openStream({
      type: 'container.log-search',
      request: { ...ask, isPattern: false, isCaseSensitive: false, where: 'level=error', context: 1, limit: 10 },
    });
    const records = (await text(stream))
      .trim()
      .split('\n')
      .map((line) => LogSearchRecord.parse(JSON.parse(line)));
    expect(records.map(({ type }) => type)).toEqual(['context', 'match', 'end']);
    expect(records[1]).toMatchObject({ stream: 'stderr', text: '{"level":"error"}' });
  });

  it('of a terminal are framed for a viewer, line by line', async () => {
    const containerId = await run('echo one; echo two', '--tty');
    await engine.docker('wait', containerId);
    const request = { containerId, follow: true, stdout: true, stderr: true };
    const { stream } = await host.openStream({ type: 'container.log-view', request });
    const count = new FrameCount();
    for await (const chunk of stream) count.take(chunk as Buffer);
    expect(count).toMatchObject({ total: 2, skipped: 0 });
  });

  it('that a driver keeps nowhere are refused with its name', async () => {
    const containerId = await run('echo gone', '--log-driver', 'none');
    await expect(host.openLogs({ containerId })).rejects.toMatchObject({
      code: 'logs.driver-unreadable',
      detail: { driver: 'none' },
    });
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

/** Counts lines, and those that were skipped, in frames that may be cut anywhere. */
class FrameCount {
  skipped = 0;
  private lines = 0;
  private rest = Buffer.alloc(0);

  get total(): number {
    return this.lines + this.skipped;
  }

  take(chunk: Buffer): void {
    const all = Buffer.concat([this.rest, chunk]);
    let at = 0;
    while (all.length - at >= 8 && all.length - at - 8 >= all.readUInt32BE(at + 4)) {
      const end = at + 8 + all.readUInt32BE(at + 4);
      if (all[at] !== FRAME_KIND.notice) this.lines += all[end - 1] === 10 ? 1 : 0;
      else {
        const notice = LogNotice.parse(JSON.parse(all.toString('utf8', at + 8, end)));
        if (notice.type === 'skipped') this.skipped += notice.lines;
      }
      at = end;
    }
    this.rest = Buffer.from(all.subarray(at));
  }
}

/** Sockets that the process holds, of any kind. */
async function connectionsOf(pid: number): Promise<number> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all((await readdir(folder)).map((fd) => readlink(join(folder, fd)).catch(() => '')));
  return links.filter((link) => link.startsWith('socket:')).length;
}
