import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EngineApi } from '../../engine-api.js';
import { connectSession } from './session-connection.js';

const engine = createServer();
let folder: string;
let api: EngineApi;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roadstead-session-'));
  api = new EngineApi(join(folder, 'engine.sock'), 'here');
  engine.listen(api.socketPath);
  await once(engine, 'listening');
});
afterAll(async () => {
  engine.close();
  await rm(folder, { recursive: true });
});

describe('connectSession', () => {
  it('gives a connection whose failure ends nothing but itself, from the first moment on', async () => {
    const upgraded = once(engine, 'upgrade') as Promise<[unknown, Duplex]>;
    const connecting = connectSession(api, 'id', []);
    const [, socket] = await upgraded;
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
    const connection = await connecting;
    connection.destroy(new Error('read ECONNRESET'));
    await once(socket.resume(), 'end');
    socket.destroy();
    expect(connection.destroyed).toBe(true);
  });

  it('says what the engine answers instead', async () => {
    engine.once('request', (_request, answer) => answer.writeHead(404).end('no such thing\n'));
    await expect(connectSession(api, 'id', [])).rejects.toMatchObject({ status: 404, message: 'no such thing' });
  });
});
