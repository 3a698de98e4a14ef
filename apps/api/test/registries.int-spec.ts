import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Registry as KeptRegistry, PullCost, RegistryCheck, RemoteImage, Tags } from '@roadstead/contract';
import { chainIds, Digest, type HostId } from '@roadstead/domain';
import { type Registry, startRegistry } from '@roadstead/testing';
import { RegistryCredentials } from '../src/registries/registry-credentials.service.js';
import { type Answer, ApiHarness, type ErrorAnswer } from './api-harness.js';
import { RegistryContent, sha256 } from './registry-content.js';

const ANNA = { user: 'anna', password: 'a-password-of-annas' };
const BERT = { user: 'bert', password: 'a-password-of-berts' };
const BASIC = `Basic ${Buffer.from(`${ANNA.user}:${ANNA.password}`).toString('base64')}`;
const outcome = ({ status, body }: Answer) => [status, (body as ErrorAnswer | undefined)?.error?.code];

describe('registries', () => {
  let dir: string;
  let withAccounts: Registry;
  let open: Registry;
  let api: ApiHarness;
  let admin: { username: string; token: string };
  let operator: { username: string; token: string };
  let viewer: { username: string; token: string };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'roadstead-registries-'));
    const addresses = ['127.0.0.1'];
    [withAccounts, open, api] = await Promise.all([
      startRegistry({ dir: join(dir, 'accounts'), addresses, htpasswd: [ANNA, BERT] }),
      startRegistry({ dir: join(dir, 'open'), addresses }),
      ApiHarness.start({ allowedAddresses: ['127.0.0.0/8'] }),
    ]);
    [admin, operator, viewer] = await Promise.all([
      api.addUser('admin'),
      api.addUser('operator'),
      api.addUser('viewer'),
    ]);
  });
  afterAll(async () => {
    await api?.stop();
    await Promise.all([withAccounts?.stop(), open?.stop()]);
    await rm(dir, { recursive: true, force: true });
  });

  const send = <T = ErrorAnswer>(method: string, path: string, body?: unknown, token = admin.token) =>
    api.request<T>(method, path, { token, body });

  let count = 0;
  async function keep(body: object = {}): Promise<KeptRegistry> {
    count += 1;
    const all = { name: `registry ${count}`, address: open.address, ...body };
    const answer = await send<KeptRegistry>('POST', '/registries', all);
    expect(outcome(answer as Answer)).toEqual([201, undefined]);
    return answer.body;
  }
  const signedIn = (body: object = {}) =>
    keep({ address: withAccounts.address, username: ANNA.user, password: ANNA.password, ...body });

  describe('with a credential', () => {
    it('keeps one that the registry takes, and shows everything of it but the password', async () => {
      const kept = await signedIn();
      expect(kept).toMatchObject({
        address: withAccounts.address,
        username: 'anna',
        hasPassword: true,
        allowedUsers: [],
        allowedHostIds: [],
        lastCheck: { ok: true, signedIn: true },
        createdBy: admin.username,
      });
      for (const path of ['/registries', `/registries/${kept.id}`]) {
        const { status, text } = await send('GET', path, undefined, viewer.token);
        expect([status, text.includes(ANNA.password)]).toEqual([200, false]);
      }
    });

    it('refuses a wrong one and keeps nothing of it', async () => {
      const body = { name: 'wrong', address: withAccounts.address, username: 'anna', password: 'wrong' };
      for (const acceptUnreachable of [false, true])
        expect(outcome(await send('POST', '/registries', { ...body, acceptUnreachable }))).toEqual([
          400,
          'registry.wrong-credentials',
        ]);
      expect(await api.query(`SELECT * FROM registries WHERE name = 'wrong'`)).toEqual([]);
    });

    it('refuses half a credential, and a name that is taken', async () => {
      const { name } = await keep();
      const { address } = withAccounts;
      for (const half of [{ username: 'anna' }, { password: 'x' }])
        expect(outcome(await send('POST', '/registries', { name: 'half', address, ...half }))).toEqual([
          400,
          'request.invalid',
        ]);
      expect(outcome(await send('POST', '/registries', { name, address: open.address }))).toEqual([
        409,
        'registry.name-taken',
      ]);
    });

    it('changes it once the registry has taken the new one; the old one stays where it has not', async () => {
      const { id } = await signedIn();
      const change = (body: object) => send<KeptRegistry>('PATCH', `/registries/${id}`, body);
      expect(outcome((await change({ username: 'bert', password: 'wrong' })) as Answer)).toEqual([
        400,
        'registry.wrong-credentials',
      ]);
      expect((await send<KeptRegistry>('GET', `/registries/${id}`)).body.username).toBe('anna');
      const changed = await change({ username: 'bert', password: BERT.password, name: 'of bert' });
      expect(changed.body).toMatchObject({ name: 'of bert', username: 'bert', hasPassword: true });
      const renamed = await change({ name: 'renamed' });
      expect(renamed.body).toMatchObject({ name: 'renamed', username: 'bert', hasPassword: true });
      expect((await change({})).body).toEqual(renamed.body);
    });

    it('sends a kept password to no other address and for no other user', async () => {
      const { id } = await signedIn();
      for (const body of [{ address: open.address }, { username: 'bert' }])
        expect(outcome(await send('PATCH', `/registries/${id}`, body))).toEqual([400, 'request.invalid']);
      expect((await send('PATCH', `/registries/${id}`, { address: open.address, password: 'x' })).status).toBe(200);
    });

    it('signs out: user name and password are gone', async () => {
      const { id } = await signedIn();
      const { body } = await send<KeptRegistry>('PATCH', `/registries/${id}`, { username: null });
      expect([body.username, body.hasPassword]).toEqual([undefined, false]);
      const [row] = await api.query('SELECT username, password FROM registries WHERE id = $1', [id]);
      expect(row).toEqual({ username: null, password: null });
    });

    it('is forgotten with its registry', async () => {
      const { id } = await signedIn();
      expect((await send('DELETE', `/registries/${id}`)).status).toBe(204);
      expect(outcome(await send('GET', `/registries/${id}`))).toEqual([404, 'registry.unknown']);
      expect(outcome(await send('DELETE', `/registries/${id}`))).toEqual([404, 'registry.unknown']);
    });
  });

  describe('that cannot be used', () => {
    const attempt = (body: object) =>
      send('POST', '/registries', { name: 'unusable', username: 'a', password: 'b', ...body });

    it('says that a certificate is not trusted, and why; takes it where an administrator allows that', async () => {
      for (const [certificate, words] of [
        ['unknown-authority', /authority|trusted/],
        ['expired', /trusted|authority|expired/],
      ] as const) {
        const address = ['127.0.0.1'];
        await using faulty = await startRegistry({ dir: join(dir, certificate), addresses: address, certificate });
        const refused = await attempt({ address: faulty.address });
        expect([refused.status, refused.body.error.code]).toEqual([502, 'registry.not-answering']);
        expect(refused.body.error.message).toMatch(/certificate/);
        expect(refused.body.error.message).toMatch(words);
        const { status } = await attempt({ address: faulty.address, insecure: true, name: certificate });
        expect(status).toBe(201);
      }
    });

    it('says that nobody listens, or that there is no such host; keeps it unchecked where that is asked for', async () => {
      const nobody = await attempt({ address: '127.0.0.1:1' });
      expect(nobody.body.error.message).toMatch(/127\.0\.0\.1:1: nothing listens there/);
      const unknown = await attempt({ address: 'registry.invalid' });
      expect(unknown.body.error.message).toMatch(/no host of this name|name server/);
      const kept = await send<KeptRegistry>('POST', '/registries', {
        name: 'for the hosts alone',
        address: '127.0.0.1:1',
        username: 'a',
        password: 'b',
        acceptUnreachable: true,
      });
      expect(kept.body).toMatchObject({
        hasPassword: true,
        lastCheck: { ok: false, problem: { code: 'registry.not-answering' } },
      });
    });

    it('says that what answers is no registry', async () => {
      const answer = await attempt({ address: new URL(api.url).host });
      expect(answer.body.error.message).toMatch(/no registry/);
    });

    it('is not looked for on the control plane’s own machine, unless an administrator has allowed that', async () => {
      const strict = await ApiHarness.start({ databaseUrl: api.config.databaseUrl });
      try {
        const body = { name: 'inside', address: open.address, username: 'a', password: 'b' };
        const answer = await strict.request('POST', '/registries', { token: admin.token, body });
        expect(outcome(answer)).toEqual([403, 'fetch.address-refused']);
        expect(answer.body.error.message).toContain('ROADSTEAD_ALLOWED_ADDRESSES');
      } finally {
        await strict.stop();
      }
    });

    it.each([
      'https://registry.example.com',
      'registry.example.com/path',
      'nodots',
      '',
      '-x.example.com',
      'a b.example.com',
      'user:password@registry.example.com',
      'registry.example.com:port',
    ])('refuses the address "%s"', async (address) => {
      expect(outcome(await attempt({ address }))).toEqual([400, 'request.invalid']);
    });

    it('knows Docker Hub under all of its names', async () => {
      const body = { name: 'hub', address: 'index.docker.io', acceptUnreachable: true };
      expect((await send<KeptRegistry>('POST', '/registries', body)).body.address).toBe('docker.io');
    });

    it('refuses users and hosts that there are not', async () => {
      const unknownUser = await send('POST', '/registries', {
        name: 'x',
        address: open.address,
        allowedUsers: ['nobody'],
      });
      expect(outcome(unknownUser)).toEqual([400, 'request.invalid']);
      const allowedHostIds = ['01890000-0000-7000-8000-000000000000'];
      const unknownHost = await send('POST', '/registries', { name: 'x', address: open.address, allowedHostIds });
      expect(outcome(unknownHost)).toEqual([404, 'host.unknown']);
    });
  });

  describe('checked', () => {
    it('says how it went, and keeps it with the registry', async () => {
      const { id } = await signedIn();
      const check = () => send<RegistryCheck>('POST', `/registries/${id}/check`, undefined, operator.token);
      expect((await check()).body).toMatchObject({ ok: true, signedIn: true });
      await api.query('UPDATE registries SET address = $2 WHERE id = $1', [id, '127.0.0.1:1']);
      expect((await check()).body).toMatchObject({ ok: false, problem: { code: 'registry.not-answering' } });
      const { body } = await send<KeptRegistry>('GET', `/registries/${id}`);
      expect(body.lastCheck).toMatchObject({ ok: false, problem: { code: 'registry.not-answering' } });
    });

    it('says whether it is open, or asks for a user name', async () => {
      expect((await keep()).lastCheck).toMatchObject({ ok: true, signedIn: true });
      expect((await keep({ address: withAccounts.address })).lastCheck).toMatchObject({ ok: true, signedIn: false });
    });

    it('says that a password was encrypted under another key', async () => {
      const [one, other] = [await signedIn(), await signedIn()];
      await api.query(
        'UPDATE registries SET password = (SELECT password FROM registries WHERE id = $2) WHERE id = $1',
        [one.id, other.id],
      );
      const { body } = await send<RegistryCheck>('POST', `/registries/${one.id}/check`);
      expect(body.problem?.code).toBe('secret.undecryptable');
    });
  });

  describe('with tokens, as Docker Hub has them', () => {
    let hub: Registry;
    beforeAll(async () => {
      hub = await startRegistry({
        dir: join(dir, 'tokens'),
        addresses: ['127.0.0.1'],
        htpasswd: [ANNA, BERT],
        rights: (user, repository) => (user === 'anna' || repository.startsWith('public/') ? ['pull', 'push'] : []),
      });
    });
    afterAll(() => hub?.stop());

    it('tells right and wrong credentials apart', async () => {
      const body = { name: 'tokens', address: hub.address, username: 'anna', password: 'wrong' };
      expect(outcome(await send('POST', '/registries', body))).toEqual([400, 'registry.wrong-credentials']);
      expect((await keep({ ...body, password: ANNA.password, name: 'tokens of anna' })).lastCheck).toMatchObject({
        ok: true,
        signedIn: true,
      });
    });

    it('gives to each what its user has a right to', async () => {
      const { id: annas } = await keep({ address: hub.address, username: 'anna', password: ANNA.password });
      const { id: berts } = await keep({ address: hub.address, username: 'bert', password: BERT.password });
      const tags = (id: string) => send('GET', `/registries/${id}/tags?repository=team/secret`);
      expect(outcome(await tags(annas))).toEqual([404, 'registry.image-not-found']);
      expect(outcome(await tags(berts))).toEqual([403, 'registry.not-shown']);
    });
  });

  describe('looked into', () => {
    let registryId: string;
    const layer = (createdBy: string, bytes: string) => ({ createdBy, bytes });

    beforeAll(async () => {
      const content = new RegistryContent(`http://${withAccounts.address}`, BASIC);
      const layers = [layer('RUN a', 'aaa')];
      for (const tag of ['1', '2', '10', 'latest', 'x'])
        await content.image('team/web', tag, { architecture: 'amd64', layers });
      for (let i = 0; i < 7; i += 1) await content.image(`many/repo-${i}`, 'latest', { architecture: 'amd64', layers });
      registryId = (await signedIn()).id;
    });

    it('lists repositories and tags in pages that have everything once', async () => {
      const pages = async (path: string, names: (body: { next?: string }) => string[]) => {
        const found: string[] = [];
        for (let after = ''; ; ) {
          const { body } = await send<{ next?: string }>('GET', `${path}limit=3&after=${encodeURIComponent(after)}`);
          expect(names(body).length).toBeLessThanOrEqual(3);
          found.push(...names(body));
          if (body.next === undefined) return found;
          after = body.next;
        }
      };
      const repositories = await pages(
        `/registries/${registryId}/repositories?`,
        (body) => (body as { repositories: string[] }).repositories,
      );
      expect(repositories).toEqual([...Array.from({ length: 7 }, (_none, i) => `many/repo-${i}`), 'team/web']);
      const tags = await pages(`/registries/${registryId}/tags?repository=team/web&`, (body) => (body as Tags).tags);
      expect(tags.sort()).toEqual(['1', '10', '2', 'latest', 'x']);
    });

    it('finds repositories by a part of their name', async () => {
      const search = async (q: string) =>
        (await send('GET', `/registries/${registryId}/search?q=${encodeURIComponent(q)}`)).body;
      expect(await search('WEB')).toEqual({ found: [{ repository: 'team/web' }], partial: false });
      expect(await search('nothing like it')).toEqual({ found: [], partial: false });
    });

    it('shows the platforms of an image with their layers, and no attestations', async () => {
      const content = new RegistryContent(`http://${withAccounts.address}`, BASIC);
      const base = layer('RUN base', 'base'.repeat(100));
      const pushed = await content.multiPlatform('team/multi', '1', [
        { architecture: 'amd64', layers: [base, layer('COPY amd', 'amd')] },
        { architecture: 'arm64', variant: 'v8', layers: [base, layer('COPY arm', 'arm64')] },
      ]);
      const path = `/registries/${registryId}/image?repository=team/multi&reference=`;
      const { body } = await send<RemoteImage>('GET', `${path}1`);
      expect(body.platforms.map(({ platform, digest, imageId, size }) => [platform, digest, imageId, size])).toEqual([
        ['linux/amd64', pushed[0]?.manifest, pushed[0]?.config, 403],
        ['linux/arm64/v8', pushed[1]?.manifest, pushed[1]?.config, 405],
      ]);
      const [amd] = body.platforms;
      const diffIds = pushed[0]?.diffIds.map((id) => Digest.parse(id)) ?? [];
      expect(amd?.layers.map(({ createdBy, chainId }) => [createdBy, chainId])).toEqual(
        chainIds(diffIds, (text) => Digest.parse(sha256(text))).map((id, i) => [['RUN base', 'COPY amd'][i], id]),
      );
      expect(amd?.createdAt).toBe('2026-03-01T10:00:00.000Z');
      expect((await send<RemoteImage>('GET', path + body.digest)).body).toEqual(body);
      expect((await send<RemoteImage>('GET', path + amd?.digest)).body.platforms).toEqual([amd]);
    });

    it('says what something is that is no image', async () => {
      const content = new RegistryContent(`http://${withAccounts.address}`, BASIC);
      await content.artifact('team/chart', '1', 'application/vnd.cncf.helm.config.v1+json');
      const { body } = await send<RemoteImage>(
        'GET',
        `/registries/${registryId}/image?repository=team/chart&reference=1`,
      );
      expect(body).toMatchObject({ artifactType: 'application/vnd.cncf.helm.config.v1+json', platforms: [] });
    });

    it('says what is not there, and refuses what is no name', async () => {
      const path = `/registries/${registryId}`;
      expect(outcome(await send('GET', `${path}/tags?repository=team/none`))).toEqual([
        404,
        'registry.image-not-found',
      ]);
      expect(outcome(await send('GET', `${path}/image?repository=team/web&reference=none`))).toEqual([
        404,
        'registry.image-not-found',
      ]);
      for (const bad of ['..%2f..%2fx', 'Team', 'a%20b', 'a?b', 'a:b', ''])
        expect([bad, ...outcome(await send('GET', `${path}/tags?repository=${bad}`))]).toEqual([
          bad,
          400,
          'request.invalid',
        ]);
      for (const bad of ['..', 'a/b', 'a%2f..%2fb', 'sha256:x', ''])
        expect([bad, ...outcome(await send('GET', `${path}/image?repository=team/web&reference=${bad}`))]).toEqual([
          bad,
          400,
          'request.invalid',
        ]);
    });

    it('is open to those who may use its credential, and to administrators', async () => {
      const { id } = await signedIn({ allowedUsers: [admin.username] });
      const tags = (token: string) => send('GET', `/registries/${id}/tags?repository=team/web`, undefined, token);
      expect(outcome(await tags(operator.token))).toEqual([403, 'registry.not-yours']);
      expect(outcome(await tags(viewer.token))).toEqual([403, 'auth.forbidden']);
      expect((await tags(admin.token)).status).toBe(200);
      expect((await tags((await api.addUser('admin')).token)).status).toBe(200);
    });

    it('says that it wants to be signed in to', async () => {
      const { id } = await keep({ address: withAccounts.address });
      for (const path of ['repositories', 'search?q=x', 'tags?repository=team/web'])
        expect([path, ...outcome(await send('GET', `/registries/${id}/${path}`))]).toEqual([
          path,
          403,
          'registry.sign-in-needed',
        ]);
    });

    it('searches Docker Hub by itself, and has no list of all its repositories', async () => {
      const { id } = await keep({ address: 'docker.io' });
      expect(outcome(await send('GET', `/registries/${id}/repositories`))).toEqual([409, 'registry.no-catalog']);
    });
  });

  describe('for jobs', () => {
    let hostId: HostId;
    const use = (params: object, request: object = {}) =>
      api.app.get(RegistryCredentials, { strict: false }).forJob({
        kind: 'image.pull',
        params: params as { reference: string },
        username: operator.username,
        hostId,
        hostName: 'a host',
        ...request,
      });
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => 'ok',
        (error: { code: string }) => error.code,
      );

    beforeAll(async () => {
      hostId = (await api.addHost()).hostId as HostId;
      await api.query('DELETE FROM registries');
    });

    it('gives the credential of the only registry of a reference that the user may use on the host', async () => {
      const reference = `${withAccounts.address}/team/web:1`;
      expect(await use({ reference })).toEqual([]);
      await signedIn({ allowedUsers: [admin.username] });
      await signedIn({ allowedHostIds: [(await api.addHost()).hostId] });
      expect(await use({ reference })).toEqual([]);
      const { id } = await signedIn({ allowedUsers: [operator.username], allowedHostIds: [hostId] });
      const annas = [{ serverAddress: withAccounts.address, username: 'anna', password: ANNA.password }];
      expect(await use({ reference })).toEqual(annas);
      await signedIn();
      expect(await use({ reference })).toEqual([]);
      expect(await use({ reference, registryId: id })).toEqual(annas);
      expect(await use({ reference: 'nginx' })).toEqual([]);
    });

    it('refuses a named registry that is not there, not allowed, or another one than the reference’s', async () => {
      const reference = `${withAccounts.address}/team/web:1`;
      const { id } = await signedIn({ allowedUsers: [admin.username] });
      const { id: elsewhere } = await keep();
      const [none] = ['01890000-0000-7000-8000-000000000000'];
      expect(await codeOf(use({ reference, registryId: none }))).toBe('registry.unknown');
      expect(await codeOf(use({ reference, registryId: id }))).toBe('registry.not-allowed');
      expect(await codeOf(use({ reference, registryId: elsewhere }))).toBe('request.invalid');
    });

    it('gives a build what its base images and its push need', async () => {
      await api.query('DELETE FROM registries');
      const { id } = await keep({ address: 'docker.io', username: 'h', password: 'p', acceptUnreachable: true });
      await signedIn();
      const build = {
        source: { type: 'dockerfile', text: 'FROM x' },
        tags: [`${withAccounts.address}/a:1`],
        registryIds: [id],
      };
      const addresses = async (params: object) =>
        (await use(params, { kind: 'image.build' })).map(({ serverAddress }) => serverAddress);
      expect(await addresses({ ...build, push: true })).toEqual(['docker.io', withAccounts.address]);
      expect(await addresses(build)).toEqual(['docker.io']);
    });
  });

  describe('the cost of a pull', () => {
    const layer = (bytes: string) => ({ createdBy: 'RUN', bytes });
    let hostId: HostId;
    const cost = (reference: string, more = '') =>
      send<PullCost>('GET', `/hosts/${hostId}/pull-cost?reference=${encodeURIComponent(reference)}${more}`);

    beforeAll(async () => {
      hostId = (await api.addHost()).hostId as HostId;
      await api.query('DELETE FROM registries');
      await signedIn();
    });

    it('is not known for a host of which nothing is known, unless the platform is said', async () => {
      const content = new RegistryContent(`http://${withAccounts.address}`, BASIC);
      await content.multiPlatform('cost/web', '1', [
        { architecture: 'amd64', layers: [layer('base'), layer('amd')] },
        { architecture: 'arm64', layers: [layer('base'), layer('arm64')] },
      ]);
      const reference = `${withAccounts.address}/cost/web:1`;
      expect(outcome((await cost(reference)) as Answer)).toEqual([409, 'host.not-connected']);
      const { body } = await cost(reference, '&platform=linux/arm64');
      expect(body).toMatchObject({ platform: 'linux/arm64', upToDate: false, bytesMissing: 9, bytesPresent: 0 });
      expect(outcome((await cost(reference, '&platform=linux/s390x')) as Answer)).toEqual([
        404,
        'registry.no-platform',
      ]);
    });

    it('asks for an image that is there, on a host that is there', async () => {
      const reference = `${withAccounts.address}/cost/none:1`;
      expect(outcome((await cost(reference, '&platform=linux/amd64')) as Answer)).toEqual([
        404,
        'registry.image-not-found',
      ]);
      expect(outcome(await send('GET', '/hosts/x/pull-cost?reference=nginx'))).toEqual([404, 'host.unknown']);
      expect(outcome((await cost('Not a reference')) as Answer)).toEqual([400, 'request.invalid']);
    });
  });

  describe('and secrets', () => {
    it('have no password in the database, nor in the log of actions, where each act is', async () => {
      const { id, name } = await signedIn();
      await send('PATCH', `/registries/${id}`, { username: 'bert', password: BERT.password });
      await send('PATCH', `/registries/${id}`, { password: 'a-wrong-password' });
      await send('POST', `/registries/${id}/check`);
      await send('DELETE', `/registries/${id}`);
      const actions = await api.query<{ verb: string; outcome: string }>(
        'SELECT verb, outcome FROM actions WHERE target = $1 ORDER BY id',
        [name],
      );
      expect(actions).toEqual(
        [
          ['registry.create', 'ok'],
          ['registry.update', 'ok'],
          ['registry.update', 'registry.wrong-credentials'],
          ['registry.check', 'ok'],
          ['registry.delete', 'ok'],
        ].map(([verb, outcome]) => ({ verb, outcome })),
      );
      await signedIn();
      const tables = await api.query<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
      );
      for (const table of tables) {
        const rows = await api.query<{ row: string }>(`SELECT t::text AS row FROM "${table.name}" t`);
        const text = rows.map(({ row }) => row).join('\n');
        for (const secret of [ANNA.password, BERT.password, 'a-wrong-password']) {
          const forms = [
            secret,
            Buffer.from(secret).toString('base64').replace(/=+$/, ''),
            Buffer.from(secret).toString('hex'),
          ];
          expect([table.name, forms.filter((form) => text.includes(form))]).toEqual([table.name, []]);
        }
      }
    });

    it('are for administrators alone to enter, change and remove', async () => {
      const { id } = await keep();
      const body = { name: 'x', address: open.address };
      for (const { token } of [operator, viewer]) {
        expect(outcome(await send('POST', '/registries', body, token))).toEqual([403, 'auth.forbidden']);
        expect(outcome(await send('PATCH', `/registries/${id}`, { name: 'x' }, token))).toEqual([
          403,
          'auth.forbidden',
        ]);
        expect(outcome(await send('DELETE', `/registries/${id}`, undefined, token))).toEqual([403, 'auth.forbidden']);
        expect(outcome(await send('GET', '/users/names', undefined, token))).toEqual([403, 'auth.forbidden']);
      }
      const { body: names } = await send<{ username: string }[]>('GET', '/users/names');
      expect(names.map(({ username }) => username)).toEqual(expect.arrayContaining([admin.username, viewer.username]));
    });
  });
});
