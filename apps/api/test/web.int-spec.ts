import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiHarness } from './api-harness.js';

const SCRIPT = 'self.started = true;';
const page = (title: string) =>
  `<!doctype html><title>${title}</title><script src="/x.js"></script><script>${SCRIPT}</script>`;

describe('the dashboard', () => {
  let api: ApiHarness;
  let webDir: string;

  beforeAll(async () => {
    webDir = mkdtempSync(join(tmpdir(), 'roadstead-web-'));
    mkdirSync(join(webDir, 'hosts'));
    mkdirSync(join(webDir, '_next/static/chunks'), { recursive: true });
    writeFileSync(join(webDir, 'index.html'), page('Overview'));
    writeFileSync(join(webDir, 'hosts/index.html'), page('Hosts'));
    mkdirSync(join(webDir, 'sign-in'));
    writeFileSync(join(webDir, 'sign-in/index.html'), page('Sign in'));
    writeFileSync(join(webDir, '404.html'), page('Nothing here'));
    writeFileSync(join(webDir, '_next/static/chunks/a-1f.js'), 'x'.repeat(5000));
    writeFileSync(join(tmpdir(), 'roadstead-secret.txt'), 'secret');
    api = await ApiHarness.start({ webDir });
  });
  afterAll(async () => {
    await api?.stop();
    rmSync(webDir, { recursive: true });
    rmSync(join(tmpdir(), 'roadstead-secret.txt'));
  });

  const get = (path: string, headers = {}) => fetch(api.url + path, { headers });

  it('answers at clean addresses, with and without a slash', async () => {
    for (const path of ['/hosts', '/hosts/', '/hosts/index.html', '/hosts?host=1']) {
      expect(await (await get(path)).text()).toContain('<title>Hosts</title>');
    }
    expect(await (await get('/')).text()).toContain('<title>Overview</title>');
  });

  it('sends a browser that nobody is signed in with to the sign-in at once, and from there to where it was going', async () => {
    const asked = { accept: 'text/html,*/*;q=0.8', 'sec-fetch-site': 'none' };
    const visit = (path: string, headers = {}) =>
      fetch(api.url + path, { headers: { ...asked, ...headers }, redirect: 'manual' });
    const placeOf = async (path: string, headers = {}) => (await visit(path, headers)).headers.get('location');
    const first = await visit('/');
    expect([first.status, first.headers.get('location'), first.headers.get('cache-control')]).toEqual([
      ...[303, '/sign-in/', 'no-store'],
    ]);
    expect(await placeOf('/hosts/?q=a&b=%2F%2Fx')).toBe('/sign-in/?next=%2Fhosts%2F%3Fq%3Da%26b%3D%252F%252Fx');
    expect(await placeOf('/hosts/', { 'sec-fetch-site': 'same-origin' })).toBe('/sign-in/?next=%2Fhosts%2F');
    // A link of another site comes without the cookie of whoever is signed in.
    expect((await visit('/hosts/', { 'sec-fetch-site': 'cross-site' })).status).toBe(200);
    expect((await visit('/hosts/', { cookie: 'roadstead_session=some' })).status).toBe(200);
    expect((await visit('/sign-in/?next=/hosts/')).status).toBe(200);
    expect((await visit('/_next/static/chunks/a-1f.js')).status).toBe(200);
    expect((await visit('/hosts/', { accept: '*/*' })).status).toBe(200);
    expect((await visit('/lost')).status).toBe(404);
  });

  it('lets exactly the page’s own inline script run', async () => {
    const policy = (await get('/')).headers.get('content-security-policy');
    const hash = createHash('sha256').update(SCRIPT).digest('base64');
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`);
  });

  it('compresses, lets files with a hash in their name be kept, and answers 304', async () => {
    const path = '/_next/static/chunks/a-1f.js';
    const response = await get(path, { 'accept-encoding': 'br' });
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(await response.text()).toBe('x'.repeat(5000));
    const etag = response.headers.get('etag') ?? '';
    expect((await get(path, { 'accept-encoding': 'br', 'if-none-match': etag })).status).toBe(304);
    expect((await get('/')).headers.get('cache-control')).toBe('no-cache');
  });

  it('shows a page for what there is not, and words to a program', async () => {
    const lost = await get('/lost', { accept: 'text/html' });
    expect([lost.status, await lost.text()]).toEqual([404, page('Nothing here')]);
    const missing = await get('/lost.js');
    expect([missing.status, await missing.json()]).toMatchObject([404, { error: { code: 'route.unknown' } }]);
    expect((await get('/api/lost', { accept: 'text/html' })).headers.get('content-type')).toContain('json');
  });

  it('leads nowhere else', async () => {
    for (const path of [
      '/../roadstead-secret.txt',
      '/%2e%2e/roadstead-secret.txt',
      '/..%2froadstead-secret.txt',
      '/hosts%00',
    ]) {
      expect((await get(path)).status).toBe(404);
    }
  });
});
