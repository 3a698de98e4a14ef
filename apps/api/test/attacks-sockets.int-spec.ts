import { connect, type Socket as TcpSocket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { API_PREFIX, LIVE_NAMESPACE, LOG_WINDOW_BYTES } from '@roadstead/contract';
import { AGENT_PATHS, LOG_MEDIA_TYPES, SOCKET_PATH } from '@roadstead/protocol';
import { io, type Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import type { ScriptedAgent } from './jobs-agent.js';
import { type Api, Harness, until } from './jobs-harness.js';

type Reply = { ok: boolean; error?: { code: string } };

describe('attacks over sockets', () => {
  let harness: Harness;
  let api: Api;
  let agent: ScriptedAgent;
  let logs: string;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    harness = await Harness.start();
    api = await harness.startApi();
    agent = await harness.addHost('web-1');
    await agent.connect(api);
    logs = `/hosts/${agent.hostId}/containers/${await harness.addContainer(agent)}/logs`;
  });
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect();
    await harness?.stop();
  });

  const live = async (options: object = { auth: { token: harness.token } }): Promise<Socket> => {
    const socket = io(api.url + LIVE_NAMESPACE, {
      path: SOCKET_PATH,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      ...options,
    });
    sockets.push(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return socket;
  };
  const stillServes = async () => {
    const socket = await live();
    const reply: Reply = await socket.timeout(5000).emitWithAck('subscribe', 'hosts');
    expect(reply.ok).toBe(true);
    socket.disconnect();
  };
  const upgrade = (path: string, headers = ''): TcpSocket => {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`,
    );
    return socket;
  };
  const closed = (socket: TcpSocket, what: string, timeoutMs = 5000) => {
    let done = false;
    socket.once('close', () => {
      done = true;
    });
    socket.resume();
    return until(what, async () => ({ done, value: done }), timeoutMs);
  };

  describe('a page', () => {
    it('that asks for what is no topic is told so and stays connected', async () => {
      const socket = await live();
      for (const topic of [
        null,
        1,
        {},
        [],
        '',
        'host/',
        'host/x',
        'job/../hosts',
        '__proto__',
        'topic:hosts',
        'x'.repeat(100_000),
        { toString: 1 },
        JSON.parse(`${'['.repeat(2000)}${']'.repeat(2000)}`),
      ]) {
        const reply: Reply = await socket.timeout(5000).emitWithAck('subscribe', topic);
        expect([topic, reply]).toMatchObject([topic, { ok: false, error: { code: 'request.invalid' } }]);
        expect(await socket.timeout(5000).emitWithAck('unsubscribe', topic)).toMatchObject({ ok: false });
      }
      socket.emit('subscribe');
      socket.emit('subscribe', 'hosts', 'no function');
      socket.emit('subscribe', 'hosts', 'hosts', 'hosts');
      socket.emit('delta', {});
      socket.emit('__proto__');
      expect(await socket.timeout(5000).emitWithAck('subscribe', 'hosts')).toMatchObject({ ok: true });
    });

    it('that asks ten thousand times at once is cut off, and others are served', async () => {
      const socket = await live();
      for (let i = 0; i < 10_000; i += 1) socket.emit('subscribe', 'overview', () => undefined);
      await until('the page to be cut off', async () => ({ done: socket.disconnected, value: null }));
      await stillServes();
    });

    it('that sends more than a message may hold is cut off, and others are served', async () => {
      const socket = await live();
      socket.emit('subscribe', 'x'.repeat(5 * 1024 * 1024));
      await until('the page to be cut off', async () => ({ done: socket.disconnected, value: null }));
      await stillServes();
    });

    it('that nobody knows yet cannot have bytes kept for a packet whose end never comes', async () => {
      const socket = new WebSocket(`${api.url.replace('http', 'ws')}${SOCKET_PATH}/?EIO=4&transport=websocket`);
      await new Promise((resolve) => socket.once('open', resolve));
      let isClosed = false;
      socket.once('close', () => {
        isClosed = true;
      });
      socket.on('error', () => undefined);
      // A packet of socket.io that announces ten binary parts.
      socket.send('4510-/live,["x"]');
      socket.send(Buffer.alloc(1024 * 1024));
      await until('the socket to be closed', async () => ({ done: isClosed, value: null }), 5000);
      await stillServes();
    });

    it('whose packets are none is cut off, and others are served', async () => {
      for (const packet of [
        'x',
        '4',
        '49',
        '42["subscribe"',
        '42/live,',
        '45999999999-[]',
        '451-["subscribe",{"_placeholder":true,"num":0}]',
        `4${'0/live,'.repeat(1000)}`,
        '\u0000',
        '40/live,{"token":{"$ne":""}}',
        '40/__proto__,',
        '40/live,null',
      ]) {
        const socket = new WebSocket(`${api.url.replace('http', 'ws')}${SOCKET_PATH}/?EIO=4&transport=websocket`);
        await new Promise((resolve) => socket.once('open', resolve));
        socket.on('error', () => undefined);
        socket.send(packet);
        await new Promise((resolve) => setTimeout(resolve, 20));
        socket.terminate();
      }
      await stillServes();
    });
  });

  describe('an upgrade', () => {
    it.each(['/socket.iox', '/socket.io', '/socket.io.evil/', '/', '/api/v1/hosts', '/_next/', '/socket.io/../x'])(
      'at %s that nobody answers does not stay open',
      async (path) => {
        await closed(upgrade(path), `the upgrade at ${path} to be closed`);
      },
    );

    it.each(['https://evil.example', 'null', 'file://', 'http://127.0.0.1'])(
      'from %s gets no socket',
      async (origin) => {
        await closed(
          upgrade(`${SOCKET_PATH}/?EIO=4&transport=websocket`, `Origin: ${origin}\r\n`),
          'the live socket to be closed',
        );
        const auth = `Authorization: Bearer ${harness.token}\r\n`;
        await closed(upgrade(API_PREFIX + logs, `${auth}Origin: ${origin}\r\n`), 'the log socket to be closed');
      },
    );

    it('that asks for what is no socket is closed', async () => {
      const auth = `Authorization: Bearer ${harness.token}\r\n`;
      const { hostname, port } = new URL(api.url);
      for (const lines of [
        'Upgrade: h2c\r\n',
        'Upgrade: websocket\r\n',
        'Upgrade: websocket\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: x\r\n',
      ]) {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined);
        socket.write(`GET ${API_PREFIX}${logs} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n${auth}${lines}\r\n`);
        await closed(socket, `${lines} to be closed`);
      }
    });
  });

  describe('a log in the page', () => {
    const follow = (query = '') =>
      new WebSocket(`${api.url.replace('http', 'ws')}${API_PREFIX}${logs}${query}`, {
        headers: { authorization: `Bearer ${harness.token}` },
      });

    it.each([
      '{"type":"credit","bytes":-1}',
      '{"type":"credit","bytes":1e300}',
      '{"type":"credit","bytes":0}',
      '{"type":"credit"}',
      'x',
      '[',
      '{"__proto__":1}',
      'x'.repeat(2000),
    ])('is closed for the credit %.40s, and its stream with it', async (credit) => {
      const socket = follow();
      socket.on('error', () => undefined);
      await new Promise((resolve) => socket.once('open', resolve));
      socket.send(credit);
      await until('the socket to close', async () => ({ done: socket.readyState === WebSocket.CLOSED, value: null }));
    });

    it('is closed for a query that is none', async () => {
      for (const query of [
        '?tail=-1',
        '?tail=1e99',
        '?since=yesterday',
        '?follow=maybe',
        '?tail=%00',
        '?since=2026-01-01T00:00:00Z%00',
      ]) {
        const socket = follow(query);
        const status = await new Promise((resolve) => {
          socket.on('error', () => undefined);
          socket.once('open', () => resolve('open'));
          socket.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode));
        });
        expect([query, status]).toEqual([query, 400]);
      }
    });
  });

  describe('a byte stream', () => {
    it('with a ticket that is none is refused at once, however long it is', async () => {
      const { hostname, port } = new URL(api.url);
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      let sent = 0;
      const chunk = Buffer.alloc(65_536);
      socket.write(
        `POST ${AGENT_PATHS.stream} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer guess\r\nContent-Type: ${LOG_MEDIA_TYPES.raw}\r\nContent-Length: 10000000000\r\n\r\n`,
      );
      const timer = setInterval(() => {
        if (socket.writable && socket.writableLength < chunk.length) {
          socket.write(chunk);
          sent += chunk.length;
        }
      }, 1);
      await closed(socket, 'the stream to be cut off');
      clearInterval(timer);
      expect(sent).toBeLessThan(50 * LOG_WINDOW_BYTES);
    });

    it('takes no ticket from a URL or a cookie', async () => {
      const post = (path: string, headers: Record<string, string>) =>
        fetch(api.url + path, { method: 'POST', headers, body: 'x' });
      expect((await post(`${AGENT_PATHS.stream}?ticket=x&token=${harness.token}`, {})).status).toBe(401);
      expect((await post(AGENT_PATHS.stream, { cookie: 'ticket=x' })).status).toBe(401);
      expect((await post(AGENT_PATHS.stream, { authorization: `Bearer ${harness.token}` })).status).toBe(401);
    });
  });

  it('asking for the headers of a log does not ask its host for the log', async () => {
    const headers = { authorization: `Bearer ${harness.token}` };
    const response = await fetch(`${api.url}${API_PREFIX}${logs}`, { method: 'HEAD', headers });
    expect(response.status).toBe(404);
  });
});
