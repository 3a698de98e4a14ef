import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { RoadsteadError } from '@roadstead/domain';
import { AGENT_PATHS, CONTEXT_LIST_HEADER, MAX_CONTEXT_LIST_BYTES } from '@roadstead/protocol';
import { JobInputs } from './job-input.js';

const { signal } = new AbortController();
const closing: (() => void)[] = [];
/** What the requests said of a list. */
const asked: unknown[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
  asked.length = 0;
});

/** A control plane that answers so, each request in its turn. */
async function answering(...answers: ((response: ServerResponse) => void)[]): Promise<JobInputs> {
  const server = createServer((request, response) => {
    asked.push(request.headers[CONTEXT_LIST_HEADER]);
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

  describe('asked for a list first', () => {
    const list = [{ name: 'Dockerfile', type: 'file', mode: 0o644, mtime: 7, size: 12 }];
    const json = JSON.stringify(list);
    const wishes = { listFirst: true };
    const listing =
      (length: number, ...pieces: string[]) =>
      (response: ServerResponse) => {
        response.writeHead(200, { [CONTEXT_LIST_HEADER]: length });
        const next = () => {
          const piece = pieces.shift();
          if (piece === undefined) response.end();
          else response.write(piece, () => setTimeout(next, 10));
        };
        next();
      };

    it.each([
      ['in one piece with the bytes', [`${json}bytes`]],
      ['in pieces', [json.slice(0, 5), json.slice(5, 20), `${json.slice(20)}by`, 'tes']],
      ['in a piece of its own', [json, 'bytes']],
    ])('gives it, and the bytes after it: %s', async (_, pieces) => {
      const inputs = await answering(listing(json.length, ...pieces));
      const input = await inputs.open('token', signal, wishes);
      expect(input.list).toEqual(list);
      expect(await text(input.body)).toBe('bytes');
      expect(asked).toEqual(['first']);
    });

    it('goes without where there is none, or one of another form; and nobody gets one who did not ask', async () => {
      const inputs = await answering(
        (response) => response.end('bytes'),
        listing(2, '{}bytes'),
        (response) => response.end('bytes'),
      );
      for (const each of [wishes, wishes, undefined]) {
        const input = await inputs.open('token', signal, each);
        expect(input.list).toBeUndefined();
        expect(await text(input.body)).toBe('bytes');
      }
      expect(asked).toEqual(['first', 'first', undefined]);
    });

    it('asks again where the list breaks off or is too long', async () => {
      const inputs = await answering(
        listing(json.length, json.slice(0, 9)),
        listing(MAX_CONTEXT_LIST_BYTES + 1, json),
        listing(json.length, json, 'bytes'),
      );
      const input = await inputs.open('token', signal, wishes);
      expect(input.list).toEqual(list);
      expect(await text(input.body)).toBe('bytes');
    });
  });
});
