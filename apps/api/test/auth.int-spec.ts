import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiToken, CreatedApiToken, CurrentUser } from '@roadstead/contract';
import { ApiHarness } from './api-harness.js';

describe('sign-in', () => {
  let api: ApiHarness;

  beforeAll(async () => {
    api = await ApiHarness.start();
  });
  afterAll(() => api?.stop());

  const login = (username: string, password: string, headers = {}) =>
    api.request<CurrentUser>('POST', '/auth/login', { body: { username, password }, headers });

  it('gives a cookie that no script can read, good until signed out', async () => {
    const { username } = await api.addUser('operator', 'secret words');
    const answer = await login(username, 'secret words');
    expect(answer).toMatchObject({ status: 200, body: { username, role: 'operator' } });
    const setCookie = answer.headers.get('set-cookie') ?? '';
    expect(setCookie).toMatch(/^roadstead_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/);
    const cookie = setCookie.split(';')[0] ?? '';
    expect((await api.request('GET', '/auth/me', { headers: { cookie } })).status).toBe(200);
    const headers = { cookie, origin: api.url };
    expect((await api.request('POST', '/auth/logout', { headers })).status).toBe(204);
    expect((await api.request('GET', '/auth/me', { headers: { cookie } })).status).toBe(401);
  });

  it('keeps the password and the cookie’s secret as hashes only', async () => {
    const { username } = await api.addUser('viewer', 'hidden words');
    const cookie = (await login(username, 'hidden words')).headers.get('set-cookie') ?? '';
    const secret = /=([\w-]{43});/.exec(cookie)?.[1] ?? '';
    const rows = JSON.stringify([await api.query('SELECT * FROM users'), await api.query('SELECT * FROM sessions')]);
    expect(rows).toContain('$argon2id$');
    expect(rows).not.toContain('hidden words');
    expect(rows).not.toContain(secret);
  });

  it('says the same of a wrong password and of an unknown user', async () => {
    const { username } = await api.addUser('viewer');
    const wrong = await login(username, 'not it');
    const unknown = await login('nobody-here', 'not it');
    expect(wrong.status).toBe(401);
    expect(wrong.body).toEqual(unknown.body);
    expect(wrong.body).toMatchObject({
      error: { code: 'auth.wrong-credentials', message: 'Wrong user name or password.' },
    });
  });

  it('limits the attempts on one user from one address, and says for how long', async () => {
    const { username } = await api.addUser('viewer');
    const answers = [];
    for (let i = 0; i < 11; i += 1) answers.push(await login(username, 'not it'));
    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(401), 429]);
    expect(answers.at(-1)?.body).toMatchObject({ error: { code: 'auth.rate-limited' } });
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await login(username, 'correct horse')).status).toBe(429);
  });

  it('a cookie from another site’s page may read nothing new and change nothing', async () => {
    const { username } = await api.addUser('admin');
    const cookie = (await login(username, 'correct horse')).headers.get('set-cookie')?.split(';')[0] ?? '';
    for (const origin of ['https://evil.example', 'null', undefined]) {
      const headers = { cookie, ...(origin === undefined ? {} : { origin }) };
      const answer = await api.request('POST', '/join-tokens', { headers, body: {} });
      expect([answer.status, answer.body.error.code]).toEqual([403, 'auth.foreign-origin']);
    }
    expect((await login(username, 'correct horse', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await api.request('POST', '/join-tokens', { headers: { cookie, origin: api.url }, body: {} })).status).toBe(
      201,
    );
  });

  it('API tokens are shown once, never have more rights than asked for, and can be deleted', async () => {
    const { token } = await api.addUser('admin');
    const created = await api.request<CreatedApiToken>('POST', '/auth/tokens', { token, body: { name: 'ci' } });
    expect(created).toMatchObject({ status: 201, body: { name: 'ci', role: 'viewer' } });
    const weak = created.body.token;
    expect((await api.request('POST', '/join-tokens', { token: weak, body: {} })).status).toBe(403);
    const listed = await api.request<ApiToken[]>('GET', '/auth/tokens', { token });
    expect(JSON.stringify(listed.body)).not.toContain(weak);
    expect((await api.request('DELETE', `/auth/tokens/${created.body.id}`, { token })).status).toBe(204);
    expect((await api.request('GET', '/auth/me', { token: weak })).status).toBe(401);
    expect((await api.request('DELETE', '/auth/tokens/nonsense', { token })).status).toBe(400);
  });

  it('a token of a user whose role was taken away loses the rights with it', async () => {
    const { username, token } = await api.addUser('admin');
    await api.query(`UPDATE users SET role = 'viewer' WHERE username = $1`, [username]);
    expect((await api.request<CurrentUser>('GET', '/auth/me', { token })).body.role).toBe('viewer');
  });

  it('is written down, failed or not, and what is written can not be changed', async () => {
    const { username } = await api.addUser('viewer');
    await login(username, 'not it');
    await login(username, 'correct horse');
    const rows = await api.query('SELECT outcome, address, detail FROM actions WHERE target = $1 ORDER BY id', [
      username,
    ]);
    expect(rows).toEqual([
      { outcome: 'auth.wrong-credentials', address: '127.0.0.1', detail: {} },
      { outcome: 'ok', address: '127.0.0.1', detail: {} },
    ]);
    await expect(api.query('DELETE FROM actions')).rejects.toThrow('rows of actions are only ever added');
  });
});

