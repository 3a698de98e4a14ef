import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { JobDetail } from '@roadstead/contract';
import {
  type Browser,
  busyboxRoot,
  compress,
  failJob,
  packTar,
  type Registry,
  runJob,
  type Stack,
  type StackHost,
  startJob,
  startRegistry,
  startStack,
  waitFor,
} from '@roadstead/testing';
import type { Driver } from './driver.js';
import { PageDriver } from './page-driver.js';
import { RestDriver } from './rest-driver.js';

const START_MS = 120_000;
const ANN = { user: 'ann', password: 'correct horse' };
const BASE = 'roadstead/base:1';
const ROOTFS = '/rootfs.tar.gz';
const PAGE = '<h1>Walked through</h1>\n';

/**
 * Walk-throughs W1 to W8: what the tutorials do with images at a terminal. Each is done by REST and from the page, on real
 * engines and a registry with accounts, in which the account has rights to `team/` alone. What came of it is looked at
 * by the engine's own command line.
 */
describe('the walk-throughs', () => {
  let stack: Stack;
  let registry: Registry;
  let files: Server;
  let browser: Browser | undefined;
  let host: StackHost;
  let other: StackHost;
  let base: string;

  beforeAll(async () => {
    stack = await startStack({ hosts: 2, web: true, samples: { scale: 0.05, containers: false } });
    [host, other] = [stack.host(0), stack.host(1)];
    registry = await startRegistry({
      dir: join(stack.dir, 'accounts'),
      addresses: [stack.fleet.gatewayAddress],
      htpasswd: [ANN],
      rights: (user, repository) => (user && repository.startsWith('team/') ? ['pull', 'push'] : user ? ['pull'] : []),
    });
    await stack.call('createRegistry', {
      body: {
        name: 'accounts',
        address: registry.address,
        username: ANN.user,
        password: ANN.password,
        insecure: true,
      },
    });
    base = stack.registry.reference(BASE);
    await host.engine.docker('pull', '--quiet', base);
    const rootfs = await compress(await packTar(await busyboxRoot()), 'gzip');
    files = await serveFiles(stack.fleet.gatewayAddress, { '/index.html': PAGE, [ROOTFS]: rootfs });
  }, START_MS);

  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    files?.close();
    await registry?.stop();
    await stack?.stop();
  }, START_MS);

  const docker = async (on: StackHost, ...args: string[]) => (await on.engine.docker(...args)).trim();
  const references = (on: StackHost) => docker(on, 'images', '--format', '{{.Repository}}:{{.Tag}}');
  const phases = ({ progress }: JobDetail) => progress?.layers.map(({ phase }) => phase) ?? [];
  /** What an HTTP server in a published container answers, as soon as it listens. */
  const pageOf = async (on: StackHost, container: string) => {
    const published = await docker(on, 'port', container, '80/tcp');
    const port = /:(\d+)/.exec(published)?.[1];
    const page = await waitFor(
      async () => (await fetch(`http://${on.engine.address}:${port}/index.html`)).text(),
      `${container} to answer`,
    );
    await docker(on, 'rm', '--force', container);
    return page;
  };

  const openPage = async (): Promise<Driver> => {
    const opened = await PageDriver.open(stack);
    browser = opened.browser;
    return opened.driver;
  };
  const ways: { way: string; open(): Driver | Promise<Driver> }[] = [
    { way: 'by REST', open: () => new RestDriver(stack) },
    { way: 'from the page', open: openPage },
  ];

  for (const { way, open } of ways) {
    describe(way, () => {
      let driver: Driver;
      let web: string;
      let inRegistry: (tag: string) => string;

      /** What a command writes in a container that is made for it. */
      const readBy = async (on: StackHost, image: string, ...command: string[]) => {
        const name = `${driver.name}-reader`;
        await driver.run(on, image, { name, command });
        await docker(on, 'wait', name);
        const written = await docker(on, 'logs', name);
        await docker(on, 'rm', name);
        return written;
      };

      beforeAll(async () => {
        driver = await open();
        web = `${driver.name}-web`;
        inRegistry = (tag) => registry.reference(`team/${web}:${tag}`);
      });

      afterEach(() => {
        expect(browser?.problems.splice(0) ?? []).toEqual([]);
      });

      it('W1: commits what a terminal did, names it, pushes it, and has it again from the registry', async () => {
        const container = `${driver.name}-tests`;
        await driver.run(host, base, { name: container, tty: true });
        const write = `mkdir -p /data && printf '${PAGE.trim()}\\n' > /data/index.html`;
        await driver.type(host, container, write);
        const { result } = await driver.commit(host, container, { message: 'a page' });
        const imageId = String(result?.imageId);
        expect(await docker(host, 'images', '--no-trunc', '--quiet', '--filter', 'dangling=true')).toContain(imageId);
        await waitFor(async () => {
          const { items } = await stack.call('listImages', { query: { host: host.id, limit: 500 } });
          return items.some((image) => image.id === imageId && image.references.length === 0);
        }, 'the untagged image in the inventory');

        await driver.tag(host, imageId, `${web}:v0.1`);
        await driver.tag(host, `${web}:v0.1`, inRegistry('v0.2'));
        const pushed = await driver.push(host, inRegistry('v0.2'));
        expect(pushed.result).toMatchObject({ digest: expect.stringMatching(/^sha256:/), size: expect.any(Number) });
        expect(await registry.tags(`team/${web}`)).toEqual(['v0.2']);

        await docker(host, 'rm', '--force', container);
        await driver.remove(host, `${web}:v0.1`);
        await driver.remove(host, inRegistry('v0.2'));
        expect(await references(host)).not.toContain(web);
        const pulled = await driver.pull(host, inRegistry('v0.2'));
        expect(pulled.result).toMatchObject({ changed: true, imageId });
        const read = await readBy(host, inRegistry('v0.2'), 'cat', '/data/index.html');
        expect(`${read}\n`).toBe(PAGE);
      });

      it('W2: commits a stopped container with an author and a command, and pushes only what is new', async () => {
        const container = `${driver.name}-stopped`;
        await driver.run(host, inRegistry('v0.2'), { name: container, command: ['touch', '/data/touched'] });
        await docker(host, 'wait', container);
        await driver.commit(host, container, {
          reference: inRegistry('v0.3'),
          author: 'Ann <ann@example.com>',
          changes: ['CMD ["/bin/httpd","-f","-h","/data"]', 'EXPOSE 80'],
        });
        const pushed = await driver.push(host, inRegistry('v0.3'));
        expect(phases(pushed).filter((phase) => phase === 'already-exists').length).toBeGreaterThanOrEqual(3);
        expect(phases(pushed).filter((phase) => phase === 'pushed')).toHaveLength(1);
        expect(await docker(host, 'inspect', '--format', '{{.Author}}', inRegistry('v0.3'))).toBe(
          'Ann <ann@example.com>',
        );
        await docker(host, 'rm', container);
        await driver.run(host, inRegistry('v0.3'), { name: container, port: 80 });
        expect(await pageOf(host, container)).toBe(PAGE);
      });

      it('W3: saves two tags of one repository in one tar, and another host has both', async () => {
        const both = [inRegistry('v0.2'), inRegistry('v0.3')];
        const bytes = await driver.save(host, both);
        const { result } = await driver.load(other, { name: `${web}.tar`, bytes });
        expect(result).toEqual({ references: expect.arrayContaining(both), imageIds: expect.any(Array) });
        expect(new Set((result as { imageIds: string[] }).imageIds).size).toBe(2);
        const there = await references(other);
        for (const reference of both) expect(there.split('\n')).toContain(reference);
        const read = await readBy(other, both[0] ?? '', 'cat', '/data/index.html');
        expect(`${read}\n`).toBe(PAGE);
        // Who made them is known there, too, and how they came.
        for (const imageId of (result as { imageIds: string[] }).imageIds) {
          const { status, made, came } = await stack.call('getImageOrigin', { params: { imageId } });
          expect([status, made[0]?.hostName, made[0]?.detail.kind]).toEqual(['made', host.name, 'container.commit']);
          expect(came.map(({ hostName, detail }) => [hostName, detail])).toContainEqual([
            other.name,
            { kind: 'image.load', filename: `${web}.tar` },
          ]);
        }
      });

      it('W4: is denied, in words, the push to a repository without the right to it', async () => {
        const forbidden = registry.reference(`others/${web}:1`);
        await driver.tag(host, inRegistry('v0.2'), forbidden);
        const job = await driver.pushInVain(host, forbidden);
        expect(job).toMatchObject({ state: 'failed', attempt: 1, error: { code: 'registry.denied' } });
        expect(job.error?.message).toContain(registry.address);
        expect(await registry.tags(`others/${web}`)).toEqual([]);
      });

      it('W5: builds a web server from a typed Dockerfile, and again with what is above the change cached', async () => {
        const { port } = files.address() as AddressInfo;
        const dockerfile = (command: string) =>
          [
            `FROM ${base}`,
            `ADD http://${stack.fleet.gatewayAddress}:${port}/index.html /srv/www/`,
            `RUN chmod 644 /srv/www/index.html && echo ${driver.name} > /srv/www/made-by.txt`,
            'EXPOSE 80',
            'ENTRYPOINT ["/bin/httpd","-f"]',
            `CMD ${command}`,
          ].join('\n');
        const tag = `${web}:built`;
        await driver.build(host, dockerfile('["-p","80","-h","/srv"]'), tag);
        const again = await driver.build(host, dockerfile('["-p","80","-h","/srv/www"]'), tag);
        const above = again.progress?.steps?.filter(({ name }) => /\b(ADD|RUN) /.test(name)) ?? [];
        expect(above.map(({ state }) => state)).toEqual(['cached', 'cached']);
        await driver.run(host, tag, { name: `${driver.name}-built`, port: 80 });
        expect(await pageOf(host, `${driver.name}-built`)).toBe(PAGE);
      });

      it('W6: imports a root filesystem, brought or fetched, and a shell runs in it', async () => {
        const bytes = await compress(await packTar(await busyboxRoot()), 'xz');
        const reference = `${driver.name}-debian:v1`;
        await driver.import(host, { name: 'debian-rootfs.tar.xz', bytes }, reference);
        const { port } = files.address() as AddressInfo;
        const fetched = `${driver.name}-fetched:v1`;
        await driver.importFrom(host, `http://${stack.fleet.gatewayAddress}:${port}${ROOTFS}`, fetched);
        for (const image of [reference, fetched])
          expect(await readBy(host, image, 'sh', '-c', 'cat /etc/debian_version')).toBe('12.0');
      });

      it('W7: pulls an image that shares its base with one that is there, and skips the shared layers', async () => {
        const [first, second] = ['shop/web:1.0', 'shop/api:2.0'].map((name) => stack.registry.reference(name));
        await docker(host, 'pull', '--quiet', first ?? '');
        const pulled = await driver.pull(host, second ?? '');
        const skipped = phases(pulled).filter((phase) => phase === 'already-exists');
        expect(skipped.length).toBeGreaterThan(4);
        expect(phases(pulled)).toContain('complete');
        await docker(host, 'image', 'rm', second ?? '');
      });

      it('W8: removes an image of several tags: all but the last untag, and the last deletes its layers', async () => {
        const tags = ['2.2', '2', 'latest'].map((tag) => `${driver.name}-httpd:${tag}`);
        const [first = '', ...more] = tags;
        const bytes = await packTar(await busyboxRoot([{ name: 'etc/httpd.conf', content: driver.name }]));
        await driver.import(host, { name: 'httpd.tar', bytes }, first);
        for (const tag of more) await docker(host, 'tag', first, tag);
        for (const tag of [first, more[0] ?? '']) {
          const { result } = await driver.remove(host, tag);
          expect(result).toEqual({ untagged: [tag], deleted: [] });
        }
        const { result } = await driver.remove(host, more[1] ?? '');
        expect(result).toMatchObject({ untagged: [more[1]] });
        expect(result?.deleted).toHaveLength(2);
        expect(await references(host)).not.toContain(`${driver.name}-httpd`);
      });
    });
  }

  it('signs in on the hosts and for the users that a credential is for, and nowhere else', async () => {
    const [kept] = await stack.call('listRegistries');
    const params = { registryId: kept?.id ?? '' };
    const reference = registry.reference('team/limited:1');
    const push = { kind: 'image.push', params: { reference } } as const;
    await docker(other, 'pull', '--quiet', base);
    for (const on of [host, other]) await docker(on, 'tag', base, reference);

    await stack.call('updateRegistry', { params, body: { allowedHostIds: [other.id] } });
    expect(await failJob(stack, host, push)).toMatchObject({ error: { code: 'registry.denied' } });
    const named = { ...push, params: { reference, ...params } };
    await expect(startJob(stack, host, named)).rejects.toMatchObject({ body: { code: 'registry.not-allowed' } });
    await runJob(stack, other, push);

    await stack.rows(`INSERT INTO users (id, username, role, password_hash)
      VALUES (gen_random_uuid(), 'bob', 'operator', 'none') RETURNING id`);
    await stack.call('updateRegistry', { params, body: { allowedHostIds: [], allowedUsers: ['bob'] } });
    expect(await failJob(stack, other, push)).toMatchObject({ error: { code: 'registry.denied' } });
    await stack.call('updateRegistry', { params, body: { allowedUsers: [stack.admin.username] } });
    await runJob(stack, other, push);
    await stack.call('updateRegistry', { params, body: { allowedUsers: [] } });
  });
});

/** Gives files by their paths, each with a tag by which a builder knows that it has not changed. */
async function serveFiles(address: string, files: Readonly<Record<string, string | Buffer>>): Promise<Server> {
  const server = createServer(({ url = '' }, response) => {
    const body = files[url];
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, { etag: '"1"', 'content-length': Buffer.byteLength(body) }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return server;
}
