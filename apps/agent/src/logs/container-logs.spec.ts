import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { ContainerId } from '@roadstead/domain';
import type { LogRead, LogRuns } from '../engine/logs/engine-logs.js';
import { ContainerLogs } from './container-logs.js';
import { entry, numbersIn, runs } from './log-samples.js';

const containerId = ContainerId.parse('a'.repeat(64));
const request = { containerId, follow: true, stdout: true, stderr: true };
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

/** An engine whose log has some lines; `onRead` is between the engine's answer and the caller's sight of it. */
function engineWith(lines: number, onRead: (asked: LogRead, write: () => void) => Promise<void>) {
  const written = Array.from({ length: lines }, (_, n) => entry(n, `line ${n}\n`));
  const followed: PassThrough[] = [];
  const write = () => {
    const next = entry(written.length, `line ${written.length}\n`);
    written.push(next);
    for (const stream of followed) stream.write(next);
  };
  const read = async (asked: LogRead): Promise<LogRuns> => {
    const past = asked.tail === undefined ? [...written] : written.slice(-asked.tail);
    if (!asked.follow) {
      await onRead(asked, write);
      return runs(...past);
    }
    const stream = new PassThrough();
    // The place is looked up after the answer: what is written in between is not followed, only told as the last line.
    setTimeout(() => {
      for (const last of written.slice(-(asked.tail ?? 0))) stream.write(last);
      followed.push(stream);
    }, 10);
    setTimeout(write, 5);
    return stream;
  };
  return { engine: { logs: { read } }, write };
}

describe('logs that are followed', () => {
  it('issue-4-log-join: have all lines that are written while the follower joins', async () => {
    const { engine, write } = engineWith(3, async (_, write) => {
      write();
      await settle();
    });
    const logs = new ContainerLogs(engine as never);
    const stop = new AbortController();
    const got: Buffer[] = [];
    const { bytes } = await logs.view(request, stop.signal);
    bytes.on('data', (chunk: Buffer) => got.push(chunk));
    bytes.on('error', () => undefined);
    await settle();
    write();
    await settle();
    expect(numbersIn(Buffer.concat(got))).toEqual([0, 1, 2, 3, 4, 5]);
    stop.abort();
  });
});
