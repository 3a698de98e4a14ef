import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Browser,
  busyboxRoot,
  openBrowser,
  packTar,
  type Stack,
  startStack,
  untilInventoryIsTrue,
  waitFor,
} from '@roadstead/testing';
import type { Page } from 'playwright-core';
import { axeFindings } from './axe-findings.js';
import { signIn } from './sign-in.js';

const START_MS = 120_000;
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };
const CONFIG = 'server {\n\tlisten 80; # <b>not bold</b> \u202eabc\n}\n';
const MANY = 2_000;

/** Files and changes of a container from its page, checked against what the engine then has. */
describe('the files of a container in a browser', () => {
  let dir: string;
  let stack: Stack;
  let browser: Browser;
  let page: Page;
  let id: string;
  let binary: Buffer;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'roadstead-files-'));
    binary = randomBytes(300_000);
    stack = await startStack({ hosts: 1, web: true });
    const { engine } = stack.host(0);
    const root = await busyboxRoot([
      { name: 'etc/nginx/nginx.conf', content: CONFIG, mode: 0o640, uid: 33, gid: 33 },
      { name: 'etc/nginx/größe.bin', content: binary },
      { name: 'etc/alias', type: 'symlink', linkname: '/etc/nginx/nginx.conf' },
      { name: 'srv/', type: 'directory' },
      ...Array.from({ length: MANY }, (_, index) => ({ name: `many/file-${index}`, content: String(index) })),
      { name: 'odd/line\nbreak \u202egnp.exe', content: 'odd' },
    ]);
    await writeFile(join(dir, 'root.tar'), await packTar(root));
    await engine.docker('import', '--change', 'CMD ["sleep","1000000"]', join(dir, 'root.tar'), 'shop/files:1');
    const script = 'echo changed > /etc/passwd; echo new > /srv/made; rm /bin/wget; sleep 1000000';
    const run = ['run', '--detach', '--network', 'none', '--name', 'files', '--volume', 'kept:/var/kept'];
    id = (await engine.docker(...run, 'shop/files:1', 'sh', '-c', script)).trim();
    await untilInventoryIsTrue(stack, stack.host(0));
    browser = await openBrowser({ baseUrl: stack.url, viewport: DESK });
    page = browser.page;
    await signIn(browser, stack.admin);
  }, START_MS);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await stack?.stop();
    await rm(dir, { recursive: true, force: true });
  }, START_MS);

  afterEach(() => {
    expect(browser.problems.splice(0)).toEqual([]);
  });

  const dialog = () => page.getByRole('dialog');
  const open = (tab: string, query = '') =>
    page.goto(`/containers/detail/?host=${stack.host(0).id}&id=${id}&tab=${tab}${query}`);
  const link = (name: string | RegExp) => page.getByRole('table').getByRole('link', { name });
  const inside = (...command: string[]) => stack.host(0).engine.docker('exec', id, ...command);
  const shot = async (name: string) => {
    if (process.env.SHOTS !== undefined) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
  };

  it('are browsed by clicking, by keys, by the path and back again; the place is in the address', async () => {
    await open('files');
    await link(/^etc/).waitFor();
    await shot('files-root');
    await link(/^etc/).click();
    await link(/^nginx/).waitFor();
    expect(new URL(page.url()).searchParams.get('path')).toBe('/etc');
    await page.getByRole('row', { name: /alias.*link.*\/etc\/nginx\/nginx.conf/ }).waitFor();
    await link(/^nginx/).focus();
    await page.keyboard.press('Enter');
    await link(/nginx\.conf/).waitFor();
    await page
      .getByRole('row', { name: /nginx\.conf.*Owner: read, write\. Group: read\. Others: nothing\..*33:33/ })
      .waitFor();
    await link(/nginx\.conf/).focus();
    await page.keyboard.press('ArrowUp');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('größe.bin');
    await page.keyboard.press('Backspace');
    await link(/^nginx/).waitFor();
    await page.getByRole('navigation', { name: 'Path' }).getByRole('link', { name: 'Root directory' }).click();
    await link(/^srv/).waitFor();
    await page.goBack();
    await link(/^nginx/).waitFor();
    await page.getByRole('button', { name: 'Type a path' }).click();
    await page.getByRole('textbox', { name: 'Path' }).fill('odd');
    await page.keyboard.press('Enter');
    await link('line\\nbreak \\u{202e}gnp.exe').waitFor();
  });

  it('of which there are many are all there, sorted and filtered', async () => {
    await open('files', '&path=/many');
    await page.getByText(`${MANY.toLocaleString('en')} entries`).waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(100);
    await page.getByRole('searchbox', { name: 'Filter by name' }).fill('file-1999');
    await page.getByText('1 entry').waitFor();
    await link('file-1999').waitFor();
  });

  it('are shown as text and nothing else, and what is no text as bytes', async () => {
    await open('files', '&path=/etc/alias');
    const text = page.getByRole('region', { name: 'Text of the file' });
    await browser.expecting(/409/, async () => {
      await text.getByText('<b>not bold</b> \\u{202e}abc').waitFor();
    });
    await shot('file-text');
    await open('files', `&path=${encodeURIComponent('/etc/nginx/größe.bin')}&as=file`);
    const [first = 0, second = 0] = binary;
    const digits = [first, second].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    await page.getByRole('region', { name: 'Bytes of the file' }).getByText(digits).first().waitFor();
    await shot('file-binary');
  });

  it('are downloaded to the byte, and a directory as a tar', async () => {
    await open('files', `&path=${encodeURIComponent('/etc/nginx/größe.bin')}&as=file`);
    const download = async () => {
      const [started] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download', exact: true }).click(),
      ]);
      return { name: started.suggestedFilename(), bytes: await readFile(await started.path()) };
    };
    const file = await download();
    expect(file.name).toBe('größe.bin');
    expect(file.bytes.equals(binary)).toBe(true);
    await open('files', '&path=/etc/nginx');
    await link(/nginx\.conf/).waitFor();
    const tar = await download();
    expect(tar.name).toBe('nginx.tar');
    expect(tar.bytes.includes(CONFIG)).toBe(true);
  });

  it('are uploaded with what they would replace named before, and read back', async () => {
    const [one, two] = [join(dir, 'one.bin'), join(dir, 'made')];
    await writeFile(one, binary);
    await writeFile(two, 'replaced\n');
    await open('files', '&path=/srv');
    await page.getByRole('button', { name: 'Upload…' }).click();
    await dialog().locator('input[type=file]').first().setInputFiles([one, two]);
    await dialog().getByText('This file is there already and would be replaced').waitFor();
    await dialog().getByLabel('File permissions').fill('600');
    await shot('upload-dialog');
    await dialog().getByRole('button', { name: 'Upload and replace 1 file' }).click();
    await link(/^one\.bin/).waitFor();
    expect(await inside('cat', '/srv/made')).toBe('replaced\n');
    const sum = createHash('sha256').update(binary).digest('hex');
    expect(await inside('/bin/busybox', 'sha256sum', '/srv/one.bin')).toContain(sum);
    expect(await inside('/bin/busybox', 'stat', '-c', '%a %u:%g', '/srv/one.bin')).toBe('600 0:0\n');
  });

  it('come as a folder too, and a new directory is made', async () => {
    const folder = join(dir, 'site');
    await mkdir(join(folder, 'css'), { recursive: true });
    await writeFile(join(folder, 'index.html'), '<h1>x</h1>');
    await writeFile(join(folder, 'css/a.css'), 'a{}');
    await open('files', '&path=/srv');
    await page.getByRole('button', { name: 'Upload…' }).click();
    await dialog().locator('input[type=file]').nth(1).setInputFiles(folder);
    await dialog().getByRole('button', { name: 'Upload 2 files' }).click();
    await link(/^site/).waitFor();
    expect(await inside('cat', '/srv/site/css/a.css')).toBe('a{}');
    expect(await inside('/bin/busybox', 'stat', '-c', '%a', '/srv/site/css')).toBe('755\n');
    await page.getByRole('button', { name: 'New directory…' }).click();
    await dialog().getByLabel('Name').fill('made-here');
    await dialog().getByRole('button', { name: 'Create' }).click();
    await link(/^made-here/).waitFor();
    expect(await inside('/bin/busybox', 'stat', '-c', '%a %F', '/srv/made-here')).toBe('755 directory\n');
  });

  it('that are not there are told as such, and a way out is left', async () => {
    await browser.expecting(/404/, async () => {
      await open('files', '&path=/absent');
      await page.getByText('There is no /absent in container files.').waitFor();
    });
    await page.getByRole('link', { name: 'Root directory' }).click();
    await link(/^etc/).waitFor();
  });

  it('that changed are a tree with counts, sizes and words on what becomes of them', async () => {
    await open('changes');
    const tree = page.getByRole('tree', { name: 'Changed files' });
    await tree.getByRole('treeitem', { name: /one\.bin.*Added.*300 kB/ }).waitFor();
    await tree.getByRole('treeitem', { name: /wget.*Deleted/ }).waitFor();
    await tree.getByRole('treeitem', { name: /passwd.*Changed/ }).waitFor();
    await page.getByText(/Removing the container drops that layer/).waitFor();
    await page.getByRole('main').getByText('/var/kept').first().waitFor();
    await shot('changes');
    await tree.getByRole('treeitem', { name: /^srv/ }).focus();
    await page.keyboard.press('ArrowLeft');
    expect(await tree.getByRole('treeitem', { name: /one\.bin/ }).count()).toBe(0);
    await page.keyboard.press('ArrowRight');
    const shown = tree.getByRole('treeitem', { name: /one\.bin/ }).getByRole('link', { name: 'Show' });
    await browser.expecting(/409/, async () => {
      await shown.click();
      await page.getByRole('region', { name: 'Bytes of the file' }).waitFor();
    });
  });

  it('become an image from there', async () => {
    await open('changes');
    await page.getByRole('button', { name: 'Make an image of this…' }).click();
    await dialog().getByLabel('Name (optional)').fill('shop/kept:1');
    await dialog().getByRole('button', { name: 'Commit', exact: true }).click();
    await page.waitForURL(/\/jobs\/detail\//);
    const jobId = new URL(page.url()).searchParams.get('id') ?? '';
    await waitFor(async () => (await stack.call('getJob', { params: { jobId } })).state === 'succeeded', 'the commit');
    const kept = await stack
      .host(0)
      .engine.docker('run', '--rm', '--network', 'none', 'shop/kept:1', 'cat', '/srv/made');
    expect(kept).toBe('replaced\n');
  });

  it('are on record, each with its path', async () => {
    const actions = await stack.rows('SELECT verb, detail FROM actions WHERE verb LIKE $1', ['files.%']);
    expect(actions).toEqual(
      expect.arrayContaining([
        { verb: 'files.view', detail: { path: '/etc/alias' } },
        { verb: 'files.download', detail: { path: '/etc/nginx/größe.bin' } },
        { verb: 'files.upload', detail: { path: '/srv' } },
        { verb: 'files.create-directory', detail: { path: '/srv/made-here' } },
      ]),
    );
  });

  it('can be used by everybody, on a desk and on a phone, by day and by night', async () => {
    const views: [string, string, () => Promise<unknown>][] = [
      ['files', '&path=/etc', () => link(/^nginx/).waitFor()],
      ['changes', '', () => page.getByRole('treeitem').first().waitFor()],
      [
        'files',
        '&path=/etc/nginx/nginx.conf&as=file',
        () => page.getByRole('region', { name: 'Text of the file' }).waitFor(),
      ],
    ];
    for (const [tab, query, ready] of views) {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const viewport of [DESK, PHONE]) {
          await page.setViewportSize(viewport);
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await open(tab, query);
          await ready();
          await shot(`${tab}${query.length > 12 ? '-file' : ''}-${viewport.width}-${colorScheme}`);
          expect(await axeFindings(page)).toEqual([]);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          expect([tab, query, viewport.width, overflow <= 0]).toEqual([tab, query, viewport.width, true]);
        }
      }
    }
  });
});
