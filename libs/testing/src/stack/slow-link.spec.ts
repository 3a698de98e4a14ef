import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { openSlowLink } from './slow-link.js';

describe('a slow link', () => {
  it('passes every byte, at its rate, until it is let go', async () => {
    const bytes = randomBytes(200_000);
    const server = createServer((_request, response) => response.end(bytes)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const link = await openSlowLink(`127.0.0.1:${(server.address() as AddressInfo).port}`, '127.0.0.1', 400_000);
    const get = async () => {
      const startedAt = Date.now();
      const body = Buffer.from(await (await fetch(`http://${link.address}/`)).arrayBuffer());
      expect(body.equals(bytes)).toBe(true);
      return Date.now() - startedAt;
    };
    expect(await get()).toBeGreaterThan(250);
    link.setRate(Number.POSITIVE_INFINITY);
    expect(await get()).toBeLessThan(250);
    await link[Symbol.asyncDispose]();
    server.closeAllConnections();
    await expect(fetch(`http://${link.address}/`)).rejects.toThrow();
    await new Promise((resolve) => server.close(resolve));
  });

  it('slows what is sent to the far end, where that is asked for', async () => {
    const bytes = randomBytes(200_000);
    const server = createServer(async (request, response) => {
      const received = await buffer(request);
      response.end(String(received.equals(bytes)));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    await using link = await openSlowLink(target, '127.0.0.1', 400_000, 'push');
    const startedAt = Date.now();
    const response = await fetch(`http://${link.address}/`, { method: 'PUT', body: new Uint8Array(bytes) });
    expect(await response.text()).toBe('true');
    expect(Date.now() - startedAt).toBeGreaterThan(250);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
