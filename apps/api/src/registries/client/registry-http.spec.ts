import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AddressGuard } from '../../platform/fetch/address-guard.js';
import { GuardedFetch } from '../../platform/fetch/guarded-fetch.js';
import { RegistryHttp } from './registry-http.js';

const DEADLINE_MS = 100;
const guard = new AddressGuard({ allowedAddresses: ['127.0.0.0/8'] });
const access = { address: 'registry.example', insecure: true };

describe('RegistryHttp', () => {
  let server: Server | undefined;
  afterEach(() => server?.closeAllConnections());
  afterEach(() => void server?.close());

  async function serve(listener: RequestListener): Promise<URL> {
    const listening = createServer(listener);
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return new URL(`http://127.0.0.1:${(listening.address() as AddressInfo).port}/v2/`);
  }

  const get = (url: URL, fetcher = new GuardedFetch(guard)) =>
    new RegistryHttp(fetcher, access, DEADLINE_MS).send(url, { maxBytes: 1000 });
  const TOO_LATE = /registry\.example: it took longer than 0\.1 seconds/;

  it('waits for no answer longer than its deadline', async () => {
    await expect(get(await serve(() => {}))).rejects.toThrow(TOO_LATE);
  });

  it('nor for the rest of one that trickles in', async () => {
    const url = await serve((_request, response) => {
      const drip = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(drip));
    });
    await expect(get(url)).rejects.toThrow(TOO_LATE);
  });

  it('nor for a name server', async () => {
    const silent = Object.assign(new AddressGuard({ allowedAddresses: [] }), {
      resolve: () => new Promise<never>(() => {}),
    });
    await expect(get(new URL('http://registry.example/v2/'), new GuardedFetch(silent))).rejects.toThrow(TOO_LATE);
  });
});
