import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { API_PREFIX } from '@roadstead/contract';
import { AGENT_PATHS, PROTOCOL_VERSION } from '@roadstead/protocol';
import { aContainer, anImage } from '@roadstead/testing';
import { ApiHarness, type ErrorAnswer } from './api-harness.js';

const NUL = '\u0000';
const HALF = '\ud800';

describe('attacks over HTTP', () => {
  let api: ApiHarness;
  let token: string;
  let hostId: string;

  beforeAll(async () => {
    api = await ApiHarness.start();
    token = (await api.addUser('admin')).token;
    const agent = await api.connectedHost();
    hostId = agent.hostId;
    await agent.list([aContainer('100%_sure\\'), aContainer('other')], [anImage('web')]);
  });
  afterAll(() => api?.stop());

  const send = (method: string, path: string, body?: unknown) => api.request(method, path, { token, body });
  const outcome = ({ status, body }: { status: number; body: ErrorAnswer }) => [status, body?.error?.code];

  describe('text that Postgres cannot hold', () => {
    it.each([
      ['POST', '/auth/login', { username: `a${NUL}b`, password: 'x' }],
      ['POST', '/auth/tokens', { name: NUL }],
      ['POST', '/join-tokens', { labels: { [`a${NUL}`]: 'x' } }],
      ['POST', '/join-tokens', { labels: { a: HALF } }],
      ['PATCH', '/hosts/:host', { labels: { a: NUL } }],
      ['GET', '/containers?q=%00', undefined],
      ['GET', '/containers?image=%00', undefined],
      ['GET', '/images?q=%00', undefined],
      ['GET', '/jobs?q=%00', undefined],
      ['GET', '/audit/actions?q=%00', undefined],
      ['GET', '/audit/activity?from=2026-01-01T00:00:00Z&q=%00', undefined],
      ['GET', '/audit/changes?from=2026-01-01T00:00:00Z&q=%00', undefined],
      ['GET', '/audit/changes/export?from=2026-01-01T00:00:00Z&q=%00', undefined],
      ['GET', '/audit/drift?q=%00', undefined],
      ['GET', '/audit/matrix?hostLabel=%00', undefined],
      ['GET', '/audit/matrix/export?q=%00', undefined],
      ['GET', '/audit/placements?q=%00', undefined],
      ['GET', '/audit/placements/export?layer=%00', undefined],
      ['GET', '/audit/tag-checks?q=%00', undefined],
      [
        'POST',
        `/${AGENT_PATHS.enrol}`,
        { token: 'x', publicKey: '', protocolVersion: PROTOCOL_VERSION, hostname: NUL },
      ],
    ])('%s %s with it is refused as the request’s fault', async (method, path, body) => {
      const request = { ...(body as object), ...(path.endsWith('enrol') ? { publicKey: await aKey() } : {}) };
      const answer = await send(method, path.replace(':host', hostId), body === undefined ? undefined : request);
      expect(outcome(answer)).toEqual([400, 'request.invalid']);
    });

    const aKey = async () => (await api.addHost()).publicKey;
  });

  it('a cursor that was forged is refused, whatever it holds', async () => {
    const forge = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
    const id = 'b3f0b3a4-6f0e-4c58-9f5c-0f5f0a0d7c11';
    for (const path of [
      `/containers?cursor=${forge('x', 'no-uuid', 'x')}`,
      `/containers?cursor=${forge(NUL, id, 'x')}`,
      `/containers?sort=created&cursor=${forge('9999-99-99', id, 'x')}`,
      `/containers?sort=created&cursor=${forge("now'; DROP TABLE hosts; --", id, 'x')}`,
      `/containers?cursor=${forge('x')}`,
      '/containers?cursor=!!!!',
      `/images?sort=size&cursor=${forge('99999999999999999999', 'x')}`,
      `/images?sort=hosts&cursor=${forge('NaN', 'x')}`,
      `/jobs?cursor=${forge('9999-99-99 99:99:99+99', id)}`,
      `/jobs?cursor=${forge({}, [])}`,
      `/audit/placements?cursor=${forge('x', 'x')}`,
      `/audit/placements?cursor=${forge('infinity', '99999999999999999999')}`,
      `/audit/changes?from=2026-01-01T00:00:00Z&cursor=${forge('x', 'x', 'x')}`,
      `/audit/tags?reference=x&cursor=${forge('x', 'x', 'x')}`,
      `/audit/tag-checks?cursor=${forge(NUL, 'x')}`,
    ]) {
      expect([path, ...outcome(await send('GET', path))]).toEqual([path, 400, 'request.invalid']);
    }
  });

  it('a search finds what was typed and nothing else, and a long one is refused', async () => {
    const names = async (q: string) => {
      const { body } = await api.request<{ items: { name: string }[] }>(
        'GET',
        `/containers?q=${encodeURIComponent(q)}`,
        { token },
      );
      return body.items.map(({ name }) => name);
    };
    for (const q of ['%', '_', '\\', '%_']) expect([q, await names(q)]).toEqual([q, ['100%_sure\\']]);
    expect(await names('%%')).toEqual([]);
    for (const path of ['/containers', '/images', '/jobs']) {
      expect(outcome(await send('GET', `${path}?q=${'x'.repeat(10_000)}`))).toEqual([400, 'request.invalid']);
      for (const limit of ['0', '-1', '1e9', '', 'x', '1.5', '1&limit=2']) {
        expect([limit, ...outcome(await send('GET', `${path}?limit=${limit}`))]).toEqual([
          limit,
          400,
          'request.invalid',
        ]);
      }
    }
  });

  it('a body of the wrong kind is refused in words', async () => {
    const post = async (body: string | Uint8Array, type = 'application/json') => {
      const response = await fetch(`${api.url}${API_PREFIX}/jobs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': type },
        body: body as string,
      });
      return [response.status, ((await response.json()) as ErrorAnswer).error.code];
    };
    const invalid = [400, 'request.invalid'];
    for (const body of ['', '{', 'null', '[]', '1', '"x"', '{"__proto__":{"a":1}}', '{"constructor":{"prototype":{}}}'])
      expect([body, ...(await post(body))]).toEqual([body, ...invalid]);
    expect(await post('['.repeat(500_000))).toEqual(invalid);
    expect(await post(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)).toEqual(invalid);
    expect(await post(Uint8Array.of(0x22, 0xff, 0xfe, 0x22))).toEqual(invalid);
    expect(await post('x'.repeat(2_000_000))).toEqual([413, 'request.too-large']);
    expect((await post('a=b', 'application/x-www-form-urlencoded'))[0]).toBeLessThan(500);
    expect((await post('a=b', 'text/plain'))[0]).toBeLessThan(500);
    expect((await post('a=b', 'multipart/form-data'))[0]).toBeLessThan(500);
    expect((await post('a=b', 'no type'))[0]).toBeLessThan(500);
  });

  it('ids that are none are ids of nothing', async () => {
    for (const id of ['x', '%00', '..%2f..%2fetc', '%27%3B--', '0'.repeat(190), '%F0%9F%92%A9']) {
      for (const path of [
        `/hosts/${id}`,
        `/jobs/${id}`,
        `/images/${id}`,
        `/hosts/${hostId}/containers/${id}`,
        `/hosts/${id}/containers/${id}/logs`,
      ]) {
        const { status } = await send('GET', path);
        expect([path, status]).toEqual([path, 404]);
      }
      expect((await send('DELETE', `/auth/tokens/${id}`)).status).toBe(400);
    }
    for (const path of ['/hosts/%', '/hosts/%ff', `/hosts/${'0'.repeat(5000)}`])
      expect((await send('GET', path)).status).toBeLessThan(500);
  });

  it('no path leads to a file that is not served', async () => {
    const port = Number(new URL(api.url).port);
    for (const path of [
      '/../../etc/passwd',
      '/..%2f..%2fetc/passwd',
      '/_next/../../package.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '//etc/passwd',
      '/\\..\\..\\etc',
      '/agent/..%2fpackage.json',
      'http://x/etc/passwd',
      '/%00',
      '/index.html%00.js',
    ]) {
      const answer = await raw(port, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
      expect([path, answer.slice(0, 12)]).toEqual([path, expect.stringMatching(/^HTTP\/1.1 40[04]/)]);
    }
  });

  it('what is answered with data is kept by no cache', async () => {
    for (const path of [
      '/hosts',
      '/containers',
      '/auth/me',
      '/hosts/x',
      `/hosts/${hostId}`,
      '//metrics',
      '//healthz',
    ]) {
      const { headers } = await send('GET', path);
      expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
    }
    expect((await api.request('POST', '/auth/login', { body: {} })).headers.get('cache-control')).toBe('no-store');
  });

  it('a method that a route has not is refused, and HEAD asks for the same right as GET', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])
      expect([method, (await send(method, '/hosts')).status]).toEqual([method, 404]);
    expect((await api.request('HEAD', '/hosts')).status).toBe(401);
    expect((await send('HEAD', '/hosts')).status).toBe(200);
    expect((await api.request('TRACE', '/hosts').catch(() => ({ status: 405 }))).status).toBeGreaterThanOrEqual(400);
  });

  it('a Host header makes no shell command, in the script nor in the command of a join token', async () => {
    const port = Number(new URL(api.url).port);
    for (const host of [
      'evil$(reboot)',
      'evil`id`',
      "evil'; id; '",
      'evil"',
      'a b',
      'evil;id',
      'evil|id',
      'evil&id',
      'evil\\',
      'user@evil',
      'x#y',
      'x?y',
    ]) {
      const script = await raw(
        port,
        `GET ${AGENT_PATHS.installScript} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
      expect([host, script.slice(0, 12)]).toEqual([host, 'HTTP/1.1 400']);
      const tokens = await raw(
        port,
        `POST ${API_PREFIX}/join-tokens HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
      );
      expect([host, tokens.slice(0, 12)]).toEqual([host, 'HTTP/1.1 400']);
    }
    const none = await raw(port, `GET ${AGENT_PATHS.installScript} HTTP/1.0\r\n\r\n`);
    expect(none).not.toContain('undefined');
  });

  it('a token in the URL is no credential', async () => {
    for (const query of [`token=${token}`, `access_token=${token}`, `authorization=Bearer%20${token}`])
      expect((await api.request('GET', `/hosts?${query}`)).status).toBe(401);
  });

  it('a credential that is malformed is none, and breaks nothing', async () => {
    for (const headers of [
      { cookie: 'roadstead_session=%E0%A4%A' },
      { cookie: 'roadstead_session=%00' },
      { cookie: '=;;;=' },
      { cookie: '__proto__=x; constructor=y' },
      { authorization: 'Bearer' },
      { authorization: `Basic ${Buffer.from('admin:x').toString('base64')}` },
      { authorization: `Bearer ${'x'.repeat(7000)}` },
    ] as Record<string, string>[]) {
      expect(outcome(await api.request('GET', '/hosts', { headers }))).toEqual([401, 'auth.required']);
    }
  });

  it('with the cookie of a signed-in page, only our own page may change anything', async () => {
    const { username } = await api.addUser('admin');
    const signIn = await api.request('POST', '/auth/login', { body: { username, password: 'correct horse' } });
    const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    for (const origin of [
      undefined,
      'null',
      'https://evil.example',
      `${api.url}.evil.example`,
      `http://x@${new URL(api.url).host}`,
      `https://${new URL(api.url).hostname}`,
      'file://',
      '',
    ]) {
      const headers: Record<string, string> = { cookie, ...(origin === undefined ? {} : { origin }) };
      const answer = await api.request('POST', '/join-tokens', { headers, body: {} });
      expect([origin, ...outcome(answer)]).toEqual([origin, 403, 'auth.foreign-origin']);
    }
    expect((await api.request('POST', '/join-tokens', { headers: { cookie, origin: api.url }, body: {} })).status).toBe(
      201,
    );
  });

  it('of hosts that are given one name at the same time one gets it, and the others are told', async () => {
    const hosts = await Promise.all(Array.from({ length: 6 }, () => api.addHost()));
    const answers = await Promise.all(
      hosts.map((host) => send('PATCH', `/hosts/${host.hostId}`, { name: 'contended' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
  });

  it('a session ends with its time and with its sign-out, also for who has kept the cookie', async () => {
    const { username } = await api.addUser('admin');
    const cookieOf = async () => {
      const { headers } = await api.request('POST', '/auth/login', { body: { username, password: 'correct horse' } });
      return { cookie: headers.get('set-cookie')?.split(';')[0] ?? '', origin: api.url };
    };
    const [timed, left] = [await cookieOf(), await cookieOf()];
    expect((await api.request('GET', '/auth/me', { headers: timed })).status).toBe(200);
    await api.request('POST', '/auth/logout', { headers: left });
    await api.query(`UPDATE sessions SET expires_at = now() - interval '1 second'`);
    for (const headers of [timed, left])
      expect(outcome(await api.request('GET', '/auth/me', { headers }))).toEqual([401, 'auth.required']);
  });

  it('an unknown user takes as long as a wrong password', async () => {
    const { username } = await api.addUser('viewer');
    const attempt = async (name: string) => {
      const begin = performance.now();
      await api.request('POST', '/auth/login', { body: { username: name, password: 'wrong' } });
      return performance.now() - begin;
    };
    await attempt('nobody-0');
    const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    const known: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      known.push(await attempt(username));
      unknown.push(await attempt(`nobody-${i}`));
    }
    expect(median(unknown) / median(known)).toBeGreaterThan(0.4);
  });
});

function raw(port: number, request: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
  });
}

describe('attacks on the limits of attempts', () => {
  let api: ApiHarness;
  beforeAll(async () => {
    api = await ApiHarness.start({ behindProxy: true });
  });
  afterAll(() => api?.stop());

  const signIn = (username: string, password: string, from: string) =>
    api.request('POST', '/auth/login', { headers: { 'x-forwarded-for': from }, body: { username, password } });

  it('many people may sign in from behind one address', async () => {
    const { username } = await api.addUser('viewer');
    for (let i = 0; i < 105; i += 1) expect((await signIn(username, 'correct horse', '203.0.113.20')).status).toBe(200);
  });

  it('who guesses at one user locks out that user from his own address only, and nobody else', async () => {
    const [victim, other] = [await api.addUser('viewer'), await api.addUser('viewer')];
    for (let i = 0; i < 10; i += 1) await signIn(victim.username, 'guess', '203.0.113.21');
    expect((await signIn(victim.username, 'correct horse', '203.0.113.21')).status).toBe(429);
    expect((await signIn(other.username, 'correct horse', '203.0.113.21')).status).toBe(200);
    expect((await signIn(victim.username, 'correct horse', '203.0.113.22')).status).toBe(200);
  });

  it('who guesses at many users from one address is stopped there, and stops nobody elsewhere', async () => {
    const { username } = await api.addUser('viewer');
    const guesses = Array.from({ length: 101 }, (_none, i) => `guessed-${i}`);
    for (const guess of guesses) await signIn(guess, 'guess', '203.0.113.23');
    expect((await signIn('another', 'guess', '203.0.113.23')).status).toBe(429);
    expect((await signIn(username, 'correct horse', '203.0.113.24')).status).toBe(200);
  });

  it('who has a network of IPv6 addresses has no more attempts than who has one address', async () => {
    const { username } = await api.addUser('viewer');
    const from = (host: number) => `2001:db8:7:8::${host.toString(16)}`;
    for (let i = 1; i <= 10; i += 1) await signIn(username, 'guess', from(i));
    expect((await signIn(username, 'correct horse', from(11))).status).toBe(429);
    expect((await signIn(username, 'correct horse', '2001:db8:7:8:ffff:ffff:ffff:1')).status).toBe(429);
    expect((await signIn(username, 'correct horse', '2001:db8:7:9::1')).status).toBe(200);
  });

  it('challenges are counted by host, so that nobody keeps another host from connecting', async () => {
    const [flooded, calm] = [await api.addHost(), await api.addHost()];
    const ask = (hostId: string, from: string) =>
      api.request('POST', `/${AGENT_PATHS.challenge}`, { headers: { 'x-forwarded-for': from }, body: { hostId } });
    for (let i = 0; i < 60; i += 1) await ask(flooded.hostId, '203.0.113.25');
    expect((await ask(flooded.hostId, '203.0.113.25')).status).toBe(429);
    expect((await ask(flooded.hostId, '203.0.113.26')).status).toBe(200);
    expect((await ask(calm.hostId, '203.0.113.25')).status).toBe(200);
  });

  it('an address that the client made up does not begin the count of attempts anew, nor get into the log of actions', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 12; i += 1) {
      const headers = { 'x-forwarded-for': `10.1.1.${i}, 203.0.113.7` };
      const answer = await api.request('POST', '/auth/login', { headers, body: { username: 'admin', password: 'x' } });
      statuses.push(answer.status);
    }
    expect(statuses.slice(-2)).toEqual([429, 429]);
    const written = (address: string) => api.query('SELECT id FROM actions WHERE address LIKE $1', [address]);
    expect(await written('10.1.1.%')).toEqual([]);
    expect(await written('203.0.113.7')).toHaveLength(10);
  });

  it('the cookie is for TLS only', async () => {
    const { username } = await api.addUser('viewer');
    const body = { username, password: 'correct horse' };
    const { headers } = await api.request('POST', '/auth/login', { body });
    expect(headers.get('set-cookie')).toMatch(/HttpOnly; Secure; SameSite=Strict/);
  });
});
