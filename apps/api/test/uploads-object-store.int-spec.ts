import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Upload } from '@roadstead/contract';
import { Upload as TusUpload } from 'tus-js-client';
import { UploadsService } from '../src/uploads/uploads.service.js';
import { UploadsCleanup } from '../src/uploads/uploads-cleanup.js';
import { ApiHarness, TEST_UPLOADS } from './api-harness.js';
import { ObjectStore } from './object-store.js';
import { endpointOf, idOf, upload } from './tus-client.js';

const MIB = 1024 * 1024;

describe('uploads in an object store', () => {
  let folder: string;
  let store: ObjectStore;
  let api: ApiHarness;
  let token: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'roadstead-uploads-'));
    store = await ObjectStore.start();
    const objectStore = {
      bucket: 'b',
      endpoint: store.url,
      region: 'us-east-1',
      accessKeyId: 'a',
      secretAccessKey: 's',
    };
    api = await ApiHarness.start({ uploads: { ...TEST_UPLOADS, dir: join(folder, 'uploads'), objectStore } });
    token = (await api.addUser('operator')).token;
  });
  afterAll(async () => {
    await api?.stop();
    await store?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const listed = async () => (await api.request<Upload[]>('GET', '/uploads', { token })).body;
  const bytesOf = async (id: string) => {
    const { read } = await api.app.get(UploadsService, { strict: false }).open(id);
    return buffer(await read());
  };

  it('come in parts, are read as they were, and leave nothing when they are removed', async () => {
    const bytes = randomBytes(20 * MIB + 5);
    const id = await upload(api.url, { token, bytes, filename: 'a.tar' });
    expect((await bytesOf(id)).equals(bytes)).toBe(true);
    expect(await listed()).toMatchObject([{ id, received: bytes.length, size: bytes.length }]);
    expect((await api.request('DELETE', `/uploads/${id}`, { token })).status).toBe(204);
    expect([[...store.objects.keys()], store.unfinished, await listed()]).toEqual([[], 0, []]);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['uploads', 'uploads/parts']);
  });

  it('go on where they were, also within a part', async () => {
    const bytes = randomBytes(7 * MIB);
    const options = { endpoint: endpointOf(api.url), headers: { authorization: `Bearer ${token}` }, retryDelays: null };
    const first = new TusUpload(bytes, { ...options, chunkSize: 3 * MIB });
    await new Promise<void>((resolve, reject) => {
      first.options.onChunkComplete = () => resolve();
      first.options.onError = reject;
      first.start();
    });
    await first.abort();
    const uploadUrl = first.url ?? '';
    const id = idOf(uploadUrl);
    expect(await listed()).toMatchObject([{ id, received: expect.any(Number) }]);
    await expect(bytesOf(id)).rejects.toMatchObject({ code: 'upload.incomplete' });
    await new Promise<void>((onSuccess, onError) =>
      new TusUpload(bytes, { ...options, uploadUrl, onSuccess: () => onSuccess(), onError }).start(),
    );
    expect((await bytesOf(id)).equals(bytes)).toBe(true);
    await api.request('DELETE', `/uploads/${id}`, { token });
    expect([[...store.objects.keys()], store.unfinished]).toEqual([[], 0]);
  });

  it('leave no part behind when the process is killed that brings it', async () => {
    const parts = join(folder, 'uploads', 'parts');
    const bytes = randomBytes(3 * MIB);
    const seen: string[] = [];
    const looking = setInterval(() => seen.push(...readdirSync(parts)), 1);
    const id = await upload(api.url, { token, bytes, filename: 'a.tar' });
    clearInterval(looking);
    // Where they are on their way: else there would be nothing to clean up there.
    expect(seen).not.toEqual([]);
    await api.request('DELETE', `/uploads/${id}`, { token });
    for (const name of ['old-0', 'new-0']) writeFileSync(join(parts, name), 'part');
    const longAgo = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(join(parts, 'old-0'), longAgo, longAgo);
    await api.app.get(UploadsCleanup, { strict: false }).runHere();
    expect(readdirSync(parts)).toEqual(['new-0']);
    rmSync(join(parts, 'new-0'));
  });

  it('are removed when their time is over, also one that has come in part', async () => {
    const bytes = randomBytes(6 * MIB);
    await upload(api.url, { token, bytes, filename: 'whole.tar' });
    const part = new TusUpload(bytes, {
      endpoint: endpointOf(api.url),
      headers: { authorization: `Bearer ${token}` },
      retryDelays: null,
      chunkSize: 5 * MIB,
    });
    await new Promise<void>((resolve, reject) => {
      // Before the next chunk is on its way.
      part.options.onChunkComplete = () => resolve(part.abort());
      part.options.onError = reject;
      part.start();
    });
    const clean = () => api.app.get(UploadsCleanup, { strict: false }).run();
    await clean();
    expect(await listed()).toHaveLength(2);
    await api.query(`UPDATE uploads SET expires_at = now() - interval '1 second'`);
    await clean();
    expect([[...store.objects.keys()], store.unfinished, await listed()]).toEqual([[], 0, []]);
  });
});
