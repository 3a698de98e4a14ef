import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { RoadsteadError } from '@roadstead/domain';
import { AGENT_PATHS } from '@roadstead/protocol';
import { JobInputs } from './job-input.js';

const { signal } = new AbortController();
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A control plane that answers so, each request in its turn. */
async function answering(...answers: ((response: ServerResponse) => void)[]): Promise<JobInputs> {
  const server = createServer((request, response) => {
    const good = request.url === AGENT_PATHS.jobInput && request.headers.authorization === 'Bearer token';
    if (good) (answers.shift() ?? (() => response.destroy()))(response);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return new JobInputs(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'web-1');
}

const refusing = (error: RoadsteadError) => (response: ServerResponse) =>
  void response.writeHead(error.status).end(JSON.stringify({ error: error.toBody() }));

describe('JobInputs', () => {
  it('gives the bytes with their type, and their number where that is said', async () => {
    const inputs = await answering(
      (response) => response.writeHead(200, { 'content-type': 'application/x-tar', 'content-length': 5 }).end('bytes'),
      (response) => void response.write('more', () => response.end()),
    );
    const first = await inputs.open('token', signal);
    expect(first).toMatchObject({ mediaType: 'application/x-tar', size: 5 });
    expect(await text(first.body)).toBe('bytes');
    const second = await inputs.open('token', signal);
    expect(second.size).toBeUndefined();
    expect(await text(second.body)).toBe('more');
  });

  it('fails as the control plane says, at once where to ask again is of no use', async () => {
    const refusal = new RoadsteadError('git.ref-unknown', { url: 'https://git.example.com/a', ref: 'next' });
    const inputs = await answering(refusing(refusal));
    await expect(inputs.open('token', signal)).rejects.toEqual(refusal);
    await expect(inputs.open(undefined, signal)).rejects.toMatchObject({ code: 'job.input-denied' });
  });

  it('asks again where the control plane is away for a moment', async () => {
    const inputs = await answering(
      (response) => void response.destroy(),
      (response) => void response.end('bytes'),
    );
    expect(await text((await inputs.open('token', signal)).body)).toBe('bytes');
  });

  it('fails the body when it breaks off, and ends with the signal', async () => {
    const half = (response: ServerResponse) => {
      response.writeHead(200, { 'content-length': 10 }).write('half');
      setTimeout(() => response.destroy(), 50);
    };
    const inputs = await answering(half, (response) => void response.write('half'));
    const { body } = await inputs.open('token', signal);
    await expect(text(body)).rejects.toMatchObject({ code: 'job.input-broken-off', detail: { host: 'web-1' } });
    const cancel = new AbortController();
    const input = await inputs.open('token', cancel.signal);
    cancel.abort();
    await expect(text(input.body)).rejects.toThrow();
  });
});
