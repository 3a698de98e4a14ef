import { randomBytes, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Upload } from '@roadstead/contract';
import { type Role, UserId } from '@roadstead/domain';
import { Upload as TusUpload } from 'tus-js-client';
import { UploadsService } from '../src/uploads/uploads.service.js';
import { UploadsCleanup } from '../src/uploads/uploads-cleanup.js';
import { ApiHarness, createDatabase, TEST_UPLOADS, until } from './api-harness.js';
import { endpointOf, idOf, upload } from './tus-client.js';

const MIB = 1024 * 1024;
const TUS = { 'tus-resumable': '1.0.0' };
const BYTES = { ...TUS, 'content-type': 'application/offset+octet-stream' };

describe('uploads', () => {
  let folder: string;
  let databaseUrl: string;
  let api: ApiHarness;
  let owner: { username: string; token: string };
  const others = new Map<Role, string>();

  const start = () =>
    ApiHarness.start({
      databaseUrl,
      uploads: {
        ...TEST_UPLOADS,
        dir: join(folder, 'uploads'),
        maxBytes: 64 * MIB,
        unfinishedPerUser: 3,
        bytesPerUser: 100 * MIB,
      },
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'roadstead-uploads-'));
    databaseUrl = await createDatabase();
    api = await start();
    owner = await api.addUser('operator');
    for (const role of ['admin', 'operator', 'viewer'] as const) others.set(role, (await api.addUser(role)).token);
  });
  afterAll(async () => {
    await api?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const listed = async (token = owner.token) => (await api.request<Upload[]>('GET', '/uploads', { token })).body;
  const row = async (id: string) => (await listed()).find((each) => each.id === id);
  const send = (method: string, id: string, token: string | undefined, headers: Record<string, string> = TUS) =>
    api.request(method, `/uploads${id === '' ? '' : `/${id}`}`, { token, headers });
  const begin = async (length: number, token = owner.token) => {
    const answer = await send('POST', '', token, { ...TUS, 'upload-length': String(length) });
    return { ...answer, id: idOf(answer.headers.get('location')) };
  };
  const patch = (id: string, offset: number, bytes: Buffer, token = owner.token) =>
    fetch(`${endpointOf(api.url)}/${id}`, {
      method: 'PATCH',
      headers: { ...BYTES, authorization: `Bearer ${token}`, 'upload-offset': String(offset) },
      body: new Uint8Array(bytes),
    });
  const require = (id: string) => {
    const user = { id: UserId.parse(randomUUID()), username: owner.username, role: 'operator' as const };
    return api.app.get(UploadsService, { strict: false }).require(id, user);
  };

  it('a client of tus brings a file, piece by piece, and it is there as it was', async () => {
    const bytes = randomBytes(3 * MIB + 17);
    const id = await upload(api.url, { token: owner.token, bytes, filename: 'säge.tar', options: { chunkSize: MIB } });
    expect(await row(id)).toMatchObject({
      filename: 'säge.tar',
      size: bytes.length,
      received: bytes.length,
      createdBy: owner.username,
    });
    expect(readFileSync(join(folder, 'uploads', id)).equals(bytes)).toBe(true);
    expect(await require(id)).toMatchObject({ id, size: bytes.length });
  });

  it('goes on where it was when the API starts again in the midst of it', async () => {
    const bytes = randomBytes(6 * MIB);
    const client = new TusUpload(bytes, {
      endpoint: endpointOf(api.url),
      headers: { authorization: `Bearer ${owner.token}` },
      chunkSize: 2 * MIB,
      retryDelays: null,
    });
    await new Promise<void>((resolve, reject) => {
      client.options.onChunkComplete = (_size, accepted) => accepted >= 2 * MIB && resolve();
      client.options.onError = reject;
      client.start();
    });
    await client.abort();
    const id = idOf(client.url);
    await api.stop();
    api = await start();
    expect(await row(id)).toMatchObject({ size: bytes.length });
    await expect(require(id)).rejects.toMatchObject({ code: 'upload.incomplete', detail: { size: bytes.length } });
    let first = 0;
    await new Promise<void>((resolve, reject) => {
      const resumed = new TusUpload(bytes, {
        uploadUrl: `${endpointOf(api.url)}/${id}`,
        headers: { authorization: `Bearer ${owner.token}` },
        chunkSize: 2 * MIB,
        retryDelays: null,
        onProgress: (sent) => {
          first ||= sent;
        },
        onError: reject,
        onSuccess: () => resolve(),
      });
      resumed.start();
    });
    expect(first).toBeGreaterThanOrEqual(2 * MIB);
    expect(readFileSync(join(folder, 'uploads', id)).equals(bytes)).toBe(true);
    expect(await row(id)).toMatchObject({ received: bytes.length });
  });

  it('what came before the connection broke off is there, in the table too', async () => {
    const { id } = await begin(2 * MIB);
    const half = randomBytes(MIB);
    const request = httpRequest(`${endpointOf(api.url)}/${id}`, {
      method: 'PATCH',
      headers: { ...BYTES, authorization: `Bearer ${owner.token}`, 'upload-offset': '0', 'content-length': 2 * MIB },
    });
    request.on('error', () => undefined);
    request.write(half);
    await until(
      'the first half to be written',
      async () => statSync(join(folder, 'uploads', id)).size,
      (size) => size === MIB,
    );
    request.destroy();
    await until(
      'the first half',
      () => row(id),
      (found) => found?.received === MIB,
    );
    await expect(require(id)).rejects.toMatchObject({
      code: 'upload.incomplete',
      detail: { received: MIB, size: 2 * MIB },
    });
    const head = await send('HEAD', id, owner.token);
    expect([head.status, head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual([
      200,
      String(MIB),
      String(2 * MIB),
    ]);
    expect((await patch(id, MIB, half)).status).toBe(204);
    expect(await require(id)).toMatchObject({ received: 2 * MIB });
  });

  it('a newer request takes over from one that hangs', async () => {
    const { id } = await begin(1000);
    const hanging = httpRequest(`${endpointOf(api.url)}/${id}`, {
      method: 'PATCH',
      headers: { ...BYTES, authorization: `Bearer ${owner.token}`, 'upload-offset': '0', 'content-length': 1000 },
    });
    hanging.on('error', () => undefined);
    hanging.write(Buffer.alloc(400));
    await until(
      'the first bytes',
      () => row(id),
      (found) => found?.received === 400,
    );
    const head = await send('HEAD', id, owner.token);
    expect([head.status, head.headers.get('upload-offset')]).toEqual([200, '400']);
    expect((await patch(id, 400, Buffer.alloc(600))).status).toBe(204);
    hanging.destroy();
    expect(await require(id)).toMatchObject({ received: 1000 });
  });

  it("another user's is not to be had, nor to be learned of; an administrator may do all", async () => {
    const id = await upload(api.url, { token: owner.token, bytes: Buffer.from('mine') });
    const stranger = others.get('operator') ?? '';
    for (const method of ['HEAD', 'PATCH', 'DELETE']) {
      expect((await send(method, id, stranger, { ...BYTES, 'upload-offset': '0' })).status).toBe(404);
      expect((await send(method, id, others.get('viewer'), BYTES)).status).toBe(403);
      expect((await send(method, id, undefined, BYTES)).status).toBe(401);
    }
    // An upload of one's own in the path, and the other's at the end of the query.
    const own = await upload(api.url, { token: stranger, bytes: Buffer.from('own') });
    const disguised = await send('HEAD', `${own}?x=/${id}`, stranger);
    expect([disguised.status, disguised.headers.get('upload-length')]).toEqual([200, '3']);
    expect((await send('DELETE', own, stranger)).status).toBe(204);
    expect((await send('POST', '', others.get('viewer'), { ...TUS, 'upload-length': '1' })).status).toBe(403);
    expect(await listed(stranger)).toEqual([]);
    expect((await listed(others.get('admin'))).map((each) => each.id)).toContain(id);
    const service = api.app.get(UploadsService, { strict: false });
    const someone = { id: UserId.parse(randomUUID()), username: 'someone', role: 'operator' as const };
    await expect(service.require(id, someone)).rejects.toMatchObject({ code: 'upload.unknown' });
    expect(await service.require(id, { ...someone, role: 'admin' })).toMatchObject({ id });
    expect((await send('DELETE', id, others.get('admin'))).status).toBe(204);
    expect(existsSync(join(folder, 'uploads', id))).toBe(false);
    expect((await send('HEAD', id, owner.token)).status).toBe(404);
  });

  it('a page of another site begins, continues and ends nothing with the cookie', async () => {
    const id = await upload(api.url, { token: owner.token, bytes: Buffer.from('mine') });
    const { username } = await api.addUser('operator', 'correct horse');
    const login = await api.request('POST', '/auth/login', { body: { username, password: 'correct horse' } });
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    for (const [method, path] of [
      ['POST', ''],
      ['PATCH', id],
      ['DELETE', id],
    ] as const) {
      const headers = { ...TUS, cookie, origin: 'https://evil.example', 'upload-length': '1' };
      const answer = await send(method, path, undefined, headers);
      expect([answer.status, answer.body.error.code]).toEqual([403, 'auth.foreign-origin']);
    }
    const own = { ...TUS, cookie, origin: api.url, 'upload-length': '1' };
    const answer = await send('POST', '', undefined, own);
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([201, null]);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  describe('limits', () => {
    it('are told', async () => {
      const { body } = await api.request('GET', '/upload-limits', { token: owner.token });
      expect(body).toEqual({ maxBytes: 64 * MIB, keptHours: 24 });
    });

    it('too large a file is refused before its first byte, and more bytes than were announced after their first', async () => {
      const { status, body } = await begin(64 * MIB + 1);
      expect([status, body.error]).toMatchObject([413, { code: 'upload.too-large', detail: { limit: '64 MiB' } }]);
      const { id } = await begin(10);
      const more = await patch(id, 0, Buffer.alloc(20));
      expect(more.status).toBeGreaterThanOrEqual(400);
      expect((await send('HEAD', id, owner.token)).headers.get('upload-offset')).toBe('0');
      await send('DELETE', id, owner.token);
    });

    it('so many may be unfinished, and no more', async () => {
      const { token } = await api.addUser('operator');
      const ids: string[] = [];
      for (let i = 0; i < 3; i += 1) ids.push((await begin(10, token)).id);
      const refused = await begin(10, token);
      expect([refused.status, refused.body.error]).toMatchObject([
        429,
        { code: 'upload.too-many', detail: { count: 3 } },
      ]);
      await patch(ids[0] ?? '', 0, Buffer.alloc(10), token);
      expect((await begin(10, token)).status).toBe(201);
    });

    it('issue-3-bytes-per-user: a user has so many bytes and no more, complete uploads among them', async () => {
      const { token } = await api.addUser('operator');
      const complete = await upload(api.url, { token, bytes: Buffer.alloc(2 * MIB) });
      await begin(60 * MIB, token);
      const refused = await begin(39 * MIB, token);
      expect([refused.status, refused.body.error]).toMatchObject([
        413,
        { code: 'upload.user-limit', detail: { limit: '100 MiB', used: '62 MiB', size: '39 MiB' } },
      ]);
      await send('DELETE', complete, token);
      expect((await begin(39 * MIB, token)).status).toBe(201);
    });

    it('issue-3-upload-race: of many that begin at once no more are let in than there is room for', async () => {
      const { token } = await api.addUser('operator');
      const begun = await Promise.all(Array.from({ length: 12 }, () => begin(40 * MIB, token)));
      expect(begun.filter(({ status }) => status === 201)).toHaveLength(2);
      for (const { status, body } of begun.filter((each) => each.status !== 201)) {
        expect([status, body.error.code]).toEqual([413, 'upload.user-limit']);
      }
    });

    it('issue-3-disk-full: a disk that gets full meanwhile is told as what it is', async () => {
      const { token } = await api.addUser('operator');
      const { id } = await begin(1000, token);
      const path = join(folder, 'uploads', id);
      rmSync(path);
      symlinkSync('/dev/full', path);
      const answer = await patch(id, 0, Buffer.alloc(1000), token);
      const { error } = (await answer.json()) as { error: { code: string; message: string } };
      expect([answer.status, error.code]).toEqual([507, 'upload.no-space']);
      expect(error.message).toContain('1000 bytes');
      rmSync(path);
    });

    it('what the disk has no room for is refused', async () => {
      const { token } = await api.addUser('operator');
      // Announced by somebody else, and not there yet.
      await api.query(
        `INSERT INTO uploads (id, size, created_by, expires_at) VALUES ('vast', $1, 'x', now() + interval '1 hour')`,
        [2 ** 60],
      );
      const { status, body } = await begin(10, token);
      expect([status, body.error.code]).toEqual([507, 'upload.no-space']);
      await api.query(`DELETE FROM uploads WHERE id = 'vast'`);
    });
  });

  it('what is not of the protocol is refused in words', async () => {
    const { id } = await begin(10);
    const refusal = async (method: string, path: string, headers: Record<string, string>) => {
      const { status, body } = await send(method, path, owner.token, headers);
      return [status, body.error.code];
    };
    expect(await refusal('POST', '', {})).toEqual([412, 'request.invalid']);
    expect(await refusal('POST', '', TUS)).toEqual([400, 'request.invalid']);
    expect(await refusal('POST', '', { ...TUS, 'upload-length': '-1' })).toEqual([400, 'request.invalid']);
    expect(await refusal('POST', '', { ...TUS, 'upload-length': '1e9' })).toEqual([400, 'request.invalid']);
    expect(await refusal('POST', '', { ...TUS, 'upload-length': '9'.repeat(30) })).toEqual([400, 'request.invalid']);
    expect(await refusal('POST', '', { ...TUS, 'upload-defer-length': '1' })).toEqual([400, 'request.invalid']);
    expect(await refusal('POST', '', { ...TUS, 'upload-length': '1', 'upload-metadata': 'a !!' })).toEqual([
      400,
      'request.invalid',
    ]);
    expect(await refusal('PATCH', id, { ...BYTES, 'upload-offset': '5' })).toEqual([409, 'upload.out-of-step']);
    expect((await refusal('PATCH', id, { ...TUS, 'upload-offset': '0' }))[1]).toBe('request.invalid');
    for (const odd of ['..%2f..%2fetc', '%00', 'x'.repeat(100), '.json']) {
      expect(await refusal('PATCH', odd, { ...BYTES, 'upload-offset': '0' })).toEqual([404, 'upload.unknown']);
    }
    await send('DELETE', id, owner.token);
  });

  it('a name with what Postgres cannot hold is kept as far as it can be', async () => {
    const id = await upload(api.url, {
      token: owner.token,
      bytes: Buffer.from('x'),
      filename: `a\u0000${'b'.repeat(500)}`,
    });
    expect((await row(id))?.filename).toMatch(/^a\ufffdb+$/);
    // Cut in the middle of a character.
    const long = { token: owner.token, bytes: Buffer.from('x'), filename: `${'a'.repeat(254)}\u{1f600}` };
    expect((await row(await upload(api.url, long)))?.filename).toMatch(/^a{254}\ufffd$/);
  });

  describe('the clean-up', () => {
    const round = () => api.app.get(UploadsCleanup, { strict: false }).run();
    const expire = (id: string) =>
      api.query(`UPDATE uploads SET expires_at = now() - interval '1 s' WHERE id = $1`, [id]);
    const there = (id: string) => existsSync(join(folder, 'uploads', id));

    it('removes what has expired, finished or not, and nothing else', async () => {
      const [kept, expired] = [
        await upload(api.url, { token: owner.token, bytes: Buffer.from('kept') }),
        await upload(api.url, { token: owner.token, bytes: Buffer.from('expired') }),
      ];
      const { id: unfinished } = await begin(10);
      for (const id of [expired, unfinished]) await expire(id);
      await round();
      expect([kept, expired, unfinished].map(there)).toEqual([true, false, false]);
      expect((await listed()).map(({ id }) => id)).not.toContain(expired);
      expect(readdirSync(join(folder, 'uploads')).filter((name) => name.startsWith(expired))).toEqual([]);
    });

    it('leaves what a job still has to read', async () => {
      const id = await upload(api.url, { token: owner.token, bytes: Buffer.from('x') });
      const { hostId } = await api.addHost();
      const [batchId, jobId] = [randomUUID(), randomUUID()];
      await api.query(`INSERT INTO job_batches (id, kind, created_by) VALUES ($1, 'image.load', 'x')`, [batchId]);
      await api.query(
        `INSERT INTO jobs (id, batch_id, kind, host_id, params, state, created_by) VALUES ($1, $2, 'image.load', $3, $4, 'waiting-for-host', 'x')`,
        [jobId, batchId, hostId, JSON.stringify({ uploadId: id })],
      );
      await expire(id);
      await round();
      expect(there(id)).toBe(true);
      await api.query(`UPDATE jobs SET state = 'canceled' WHERE id = $1`, [jobId]);
      await round();
      expect(there(id)).toBe(false);
    });

    it('removes bytes that no upload is known of, once nobody has written to them for long', async () => {
      const old = new Date(Date.now() - 48 * 3_600_000);
      for (const name of ['orphan', 'fresh']) writeFileSync(join(folder, 'uploads', name), 'x');
      utimesSync(join(folder, 'uploads', 'orphan'), old, old);
      await round();
      expect([there('orphan'), there('fresh')]).toEqual([false, true]);
    });
  });
});
