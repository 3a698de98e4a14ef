import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EngineApi } from './engine-api.js';

describe('a connection that carries bytes both ways', () => {
  const dir = mkdtempSync(join(tmpdir(), 'roadstead-engine-api-'));
  let engine: Server;
  beforeAll(async () => {
    engine = createServer();
    engine.on('upgrade', (_request, socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    });
    engine.listen(join(dir, 'docker.sock'));
    await once(engine, 'listening');
  });
  afterAll(() => {
    engine.close();
    rmSync(dir, { recursive: true });
  });

  it('may break before anybody listens to it', async () => {
    const api = new EngineApi(join(dir, 'docker.sock'), 'web-1');
    const connection = await api.duplex({ method: 'POST', path: '/exec/1/start', body: { json: {} } });
    connection.destroy(new Error('read ECONNRESET'));
    await new Promise((resolve) => connection.once('close', resolve));
    expect(connection.errored?.message).toBe('read ECONNRESET');
  });
});