describe('answers', () => {
  let api: ApiHarness;
  let token: string;

  beforeAll(async () => {
    api = await ApiHarness.start();
    ({ token } = await api.addUser('admin'));
  });
  afterAll(() => api?.stop());

  it('say what is wrong with a request, never with a stack', async () => {
    const cases: [string, string, unknown, number, string][] = [
      ['POST', '/auth/login', { username: 'x' }, 400, 'request.invalid'],
      ['GET', '/containers?limit=0', undefined, 400, 'request.invalid'],
      ['GET', '/containers?cursor=nonsense', undefined, 400, 'request.invalid'],
      ['GET', '/containers?host=nonsense', undefined, 400, 'request.invalid'],
      ['GET', '/hosts/nonsense', undefined, 404, 'host.unknown'],
      ['GET', '/hosts/nonsense/containers/abc', undefined, 404, 'host.unknown'],
      ['GET', '/images/nonsense', undefined, 404, 'image.unknown'],
      ['GET', '/nothing', undefined, 404, 'route.unknown'],
      ['PATCH', '/nothing', {}, 404, 'route.unknown'],
      ['GET', '/containers/%zz', undefined, 400, 'request.invalid'],
    ];
    for (const [method, path, body, status, code] of cases) {
      const answer = await api.request(method, path, { token, body });
      expect([path, answer.status, answer.body.error.code]).toEqual([path, status, code]);
      expect(answer.text).not.toMatch(/node_modules|\.ts:|at Object/);
    }
  });

  it('say so of a body that is not JSON, or too large', async () => {
    const post = (body: string) =>
      fetch(`${api.url}/api/v1/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const broken = await post('{"username":');
    expect([broken.status, ((await broken.json()) as { error: { code: string } }).error.code]).toEqual([
      400,
      'request.invalid',
    ]);
    const large = await post(JSON.stringify({ username: 'x'.repeat(2 * 1024 * 1024) }));
    expect([large.status, ((await large.json()) as { error: { code: string } }).error.code]).toEqual([
      413,
      'request.too-large',
    ]);
  });

  it('carry headers against sniffing, framing and foreign scripts', async () => {
    const { headers } = await api.request('GET', '/auth/me', { token });
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
  });

  it('describe themselves: OpenAPI has every route, and a page shows it', async () => {
    const { body } = await api.request<{ paths: Record<string, object> }>('GET', '//api/openapi.json');
    expect(Object.keys(body.paths)).toContain('/api/v1/hosts/{hostId}/containers/{containerId}');
    expect(Object.keys(body.paths['/api/v1/jobs'] ?? {}).sort()).toEqual(['get', 'post']);
    expect((await api.request('GET', '//api/docs')).text).toContain('Ask for a job on one or many hosts');
  });

  it('count for Prometheus, with the hosts by status', async () => {
    await api.addHost();
    const { status, text } = await api.request('GET', '//metrics');
    expect(status).toBe(200);
    expect(text).toContain('roadstead_hosts{status="offline"} 1');
    expect(text).toContain('process_resident_memory_bytes');
  });
});
