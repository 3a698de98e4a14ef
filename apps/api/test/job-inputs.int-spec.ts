import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreatedJobs, GitCredential, Job, JobDetail } from '@roadstead/contract';
import { HostId, JobId, type JobKind } from '@roadstead/domain';
import { AGENT_PATHS, CONTEXT_LIST_HEADER, ContextList } from '@roadstead/protocol';
import { extract, pack } from 'tar-stream';
import { InputTokens } from '../src/jobs/input-tokens.js';
import { ApiHarness, TEST_UPLOADS, until } from './api-harness.js';
import { GitServer, startGitDaemon } from './git-server.js';
import { upload } from './tus-client.js';

const MIB = 1024 * 1024;

async function tarOf(files: Record<string, string>): Promise<Buffer> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name }, text);
  tar.finalize();
  return buffer(Readable.from(tar));
}

async function filesOf(archive: Buffer): Promise<Record<string, string>> {
  const untar = extract();
  Readable.from([archive], { objectMode: false }).pipe(untar);
  const files: Record<string, string> = {};
  for await (const entry of untar) files[entry.header.name] = (await buffer(Readable.from(entry))).toString();
  return files;
}

describe('what jobs read', () => {
  let folder: string;
  let api: ApiHarness;
  let token: string;
  let username: string;
  let hostId: string;
  let git: GitServer;
  let web: Server;
  let archive: Buffer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'roadstead-inputs-'));
    const uploads = { ...TEST_UPLOADS, dir: join(folder, 'uploads'), contextMaxBytes: 8 * MIB, gitMaxBytes: 12 * MIB };
    api = await ApiHarness.start({ uploads, allowedAddresses: ['127.0.0.1'] });
    ({ token, username } = await api.addUser('operator'));
    hostId = (await api.addHost()).hostId;
    git = await GitServer.start(join(folder, 'repositories'));
    archive = gzipSync(await tarOf({ Dockerfile: 'FROM scratch', a: 'x'.repeat(100_000) }));
    web = createServer((request, response) => {
      if (request.url === '/root.tar.gz' || request.url === '/signed.tar.gz?X-Amz-Signature=s3cr3t')
        response.writeHead(200, { 'content-length': archive.length }).end(archive);
      else if (request.url === '/page') response.writeHead(200).end('<html>');
      else if (request.url === '/inward') response.writeHead(302, { location: 'http://127.0.0.2/x' }).end();
      else if (request.url?.startsWith('/broken')) {
        const begun =
          request.url === '/broken-early' ? archive.subarray(0, 100) : Buffer.concat([archive, randomBytes(MIB)]);
        response.writeHead(200, { 'content-length': 4 * MIB }).write(begun);
        setTimeout(() => response.destroy(), 100);
      } else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await api?.stop();
    await git?.stop();
    await new Promise((resolve) => web?.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  /** A job that runs on the host. @returns its id, and the token of its attempt */
  const running = async (kind: JobKind, params: object, state = 'running') => {
    const [batchId, jobId] = [randomUUID(), randomUUID()];
    await api.query('INSERT INTO job_batches (id, kind, created_by) VALUES ($1, $2, $3)', [batchId, kind, username]);
    await api.query(
      `INSERT INTO jobs (id, batch_id, kind, host_id, params, state, attempt, created_by) VALUES ($1, $2, $3, $4, $5, $6, 1, $7)`,
      [jobId, batchId, kind, hostId, JSON.stringify(params), state, username],
    );
    await api.query('INSERT INTO job_attempts (job_id, attempt) VALUES ($1, 1)', [jobId]);
    const claim = { jobId: JobId.parse(jobId), attempt: 1, hostId: HostId.parse(hostId) };
    return { jobId, claim, input: api.app.get(InputTokens, { strict: false }).issue(claim) };
  };
  const read = async (input: string) => {
    const response = await fetch(api.url + AGENT_PATHS.jobInput, { headers: { authorization: `Bearer ${input}` } });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes };
  };
  const inputOf = async (kind: JobKind, params: object) => read((await running(kind, params)).input);
  const errorOf = async (kind: JobKind, params: object) => {
    const { status, bytes } = await inputOf(kind, params);
    const { code, message, detail } = JSON.parse(bytes.toString()).error;
    return { status, code, message, detail };
  };
  const build = (source: object) => ({ source, tags: [] });
  const filesOfBuild = async (source: object) => {
    const { status, headers, bytes } = await inputOf('image.build', build(source));
    if (status !== 200) throw new Error(bytes.toString());
    expect(headers.get('content-type')).toBe('application/x-tar');
    return filesOf(bytes);
  };
  const listedFirst = async (source: object) => {
    const { input } = await running('image.build', build(source));
    const headers = { authorization: `Bearer ${input}`, [CONTEXT_LIST_HEADER]: 'first' };
    const response = await fetch(api.url + AGENT_PATHS.jobInput, { headers });
    const bytes = Buffer.from(await response.arrayBuffer());
    const length = Number(response.headers.get(CONTEXT_LIST_HEADER));
    return {
      list: ContextList.parse(JSON.parse(String(bytes.subarray(0, length)))),
      files: await filesOf(bytes.subarray(length)),
    };
  };
  const uploaded = (bytes: Buffer, filename: string) => upload(api.url, { token, bytes, filename });

  describe('their token', () => {
    it.each<[string, (job: Awaited<ReturnType<typeof running>>) => Promise<string>]>([
      ['none', async () => ''],
      ['a made-up one', async () => `${randomUUID()}.1.${hostId}.AAAA`],
      ['one whose seal is of another attempt', async ({ input }) => input.replace('.1.', '.2.')],
      [
        'one of an attempt that has ended',
        async ({ jobId, input }) => {
          await api.query(`UPDATE jobs SET state = 'succeeded' WHERE id = $1`, [jobId]);
          return input;
        },
      ],
      [
        'one of an attempt that was followed by another',
        async ({ jobId, input }) => {
          await api.query('UPDATE jobs SET attempt = 2 WHERE id = $1', [jobId]);
          return input;
        },
      ],
      [
        'one for another host',
        async ({ claim }) => {
          const another = HostId.parse((await api.addHost()).hostId);
          return api.app.get(InputTokens, { strict: false }).issue({ ...claim, hostId: another });
        },
      ],
      ["a user's API token", async () => token],
    ])('%s is refused', async (_what, make) => {
      const job = await running('image.build', build({ type: 'dockerfile', text: 'FROM scratch' }));
      const { status, bytes } = await read(await make(job));
      expect([status, JSON.parse(bytes.toString()).error.code]).toEqual([401, 'job.input-denied']);
    });

    it('is refused for a kind that reads nothing, and on a host that was revoked', async () => {
      expect(await errorOf('image.pull', { reference: 'a' })).toMatchObject({ code: 'job.input-denied' });
      const { input } = await running('image.build', build({ type: 'dockerfile', text: 'FROM scratch' }));
      await api.query(`UPDATE hosts SET status = 'revoked', revoked_at = now() WHERE id = $1`, [hostId]);
      expect((await read(input)).status).toBe(401);
      await api.query(`UPDATE hosts SET status = 'online', revoked_at = NULL WHERE id = $1`, [hostId]);
    });

    it('serves more than once', async () => {
      const { input } = await running('image.build', build({ type: 'dockerfile', text: 'FROM scratch' }));
      for (let i = 0; i < 2; i += 1)
        expect(await filesOf((await read(input)).bytes)).toEqual({ Dockerfile: 'FROM scratch' });
    });
  });

  describe('from an upload', () => {
    it('a build gets the context as a plain tar, as often as it asks', async () => {
      const uploadId = await uploaded(archive, 'context.tgz');
      for (let i = 0; i < 2; i += 1) {
        expect(Object.keys(await filesOfBuild({ type: 'upload', uploadId }))).toEqual(['Dockerfile', 'a']);
      }
      const { list, files } = await listedFirst({ type: 'upload', uploadId });
      expect(list.map(({ name }) => name)).toEqual(Object.keys(files));
      expect(Object.keys(files)).toEqual(['Dockerfile', 'a']);
    });

    it('what is wrong with it is said before the first byte', async () => {
      const uploadId = await uploaded(archive, 'context.tgz');
      const missing = await errorOf('image.build', build({ type: 'upload', uploadId, dockerfile: 'other' }));
      expect(missing).toMatchObject({ status: 400, code: 'context.no-dockerfile', detail: { dockerfile: 'other' } });
      const cut = await uploaded(archive.subarray(0, archive.length / 2), 'cut.tgz');
      const invalid = { status: 400, code: 'archive.invalid', detail: { filename: 'cut.tgz' } };
      expect(await errorOf('image.build', build({ type: 'upload', uploadId: cut }))).toMatchObject(invalid);
      const evil = await uploaded(await tarOf({ Dockerfile: '', '../evil': '' }), 'evil.tar');
      expect(await errorOf('image.build', build({ type: 'upload', uploadId: evil }))).toMatchObject({
        code: 'context.unsafe',
      });
      const large = await uploaded(gzipSync(await tarOf({ Dockerfile: '', zeros: '\0'.repeat(9 * MIB) })), 'large.tgz');
      expect(await errorOf('image.build', build({ type: 'upload', uploadId: large }))).toMatchObject({
        status: 413,
        code: 'context.too-large',
        detail: { limit: '8 MiB' },
      });
      expect(await errorOf('image.load', { uploadId: 'gone' })).toMatchObject({ status: 404, code: 'upload.unknown' });
    });

    it('load and import get the archive as it is', async () => {
      const uploadId = await uploaded(archive, 'image.tar.gz');
      for (const kind of ['image.load', 'image.import'] as const) {
        const { status, headers, bytes } = await inputOf(kind, { uploadId });
        expect([status, headers.get('content-length'), bytes.equals(archive)]).toEqual([
          200,
          String(archive.length),
          true,
        ]);
      }
      const text = await uploaded(Buffer.from('hello'), 'hello.txt');
      expect(await errorOf('image.load', { uploadId: text })).toMatchObject({
        code: 'archive.invalid',
        detail: { filename: 'hello.txt' },
      });
    });
  });

  describe('from a URL', () => {
    const url = (path: string) => `http://127.0.0.1:${(web.address() as AddressInfo).port}${path}`;

    it('import gets what is there', async () => {
      const { status, bytes } = await inputOf('image.import', { url: url('/root.tar.gz') });
      expect([status, bytes.equals(archive)]).toEqual([200, true]);
    });

    it('issue-3-presigned-url: its query is nowhere to be seen, and the attempt fetches with it all the same', async () => {
      const whole = url('/signed.tar.gz?X-Amz-Signature=s3cr3t');
      const body = { kind: 'image.import', hostIds: [hostId], params: { url: whole } };
      const created = await api.request<CreatedJobs>('POST', '/jobs', { token, body });
      const jobId = created.body.jobs[0]?.id ?? '';
      const shown = { url: url('/signed.tar.gz?(hidden)') };
      expect(created.body.jobs[0]?.params).toEqual(shown);
      expect((await api.request<Job>('GET', `/jobs/${jobId}`, { token })).body.params).toEqual(shown);
      const stored = await api.query('SELECT j::text FROM jobs j UNION ALL SELECT a::text FROM actions a');
      expect(JSON.stringify(stored)).not.toContain('s3cr3t');
      await api.query(`UPDATE jobs SET state = 'running', attempt = 1 WHERE id = $1`, [jobId]);
      const claim = { jobId: JobId.parse(jobId), attempt: 1, hostId: HostId.parse(hostId) };
      const input = api.app.get(InputTokens, { strict: false }).issue(claim);
      const { status, bytes } = await read(input);
      expect([status, bytes.equals(archive)]).toEqual([200, true]);

      await api.query(`UPDATE jobs SET state = 'failed' WHERE id = $1`, [jobId]);
      expect(await api.query('SELECT secret FROM jobs WHERE id = $1', [jobId])).toEqual([{ secret: null }]);
      const again = await api.request('POST', '/jobs', { token, body: { ...body, params: shown } });
      expect([again.status, again.body.error.code]).toEqual([409, 'job.secret-gone']);
    });

    it('what is not there, no archive, or not to be fetched is refused in words', async () => {
      expect(await errorOf('image.import', { url: url('/none') })).toMatchObject({ code: 'fetch.failed' });
      expect(await errorOf('image.import', { url: url('/page') })).toMatchObject({ code: 'archive.invalid' });
      for (const inward of [
        url('/inward'),
        'http://127.0.0.2/',
        'http://localhost.localdomain:1/',
        'http://169.254.169.254/',
      ]) {
        const { code } = await errorOf('image.import', { url: inward });
        expect([inward, code]).toEqual([inward, expect.stringMatching(/^fetch\./)]);
      }
      expect(await errorOf('image.import', { url: url('/inward') })).toMatchObject({ code: 'fetch.address-refused' });
    });

    it('what breaks off there breaks off here, and before it has begun it is said', async () => {
      await expect(inputOf('image.import', { url: url('/broken') })).rejects.toThrow();
      expect(await errorOf('image.import', { url: url('/broken-early') })).toMatchObject({ code: 'fetch.failed' });
    });
  });

  describe('from a Git repository', () => {
    const leftovers = () => {
      const dir = join(folder, 'uploads', 'git');
      return existsSync(dir) ? readdirSync(dir) : [];
    };
    const nothingLeft = () =>
      until(
        'nothing to be left',
        async () => leftovers(),
        (names) => names.length === 0,
      );

    it('a build gets a branch, a tag, a commit or a folder of it, and nothing is left behind', async () => {
      const repository = git.create('shop', {
        Dockerfile: 'FROM one',
        'web/Dockerfile': 'FROM web',
        'web/.dockerignore': 'x',
        'web/x': '',
      });
      repository.git('tag', 'v1');
      const first = repository.git('rev-parse', 'HEAD');
      repository.commit({ Dockerfile: 'FROM two' });
      repository.git('checkout', '--quiet', '-b', 'feature/a');
      repository.commit({ Dockerfile: 'FROM three', '.gitattributes': 'hidden export-ignore\n', hidden: 'x' });
      repository.git('checkout', '--quiet', 'main');
      const from = async (rest: object) => filesOfBuild({ type: 'git', url: git.urlOf('shop'), ...rest });
      const { list, files } = await listedFirst({ type: 'git', url: git.urlOf('shop') });
      expect(list.map(({ name }) => name)).toEqual(Object.keys(files));
      expect(await from({})).toMatchObject({ Dockerfile: 'FROM two', 'web/x': '' });
      expect(await from({ ref: 'v1' })).toMatchObject({ Dockerfile: 'FROM one' });
      expect(await from({ ref: 'feature/a' })).toMatchObject({ Dockerfile: 'FROM three', hidden: 'x' });
      expect(await from({ ref: first })).toMatchObject({ Dockerfile: 'FROM one' });
      expect(await from({ ref: first.slice(0, 9) })).toMatchObject({ Dockerfile: 'FROM one' });
      expect(await from({ subdir: 'web/' })).toEqual({ Dockerfile: 'FROM web', '.dockerignore': 'x' });
      expect(await from({ dockerfile: 'web/Dockerfile' })).toMatchObject({ 'web/Dockerfile': 'FROM web' });
      await nothingLeft();
    });

    it('the git protocol is spoken as well', async () => {
      const repository = git.create('spoken', { Dockerfile: 'FROM x' });
      const { port, stop } = await startGitDaemon(join(repository.dir, '..'));
      expect(await filesOfBuild({ type: 'git', url: `git://127.0.0.1:${port}/spoken`, ref: 'main' })).toEqual({
        Dockerfile: 'FROM x',
      });
      await stop();
    });

    it('what is not there is said, and nothing is left behind', async () => {
      git.create('small', { Dockerfile: 'FROM x', file: '' });
      const url = git.urlOf('small');
      const refused = (rest: object) => errorOf('image.build', build({ type: 'git', url, ...rest }));
      expect(await refused({ ref: 'nowhere' })).toMatchObject({
        status: 404,
        code: 'git.ref-unknown',
        detail: { url, ref: 'nowhere' },
      });
      expect(await refused({ ref: 'deadbeef'.repeat(5) })).toMatchObject({ code: 'git.ref-unknown' });
      expect(await refused({ subdir: 'none' })).toMatchObject({
        status: 404,
        code: 'git.no-directory',
        detail: { subdir: 'none' },
      });
      expect(await refused({ subdir: 'file' })).toMatchObject({ code: 'git.no-directory' });
      expect(await refused({ dockerfile: 'none' })).toMatchObject({ code: 'context.no-dockerfile' });
      expect(await refused({ url: git.urlOf('none') })).toMatchObject({
        code: 'git.unreachable',
        detail: { reason: 'there is no Git repository at this address' },
      });
      expect(await refused({ url: git.urlOf('private/x') })).toMatchObject({
        status: 403,
        code: 'git.sign-in-needed',
        detail: { host: `127.0.0.1:${git.port}` },
      });
      await nothingLeft();
    });

    const addCredential = async (over: object) => {
      const { token: admin } = await api.addUser('admin');
      const name = `git ${randomUUID()}`;
      const login = { host: `127.0.0.1:${git.port}`, username: 'builder', password: 't0ken', allowHttp: true };
      const body = { name, ...login, ...over };
      const {
        status,
        text,
        body: made,
      } = await api.request<GitCredential>('POST', '/git-credentials', {
        token: admin,
        body,
      });
      expect([status, text.includes('t0ken')]).toEqual([201, false]);
      const remove = () => api.request('DELETE', `/git-credentials/${made.id}`, { token: admin });
      return { ...made, admin, remove };
    };

    it('issue-3-private-git: a private one is opened by the credential for its host, which is nowhere to be seen', async () => {
      git.create('private1', { Dockerfile: 'FROM private' });
      const source = { type: 'git', url: git.urlOf('private1') };
      const credential = await addCredential({});
      expect(await filesOfBuild(source)).toEqual({ Dockerfile: 'FROM private' });
      expect(await filesOfBuild({ ...source, credentialId: credential.id })).toEqual({ Dockerfile: 'FROM private' });
      const stored = await api.query(
        'SELECT g::text FROM git_credentials g UNION ALL SELECT j::text FROM jobs j UNION ALL SELECT a::text FROM actions a',
      );
      const basic = Buffer.from('builder:t0ken').toString('base64');
      for (const secret of ['t0ken', basic]) expect(JSON.stringify(stored)).not.toContain(secret);
      const listed = await api.request('GET', '/git-credentials', { token });
      expect([listed.status, listed.text.includes(credential.id), listed.text.includes('password')]).toEqual([
        200,
        true,
        false,
      ]);
      await credential.remove();
      expect(await errorOf('image.build', build(source))).toMatchObject({ code: 'git.sign-in-needed' });
    });

    it('issue-3-private-git: a credential goes to its own host, over https, and for its own users', async () => {
      const source = { type: 'git', url: git.urlOf('private1') };
      const asked = (credentialId: string) =>
        api.request('POST', '/jobs', {
          token,
          body: { kind: 'image.build', hostIds: [hostId], params: build({ ...source, credentialId }) },
        });
      const refused = async (over: object, code: string) => {
        const credential = await addCredential(over);
        const { body } = await asked(credential.id);
        expect(body.error.code).toBe(code);
        expect(await errorOf('image.build', build({ ...source, credentialId: credential.id }))).toMatchObject({ code });
        await credential.remove();
      };
      const other = await api.addUser('operator');
      await refused({ host: 'git.example.com' }, 'request.invalid');
      await refused({ allowHttp: false }, 'git.credential-needs-https');
      await refused({ allowedUsers: [other.username] }, 'git.credential-not-allowed');
      expect((await asked(randomUUID())).body.error.code).toBe('git.credential-unknown');
      const silent = await addCredential({ allowHttp: false });
      expect(await errorOf('image.build', build(source))).toMatchObject({ code: 'git.sign-in-needed' });
      await silent.remove();
      const wrong = await addCredential({ password: 'wr0ng' });
      const denied = await errorOf('image.build', build(source));
      expect(denied).toMatchObject({ code: 'git.denied', detail: { credential: wrong.name } });
      expect(JSON.stringify(denied)).not.toContain('wr0ng');
      await wrong.remove();
    });

    it('issue-3-private-git: only administrators change credentials, and another host asks for the password again', async () => {
      const credential = await addCredential({});
      const change = (body: object, as: string) =>
        api.request('PATCH', `/git-credentials/${credential.id}`, { token: as, body });
      expect((await change({ name: 'mine' }, token)).status).toBe(403);
      expect((await change({ host: 'git.example.com' }, credential.admin)).body.error.code).toBe('request.invalid');
      const moved = await change({ host: 'git.example.com', password: 'n3w' }, credential.admin);
      expect([moved.status, moved.text.includes('n3w')]).toEqual([200, false]);
      await credential.remove();
    });

    it('issue-3-one-commit: an attempt reads one commit however its branch moves, and the next attempt the newest', async () => {
      const repository = git.create('moving', { Dockerfile: 'FROM one' });
      const first = repository.git('rev-parse', 'HEAD');
      const source = { type: 'git', url: git.urlOf('moving'), ref: 'main' };
      const { jobId, input } = await running('image.build', build(source));
      expect(await filesOf((await read(input)).bytes)).toEqual({ Dockerfile: 'FROM one' });
      const second = repository.commit({ Dockerfile: 'FROM two' });
      expect(await filesOf((await read(input)).bytes)).toEqual({ Dockerfile: 'FROM one' });
      const claim = { jobId: JobId.parse(jobId), attempt: 2, hostId: HostId.parse(hostId) };
      await api.query('UPDATE jobs SET attempt = 2 WHERE id = $1', [jobId]);
      await api.query('INSERT INTO job_attempts (job_id, attempt) VALUES ($1, 2)', [jobId]);
      const next = api.app.get(InputTokens, { strict: false }).issue(claim);
      expect(await filesOf((await read(next)).bytes)).toEqual({ Dockerfile: 'FROM two' });
      const { body } = await api.request<JobDetail>('GET', `/jobs/${jobId}`, { token });
      expect(body.attempts.map(({ commit }) => commit)).toEqual([first, second]);
    });

    it('issue-3-clones-together: what is fetched and not yet read is bounded, and who comes then waits for room', async () => {
      // Each may have 8 MiB, and all together 12.
      const files = { Dockerfile: 'FROM x', a: randomBytes(4 * MIB).toString('latin1') };
      git.create('heavy', files);
      const open = async () => {
        const { input } = await running('image.build', build({ type: 'git', url: git.urlOf('heavy') }));
        const gone = new AbortController();
        const headers = { authorization: `Bearer ${input}` };
        const answer = fetch(api.url + AGENT_PATHS.jobInput, { headers, signal: gone.signal });
        return { answer, gone };
      };
      const slow = await open();
      await slow.answer;
      const next = await open();
      expect(await Promise.race([next.answer, sleep(1500).then(() => 'waits')])).toBe('waits');
      expect(leftovers()).toHaveLength(1);
      slow.gone.abort();
      const { status, headers } = await next.answer;
      expect([status, headers.get('content-type')]).toEqual([200, 'application/x-tar']);
      next.gone.abort();
      await nothingLeft();
    });

    it('a link out of the repository is refused', async () => {
      const repository = git.create('evil', { Dockerfile: 'FROM x' });
      symlinkSync('/etc/passwd', join(repository.dir, 'passwd'));
      repository.commit({});
      const error = await errorOf('image.build', build({ type: 'git', url: git.urlOf('evil') }));
      expect(error).toMatchObject({ code: 'context.unsafe', detail: { path: 'passwd' } });
    });

    it('too large a repository is given up', async () => {
      git.create('large', { Dockerfile: 'FROM x', a: randomBytes(7 * MIB).toString('latin1') });
      const error = await errorOf('image.build', build({ type: 'git', url: git.urlOf('large') }));
      expect(error).toMatchObject({ status: 413, code: 'context.too-large' });
      await nothingLeft();
    });

    it('nothing is asked of an address that is not to be fetched from, by name, by redirect or otherwise', async () => {
      git.create('inner', { Dockerfile: 'FROM x' });
      const before = git.asked;
      for (const host of ['127.0.0.2', '[::1]', '0x7f000002', '[::ffff:7f00:2]']) {
        for (const url of [
          git.urlOf('inner', host),
          `git://${host}:${git.port}/inner`,
          `ssh://git@${host}:${git.port}/inner`,
        ]) {
          const error = await errorOf('image.build', build({ type: 'git', url }));
          expect([url, error.code]).toEqual([
            url,
            expect.stringMatching(/^(fetch\.address-refused|git\.unreachable)$/),
          ]);
        }
      }
      expect(git.asked).toBe(before);
      const moved = await errorOf('image.build', build({ type: 'git', url: git.urlOf('moved/inner') }));
      expect(moved).toMatchObject({ code: 'git.unreachable', detail: { reason: expect.stringMatching(/redirected/) } });
      expect(git.asked).toBe(before + 1);
    });

    it('a name is looked up once, and git connects to what was found then', async () => {
      git.create('named', { Dockerfile: 'FROM x' });
      // "localhost" leads to ::1 as well, which is not allowed: git is held to the other one.
      expect(await filesOfBuild({ type: 'git', url: git.urlOf('named', 'localhost') })).toEqual({
        Dockerfile: 'FROM x',
      });
    });

    it.each([
      '-u./x',
      '--upload-pack=touch x',
      '/etc',
      'file:///etc',
      './x',
      'ext::sh -c touch% x',
      'http://u:p@example.com/x',
      'https://example.com/x.git?token=s3cr3t',
    ])('%s is no URL that a job is made with, nor one that is fetched', async (url) => {
      const created = await api.request('POST', '/jobs', {
        token,
        body: { kind: 'image.build', hostIds: [hostId], params: build({ type: 'git', url }) },
      });
      expect([created.status, created.body.error.code]).toEqual([400, 'request.invalid']);
      expect(await errorOf('image.build', build({ type: 'git', url }))).toMatchObject({ status: 400 });
    });

    it('who reads no further leaves nothing behind', async () => {
      const files = { Dockerfile: 'FROM x', a: randomBytes(5 * MIB).toString('latin1') };
      git.create('long', files);
      const { input } = await running('image.build', build({ type: 'git', url: git.urlOf('long') }));
      const gone = new AbortController();
      const headers = { authorization: `Bearer ${input}` };
      const { body } = await fetch(api.url + AGENT_PATHS.jobInput, { headers, signal: gone.signal });
      await body?.getReader().read();
      expect(leftovers()).toHaveLength(1);
      gone.abort();
      await nothingLeft();
    });

    it('who waits no more ends the fetch', async () => {
      const silent = createServer(() => undefined);
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/x`;
      const { input } = await running('image.build', build({ type: 'git', url }));
      const gone = new AbortController();
      const headers = { authorization: `Bearer ${input}` };
      const asked = new Promise((resolve) => silent.once('request', resolve));
      const answer = fetch(api.url + AGENT_PATHS.jobInput, { headers, signal: gone.signal });
      await asked;
      expect(leftovers()).toHaveLength(1);
      gone.abort();
      await expect(answer).rejects.toThrow();
      await nothingLeft();
      silent.closeAllConnections();
      await new Promise((resolve) => silent.close(resolve));
    });
  });
});
