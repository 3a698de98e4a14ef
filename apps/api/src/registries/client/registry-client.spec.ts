import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AddressGuard } from '../../platform/fetch/address-guard.js';
import { GuardedFetch } from '../../platform/fetch/guarded-fetch.js';
import type { RegistryAccess } from './registry-access.js';
import { RegistryClient } from './registry-client.js';

const CREDENTIAL = { username: 'anna', password: 'correct:horse' };
const BASIC = `Basic ${Buffer.from('anna:correct:horse').toString('base64')}`;
const MAX = 10_000;

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** @returns `host:port` */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** All names lead to this machine. */
const everywhereHere = Object.assign(new AddressGuard({ allowedAddresses: ['127.0.0.0/8'] }), {
  resolve: async () => [{ address: '127.0.0.1', family: 4 }],
});

function client(access: Partial<RegistryAccess> & { address: string }, guard = everywhereHere): RegistryClient {
  return new RegistryClient(new GuardedFetch(guard), { insecure: true, ...access });
}

function respond(
  listener: (request: IncomingMessage) => { status?: number; headers?: object; body?: unknown },
): RequestListener {
  return (request, response) => {
    const { status = 200, headers = {}, body = {} } = listener(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

const failure = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const { code, message } = error as { code: string; message: string };
  return `${code}: ${message}`;
};

describe('RegistryClient with user name and password', () => {
  const basicRegistry = () =>
    serve(
      respond(({ headers }) =>
        headers.authorization === BASIC ? {} : { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } },
      ),
    );

  it('is let in with the right ones, and told apart from the wrong ones and from none', async () => {
    const address = await basicRegistry();
    await expect(client({ address, credential: CREDENTIAL }).ping()).resolves.toBe(true);
    await expect(client({ address }).ping()).resolves.toBe(false);
    const wrong = client({ address, credential: { username: 'anna', password: 'no' } });
    expect(await failure(wrong.ping())).toMatch(/^registry.wrong-credentials: /);
  });

  it('does not send them before they are asked for', async () => {
    const seen: (string | undefined)[] = [];
    const address = await serve(
      respond(({ headers }) => {
        seen.push(headers.authorization);
        return {};
      }),
    );
    await client({ address, credential: CREDENTIAL }).ping();
    expect(new Set(seen)).toEqual(new Set([undefined]));
  });
});

describe('RegistryClient with tokens', () => {
  /** A token service and a registry that takes its tokens, as Docker Hub is built. */
  async function withTokens(options: { anonymous?: boolean } = {}) {
    const asked: URL[] = [];
    const tokens = await serve(
      respond(({ url = '', headers }) => {
        asked.push(new URL(url, 'http://x'));
        const isKnown = headers.authorization === BASIC || (options.anonymous && headers.authorization === undefined);
        return isKnown
          ? { body: { token: `for:${new URL(url, 'http://x').searchParams.get('scope') ?? ''}` } }
          : { status: 401 };
      }),
    );
    const address = await serve(
      respond(({ url = '', headers }) => {
        const scope = url.includes('/web/') ? 'repository:web:pull' : '';
        if (headers.authorization === `Bearer for:${scope}`) return { body: { tags: ['1'] } };
        const challenge = `Bearer realm="http://${tokens}/token",service="reg"${scope === '' ? '' : `,scope="${scope}"`}`;
        return { status: 401, headers: { 'www-authenticate': challenge } };
      }),
    );
    return { address, asked };
  }

  it('gets a token for each scope that is asked of it', async () => {
    const { address, asked } = await withTokens();
    const signedIn = client({ address, credential: CREDENTIAL });
    await expect(signedIn.ping()).resolves.toBe(true);
    expect((await signedIn.get({ path: 'web/tags/list', maxBytes: MAX })).status).toBe(200);
    expect(asked.map(({ search }) => search)).toEqual([
      '?service=reg&account=anna',
      '?service=reg&scope=repository%3Aweb%3Apull&account=anna',
    ]);
  });

  it('tells wrong credentials from a registry that gives tokens to nobody unknown', async () => {
    const { address } = await withTokens();
    const wrong = client({ address, credential: { username: 'anna', password: 'no' } });
    expect(await failure(wrong.ping())).toMatch(/^registry.wrong-credentials: /);
    await expect(client({ address }).ping()).resolves.toBe(false);
  });

  it('reads without a credential where that is open to all', async () => {
    const { address } = await withTokens({ anonymous: true });
    expect((await client({ address }).get({ path: 'web/tags/list', maxBytes: MAX })).status).toBe(200);
  });

  it('sends no password to a token service without TLS, unless the registry is insecure', async () => {
    let wasAsked = false;
    const tokens = await serve(
      respond(() => {
        wasAsked = true;
        return { body: { token: 'x' } };
      }),
    );
    const challenge = `Bearer realm="http://${tokens}/token"`;
    const fetcher = new GuardedFetch(everywhereHere);
    const answer = await serve(respond(() => ({ status: 401, headers: { 'www-authenticate': challenge } })));
    // As if the registry had TLS: the stand-in has none.
    const overTls = {
      fetch: (url: string, request: object) =>
        fetcher.fetch(url.replace('https://registry.example', `http://${answer}`), request),
    };
    const access = { address: 'registry.example', insecure: false, credential: CREDENTIAL };
    expect(await failure(new RegistryClient(overTls, access).ping())).toMatch(/not reached by HTTPS/);
    expect(wasAsked).toBe(false);
  });
});

describe('RegistryClient and what it does not trust', () => {
  it('takes the credential to no other host with a redirect', async () => {
    const seen: (string | undefined)[] = [];
    const blobs = await serve(
      respond(({ headers }) => {
        seen.push(headers.authorization);
        return { body: 'blob' };
      }),
    );
    const address = await serve(
      respond(({ url = '', headers }) => {
        if (headers.authorization !== BASIC) return { status: 401, headers: { 'www-authenticate': 'Basic' } };
        return url === '/v2/' ? {} : { status: 307, headers: { location: `http://${blobs}/blob` } };
      }),
    );
    const answer = await client({ address, credential: CREDENTIAL }).get({ path: 'web/blobs/x', maxBytes: MAX });
    expect([answer.status, answer.body.toString(), seen]).toEqual([200, 'blob', [undefined]]);
  });

  it('takes no more bytes than it has room for', async () => {
    const address = await serve(respond(({ url }) => ({ body: url === '/v2/' ? '{}' : 'x'.repeat(MAX + 1) })));
    expect(await failure(client({ address }).get({ path: 'x', maxBytes: MAX }))).toMatch(
      /^registry.not-answering: .*longer than 10000 bytes/,
    );
  });

  it('says in words what is wrong with what answers', async () => {
    const ofPing = async (answer: { status?: number; headers?: object; body?: unknown }) =>
      failure(client({ address: await serve(respond(() => answer)) }).ping());
    expect(await ofPing({ status: 404 })).toMatch(/no registry \(status 404/);
    expect(await ofPing({ headers: { 'content-type': 'text/html' }, body: '<p>' })).toMatch(/no registry/);
    expect(await ofPing({ status: 503 })).toMatch(/answered with status 503/);
    expect(await ofPing({ status: 429 })).toMatch(/^registry.rate-limited/);
    expect(await ofPing({ status: 302, headers: { location: 'file:///etc/passwd' } })).toMatch(/not an HTTP URL/);
    expect(await ofPing({ status: 302, headers: { location: '/v2/' } })).toMatch(/redirected too many times/);
  });

  it('says in words why there is no answer', async () => {
    const address = await serve(respond(() => ({})));
    expect(
      await failure(client({ address: address.replace('127.0.0.1', 'registry.example'), insecure: false }).ping()),
    ).toMatch(/does not speak TLS there\. If it speaks plain HTTP, mark it as insecure/);
    expect(await failure(client({ address: '127.0.0.1:1' }).ping())).toMatch(/nothing listens there/);
    // issue-3-reason-codes: the page says it in the reader's language.
    await expect(client({ address: '127.0.0.1:1' }).ping()).rejects.toMatchObject({
      detail: { registry: '127.0.0.1:1', reasonCode: 'nothing-listens' },
    });
    const strict = new AddressGuard({ allowedAddresses: [] });
    expect(await failure(client({ address }, strict as typeof everywhereHere).ping())).toMatch(
      /^fetch.address-refused: .*ROADSTEAD_ALLOWED_ADDRESSES/,
    );
  });

  it('puts no secret into what it throws', async () => {
    const addresses = [
      await serve(respond(() => ({ status: 401, headers: { 'www-authenticate': 'Basic' } }))),
      await serve(
        respond(() => ({ status: 401, headers: { 'www-authenticate': 'Bearer realm="http://127.0.0.1:1/t"' } })),
      ),
      '127.0.0.1:1',
    ];
    for (const address of addresses) {
      const error = await client({ address, credential: CREDENTIAL })
        .ping()
        .catch((reason: unknown) => reason);
      const told = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).stack);
      expect(told).not.toMatch(/correct:horse|Y29ycmVjdDpob3JzZQ|YW5uYTpjb3JyZWN0/);
    }
  });
});
