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
