import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { API_PREFIX, LOG_WINDOW_BYTES } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { AGENT_PATHS, LOG_FRAMES_MEDIA_TYPE, LOG_MEDIA_TYPES, refuse, succeed } from '@roadstead/protocol';
import { WebSocket } from 'ws';
import type { ScriptedAgent } from './jobs-agent.js';
import { type Api, Harness, until } from './jobs-harness.js';
import { dialOnOpen } from './stream-dialling.js';

const MIB = 1024 * 1024;

function frame(stream: 1 | 2, text: string | Buffer): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

describe('streams of container logs', () => {
  let harness: Harness;
  let api: Api;
  let agent: ScriptedAgent;
  let path: string;

  beforeAll(async () => {
    harness = await Harness.start();
    api = await harness.startApi();
    agent = await harness.addHost('web-1');
    await agent.connect(api);
    path = `/hosts/${agent.hostId}/containers/${await harness.addContainer(agent)}/logs`;
  });
  afterAll(() => harness?.stop());

  const get = (query = '', headers: Record<string, string> = {}) =>
    harness.request(api, 'GET', path + query, undefined, headers);
  const socket = (query = '', options: object = {}) =>
    new WebSocket(`${api.url.replace('http', 'ws')}${API_PREFIX}${path}${query}`, {
      headers: { authorization: `Bearer ${harness.token}` },
      ...options,
    });

  it('gives stdout and stderr as text in their order, under the query that was asked for', async () => {
    const dialled = dialOnOpen(agent, api);
    const reply = get('?tail=10&timestamps=true&stderr=true');
    const { asked, body } = await dialled;
    expect(asked.source.request).toMatchObject({
      follow: false,
      stdout: true,
      stderr: true,
      timestamps: true,
      tail: 10,
    });
    body.write(frame(1, 'one\n'));
    body.write(frame(2, 'two\n'));
    body.end(frame(1, 'three\n'));
    const response = await reply;
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toBe('one\ntwo\nthree\n');
  });

  it('asks for a time by the clock of the host, and for what follows a line as it is', async () => {
    const since = '2026-03-03T10:00:00.000Z';
    const askedFor = async (query: string) => {
      const dialled = dialOnOpen(agent, api);
      const reply = get(query);
      const { asked, body } = await dialled;
      body.end();
      await (await reply).text();
      return asked.source.request;
    };
    const setClock = (ms: number | null) =>
      harness.database.query('UPDATE hosts SET clock_offset_ms = $1 WHERE id = $2', [ms, agent.hostId]);
    await setClock(3_600_000);
    expect(await askedFor(`?since=${since}&until=2026-03-03T11:00:00.000Z`)).toMatchObject({
      since: '2026-03-03T11:00:00.000Z',
      until: '2026-03-03T12:00:00.000Z',
    });
    expect(await askedFor(`?after=${since}`)).toMatchObject({ since });
    await setClock(null);
    expect(await askedFor(`?since=${since}`)).toMatchObject({ since });
  });

  it("passes the engine's frames on to a client that accepts them, and a terminal's bytes as they are", async () => {
    let dialled = dialOnOpen(agent, api);
    let reply = get('', { accept: LOG_MEDIA_TYPES.multiplexed });
    (await dialled).body.end(frame(2, 'x'));
    const framed = await reply;
    expect(framed.headers.get('content-type')).toBe(LOG_MEDIA_TYPES.multiplexed);
    expect(Buffer.from(await framed.arrayBuffer()).equals(frame(2, 'x'))).toBe(true);
    dialled = dialOnOpen(agent, api, LOG_MEDIA_TYPES.raw);
    reply = get('', { accept: LOG_MEDIA_TYPES.multiplexed });
    (await dialled).body.end('a terminal');
    expect(await (await reply).text()).toBe('a terminal');
  });

  it('names a download after host and container, and nothing else', async () => {
    const dialled = dialOnOpen(agent, api);
    const reply = get('?download=true');
    const stream = await dialled;
    stream.body.end();
    expect((await reply).headers.get('content-disposition')).toBe('attachment; filename="web-1-web.log"');
    await until('the agent to be told', async () => ({ done: stream.status === 204, value: stream.status }));
  });

  it('sends what is written at once, not when the log ends', async () => {
    const dialled = dialOnOpen(agent, api);
    const reply = get('?follow=true', { 'accept-encoding': 'gzip' });
    const { body } = await dialled;
    body.write(frame(1, 'now\n'));
    const reader = (await reply).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('now\n');
    body.destroy();
    await expect(reader?.read()).rejects.toThrow();
  });

  it("destroys the agent's stream as soon as the client goes", async () => {
    const dialled = dialOnOpen(agent, api);
    const abort = new AbortController();
    const reply = fetch(`${api.url}${API_PREFIX}${path}?follow=true`, {
      headers: { authorization: `Bearer ${harness.token}` },
      signal: abort.signal,
    });
    const stream = await dialled;
    stream.body.write(frame(1, 'x'));
    await reply;
    abort.abort();
    await until('the stream to close', async () => ({ done: stream.closed, value: stream.closed }));
  });

  it('says in words why there is no log', async () => {
    agent.onStream = () => refuse(new RoadsteadError('container.unknown', { container: 'web', host: 'web-1' }));
    const gone = await get();
    expect(gone.status).toBe(404);
    expect((await gone.json()) as object).toMatchObject({ error: { code: 'container.unknown' } });
    expect((await harness.request(api, 'GET', `/hosts/${agent.hostId}/containers/ffffffffffff/logs`)).status).toBe(404);
    const away = await harness.addHost();
    const offline = await harness.request(
      api,
      'GET',
      `/hosts/${away.hostId}/containers/${await harness.addContainer(away)}/logs`,
    );
    expect(offline.status).toBe(409);
    expect((await offline.json()) as object).toMatchObject({
      error: { code: 'host.not-connected', detail: { lastHeard: 'never' } },
    });
  });

  it('gives up in words when the agent agrees and does not dial', async () => {
    agent.onStream = () => succeed({ mediaType: LOG_MEDIA_TYPES.raw });
    const reply = await get();
    expect(reply.status).toBe(504);
    expect((await reply.json()) as object).toMatchObject({ error: { code: 'stream.not-opened' } });
  });

  it('gives lines around a moment, and what a search finds as it finds it', async () => {
    const at = '2026-03-03T10:00:00.000000001Z';
    const lines = [{ at, stream: 'stderr', text: 'one' }];
    let dialled = dialOnOpen(agent, api, 'application/json');
    let reply = get(`/page?at=${at}&before=1&after=2&stdout=false`);
    let { asked, body } = await dialled;
    expect(asked.source).toMatchObject({
      type: 'container.log-page',
      request: { at, before: 1, after: 2, stdout: false, stderr: true },
    });
    body.end(JSON.stringify({ lines, hasOlder: true, hasNewer: false }));
    expect(await (await reply).json()).toEqual({ lines, hasOlder: true, hasNewer: false });

    dialled = dialOnOpen(agent, api, 'application/x-ndjson');
    reply = get('/search?q=a%2Bb&regex=true&context=2&where=level%3Derror');
    ({ asked, body } = await dialled);
    expect(asked.source).toMatchObject({
      type: 'container.log-search',
      request: { text: 'a+b', isPattern: true, isCaseSensitive: false, where: 'level=error', context: 2, limit: 1000 },
    });
    body.write('{"type":"gap"}\n');
    const reader = (await reply).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('{"type":"gap"}\n');
    body.end();
    expect((await get('/search?limit=0')).status).toBe(400);
    expect((await get('/page?at=yesterday')).status).toBe(400);
  });

  it('passes on nothing of another form than was asked for, whatever an agent brings', async () => {
    let dialled = dialOnOpen(agent, api, 'text/html');
    let reply = get('/search?q=x');
    (await dialled).body.end('<script>');
    expect((await reply).status).toBe(502);
    dialled = dialOnOpen(agent, api, 'application/json');
    reply = get('/page?after=1');
    (await dialled).body.end('{"lines":"none"}');
    expect((await reply).status).toBe(502);
  });

  it('takes a ticket once, and none that it did not give', async () => {
    const dialled = dialOnOpen(agent, api);
    const reply = get();
    const first = await dialled;
    first.body.end(frame(1, 'mine'));
    await reply;
    for (const ticket of [first.asked.ticket, 'guess']) {
      const response = await fetch(api.url + AGENT_PATHS.stream, {
        method: 'POST',
        headers: { authorization: `Bearer ${ticket}`, 'content-type': 'application/json' },
        body: 'not json',
      });
      expect(response.status).toBe(401);
      expect((await response.json()) as object).toMatchObject({ error: { code: 'stream.ticket-invalid' } });
    }
    expect((await fetch(api.url + AGENT_PATHS.stream, { method: 'POST' })).status).toBe(401);
  });

  it('relays a stream that the agent brings to another API process', async () => {
    const other = await harness.startApi();
    const dialled = dialOnOpen(agent, other);
    const reply = get();
    const stream = await dialled;
    stream.body.end(frame(1, 'by way of the other'));
    expect(await (await reply).text()).toBe('by way of the other');
    await until('the agent to be told', async () => ({ done: stream.status === 204, value: stream.status }));
    const cutOff = dialOnOpen(agent, other, LOG_FRAMES_MEDIA_TYPE);
    const client = socket('?follow=true');
    const followed = await cutOff;
    followed.body.write(frame(1, 'x'));
    await new Promise((resolve) => client.once('message', resolve));
    client.terminate();
    await until('the stream to close', async () => ({ done: followed.closed, value: followed.closed }));
    await other.stop();
  });

  it('reads no more of a flood than a slow reader takes, and gives it all in the end', async () => {
    const dialled = dialOnOpen(agent, api);
    const reply = get('?follow=true');
    const { body } = await dialled;
    const line = frame(1, Buffer.alloc(64 * 1024, 'x'));
    const total = 128 * MIB;
    let written = 0;
    const feed = async () => {
      while (written < total) {
        written += line.length - 8;
        if (!body.write(line)) await new Promise((resolve) => body.once('drain', resolve));
      }
      body.end();
    };
    const fed = feed();
    const response = await reply;
    await sleep(1500);
    expect(written).toBeLessThan(32 * MIB);
    let read = 0;
    for await (const chunk of response.body ?? []) read += (chunk as Uint8Array).length;
    await fed;
    expect(read).toBe(total);
  });

  describe('on a WebSocket', () => {
    interface Followed {
      readonly client: WebSocket;
      readonly texts: { type: string; hostClockOffsetMs?: number; error?: { code: string } }[];
      readonly bytes: () => number;
      readonly closed: Promise<number>;
    }
    const follow = (client: WebSocket, acknowledge: boolean): Followed => {
      const texts: Followed['texts'] = [];
      let bytes = 0;
      client.on('message', (data: Buffer, isBinary) => {
        if (!isBinary) texts.push(JSON.parse(String(data)));
        else {
          bytes += data.length;
          if (acknowledge) client.send(JSON.stringify({ type: 'credit', bytes: data.length }));
        }
      });
      client.on('error', () => undefined);
      const closed = new Promise<number>((resolve) => client.once('close', resolve));
      return { client, texts, bytes: () => bytes, closed };
    };
    const refusal = (client: WebSocket) =>
      new Promise<number>((resolve) => {
        client.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
        client.once('open', () => resolve(101));
        client.on('error', () => undefined);
      });

    it('sends a header, the bytes, and the end', async () => {
      const dialled = dialOnOpen(agent, api, LOG_FRAMES_MEDIA_TYPE);
      const { texts, bytes, closed } = follow(socket('?follow=true'), true);
      (await dialled).body.end(frame(1, 'hello'));
      expect(await closed).toBe(1000);
      expect(texts).toEqual([{ type: 'header', hostClockOffsetMs: expect.any(Number) }, { type: 'end' }]);
      expect(Math.abs((texts[0]?.hostClockOffsetMs ?? 0) - 3_600_000)).toBeLessThan(60_000);
      expect(bytes()).toBe(13);
    });

    it('tells an error in words as its end', async () => {
      agent.onStream = () => refuse(new RoadsteadError('container.unknown', { container: 'web', host: 'web-1' }));
      const refused = follow(socket(), true);
      expect(await refused.closed).toBe(1000);
      expect(refused.texts).toMatchObject([{ type: 'end', error: { code: 'container.unknown' } }]);
      const dialled = dialOnOpen(agent, api, LOG_FRAMES_MEDIA_TYPE);
      const broken = follow(socket('?follow=true'), true);
      const { body } = await dialled;
      body.write(frame(1, 'x'));
      await until('the header', async () => ({ done: broken.texts.length > 0, value: broken.texts }));
      body.destroy();
      await broken.closed;
      expect(broken.texts.at(-1)).toMatchObject({ type: 'end', error: { code: 'stream.broken-off' } });
    });

    it('stops at its window until the client acknowledges, and closes one that acknowledges what it did not get', async () => {
      const dialled = dialOnOpen(agent, api, LOG_FRAMES_MEDIA_TYPE);
      const { client, bytes, closed } = follow(socket('?follow=true'), false);
      const { body } = await dialled;
      body.write(Buffer.alloc(8 * MIB));
      await until('the window', async () => ({ done: bytes() > LOG_WINDOW_BYTES, value: bytes() }));
      await sleep(300);
      const held = bytes();
      expect(held).toBeLessThan(LOG_WINDOW_BYTES + 256 * 1024);
      client.send(JSON.stringify({ type: 'credit', bytes: held }));
      await until('more', async () => ({ done: bytes() > held + LOG_WINDOW_BYTES / 2, value: bytes() }));
      client.send(JSON.stringify({ type: 'credit', bytes: 100 * MIB }));
      expect(await closed).toBe(1008);
    });

    it("destroys the agent's stream when the client goes, also while it is being opened", async () => {
      const dialled = dialOnOpen(agent, api, LOG_FRAMES_MEDIA_TYPE);
      const early = follow(socket('?follow=true'), true);
      const stream = await dialled;
      early.client.terminate();
      await until('the stream to close', async () => ({ done: stream.closed, value: stream.closed }));
    });

    it('is refused without a credential, without the right, from another site, and on any other path', async () => {
      await harness.addToken('rst_viewer', 'viewer');
      expect(await refusal(socket('', { headers: {} }))).toBe(401);
      expect(await refusal(socket('', { headers: { authorization: 'Bearer rst_viewer' } }))).toBe(403);
      expect(await refusal(socket('', { origin: 'https://evil.example' }))).toBe(403);
      expect(await refusal(socket('?tail=x'))).toBe(400);
      expect(await refusal(new WebSocket(`${api.url.replace('http', 'ws')}/anything`))).toBe(404);
      expect(await refusal(socket('', { headers: { cookie: 'roadstead_session=guess' }, origin: api.url }))).toBe(401);
    });

    it('survives upgrade requests with a URL that is none', async () => {
      for (const url of ['//', 'http://', '/\u0001', '*']) {
        const raw = connect(Number(new URL(api.url).port), '127.0.0.1');
        raw.on('error', () => undefined);
        raw.write(`GET ${url} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
        await new Promise((resolve) => raw.once('close', resolve).resume());
      }
      expect((await fetch(`${api.url}/healthz`)).status).toBe(200);
    });
  });
});
