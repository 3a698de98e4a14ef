import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AddressGuard } from './address-guard.js';
import { GuardedFetch } from './guarded-fetch.js';
import { readBounded } from './read-bounded.js';

const LOOPBACK = ['127.0.0.0/8', '::1'];

describe('GuardedFetch', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  const serve = async (listener: RequestListener): Promise<number> => {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const fetcher = (allowedAddresses: string[] = []) => new GuardedFetch(new AddressGuard({ allowedAddresses }));

  it.each([
    'http://127.0.0.1/',
    'http://localhost/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://127.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://0/',
    'http://169.254.169.254/latest/meta-data/',
  ])('refuses %s', async (url) => {
    await expect(fetcher().fetch(url)).rejects.toMatchObject({ code: 'fetch.address-refused' });
  });

  it('gives any answer, whatever its status', async () => {
    const port = await serve((_request, response) => response.writeHead(404).end('not here'));
    const { status, body } = await fetcher(LOOPBACK).fetch(`http://localhost:${port}/x`);
    expect([status, await text(body)]).toEqual([404, 'not here']);
  });

  it('judges each redirect anew', async () => {
    let asked = 0;
    const inner = await serve((_request, response) => {
      asked += 1;
      response.end('secret');
    });
    const outer = await serve((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.2:${inner}/` }).end(),
    );
    const refused = fetcher(['127.0.0.1']).fetch(`http://127.0.0.1:${outer}/`);
    await expect(refused).rejects.toMatchObject({ code: 'fetch.address-refused', detail: { address: '127.0.0.2' } });
    expect(asked).toBe(0);
  });

  it('a name that leads to this machine by way of a redirect is refused as well', async () => {
    const port = await serve((_request, response) =>
      response.writeHead(301, { location: 'http://[::ffff:7f00:2]:1/' }).end(),
    );
    const refused = fetcher(['127.0.0.1']).fetch(`http://127.0.0.1:${port}/`);
    await expect(refused).rejects.toMatchObject({ code: 'fetch.address-refused' });
  });

  it('connects to the addresses that were judged, not to what a second look-up would say', async () => {
    const port = await serve((_request, response) => response.end('here'));
    const guard = new AddressGuard({ allowedAddresses: LOOPBACK });
    guard.resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    // Nobody has this name: a look-up of its own would fail.
    const { body } = await new GuardedFetch(guard).fetch(`http://rebinding.invalid:${port}/`);
    expect(await text(body)).toBe('here');
  });

  it('takes credentials along to the same origin only', async () => {
    const seen: (string | undefined)[] = [];
    const note = (request: IncomingMessage) => seen.push(request.headers.authorization);
    const other = await serve((request, response) => {
      note(request);
      response.end();
    });
    const port = await serve((request, response) => {
      note(request);
      const location = request.url === '/a' ? '/b' : `http://127.0.0.1:${other}/`;
      response.writeHead(307, { location }).end();
    });
    await fetcher(LOOPBACK).fetch(`http://127.0.0.1:${port}/a`, { headers: { Authorization: 'Basic x' } });
    expect(seen).toEqual(['Basic x', 'Basic x', undefined]);
  });

  it('gives up on redirects without an end, on what is no HTTP, and on silence', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/round') response.writeHead(302, { location: '/round' }).end();
      if (request.url === '/file') response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    });
    for (const path of ['/round', '/file', '/silent']) {
      const failed = fetcher(LOOPBACK).fetch(`http://127.0.0.1:${port}${path}`, { silenceMs: 200 });
      await expect(failed).rejects.toMatchObject({ code: 'fetch.failed' });
    }
    await expect(fetcher().fetch('http://nobody.invalid/')).rejects.toMatchObject({
      code: 'fetch.failed',
      detail: { reason: 'there is no host of this name' },
    });
  });

  it('says nothing of passwords and queries in an error', async () => {
    const failed = fetcher().fetch('http://user:pa55@127.0.0.1/x?signature=s3cret');
    const error = await failed.catch((reason: unknown) => reason);
    expect(JSON.stringify(error)).not.toMatch(/pa55|s3cret/);
  });

  it('a long answer is not gathered', async () => {
    const port = await serve((_request, response) => response.end('x'.repeat(5000)));
    const { body } = await fetcher(LOOPBACK).fetch(`http://127.0.0.1:${port}/`);
    await expect(readBounded(body, 1000, 'it')).rejects.toMatchObject({ code: 'fetch.failed' });
  });
});
