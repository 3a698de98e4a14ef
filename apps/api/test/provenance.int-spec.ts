import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImageDetail, ImageOrigin, ImageSummary, Page } from '@roadstead/contract';
import { Digest, JobId, type JobKind } from '@roadstead/domain';
import { AGENT_PATHS, succeed } from '@roadstead/protocol';
import { aContainer, anImage, digestOf } from '@roadstead/testing';
import { ApiHarness, until } from './api-harness.js';
import type { ScriptedAgent } from './scripted-agent.js';

const layer = (name: string) => Digest.parse(digestOf(`layer ${name}`));
const entry = (createdBy: string) => ({ createdBy, createdAt: '2026-03-01T08:00:00Z', size: 1_000 });
const imageOf = (name: string, layers: string[], more = {}) =>
  anImage(name, { layers: layers.map(layer), history: layers.map(entry), references: [`shop/${name}:1`], ...more });

const os = imageOf('os', ['os']);
const runtime = imageOf('runtime', ['os', 'runtime']);
const web = imageOf('web', ['os', 'runtime', 'web'], {
  config: { labels: { 'org.opencontainers.image.source': 'https://example.com/shop', other: 'x' } },
});
const twin = imageOf('twin', ['os', 'runtime', 'web']);
const stranger = imageOf('stranger', ['stranger']);

/** Jobs as an agent answers them, and what is told of the images afterwards. */
describe('where images came from', () => {
  let api: ApiHarness;
  let token: string;
  let username: string;
  let host: ScriptedAgent;
  let other: ScriptedAgent;

  beforeAll(async () => {
    api = await ApiHarness.start();
    ({ token, username } = await api.addUser('operator'));
    [host, other] = [await api.connectedHost('web-1'), await api.connectedHost('web-2')];
    await host.list([aContainer('runs', { imageId: web.id })], [os, runtime, web, twin, stranger]);
    await other.list([], [web]);
  });
  afterAll(() => api?.stop());

  const origin = async (imageId: string) =>
    (await api.request<ImageOrigin>('GET', `/images/${imageId}/origin`, { token })).body;

  /** A job that runs to its end on the host, having read its input. @returns its id */
  const done = async (kind: JobKind, on: ScriptedAgent, params: object, result: Record<string, unknown>) => {
    let inputToken: string | undefined;
    const started = new Promise<{ attempt: number }>((resolve) => {
      on.onCommand('job.start', (request) => {
        inputToken = request.inputToken;
        resolve(request);
        return succeed({ adopted: false });
      });
    });
    const { status, body, text } = await api.request<{ jobs: { id: string }[] }>('POST', '/jobs', {
      token,
      body: { kind, hostIds: [on.hostId], params },
    });
    if (status !== 202) throw new Error(text);
    const jobId = JobId.parse(body.jobs[0]?.id);
    const { attempt } = await started;
    if (inputToken !== undefined) {
      const headers = { authorization: `Bearer ${inputToken}` };
      await (await fetch(api.url + AGENT_PATHS.jobInput, { headers })).arrayBuffer();
    }
    const report = { type: 'succeeded' as const, result };
    await on.send('job.event', { jobId, attempt, sequence: 1, at: new Date().toISOString(), report });
    const state = () => api.request<{ state: string }>('GET', `/jobs/${jobId}`, { token });
    await until('the job to end', state, (answer) => answer.body.state === 'succeeded');
    return jobId;
  };

  it('an image that no job made or brought is of unknown origin, and says since when it is seen', async () => {
    expect(await origin(stranger.id)).toMatchObject({
      status: 'unknown',
      made: [],
      came: [],
      claims: {},
      bases: [],
      sameLayers: [],
      firstSeen: { hostId: host.hostId, hostName: 'web-1', at: expect.any(String) },
    });
  });

  it('a build is told of with its Dockerfile, what was sent, and names of arguments without their values', async () => {
    const text = 'ARG BASE=shop/runtime:1\nFROM $BASE\nCOPY web /srv\n';
    const jobId = await done(
      'image.build',
      host,
      { source: { type: 'dockerfile', text }, tags: ['shop/web:1'], buildArgs: { TOKEN: 's3cr3t' } },
      { imageId: web.id },
    );
    const told = await origin(web.id);
    expect(told).toMatchObject({
      status: 'made',
      came: [],
      claims: { source: 'https://example.com/shop' },
      made: [
        {
          jobId,
          hostId: host.hostId,
          hostName: 'web-1',
          actor: username,
          detail: {
            kind: 'image.build',
            dockerfile: { path: 'Dockerfile', text, digest: expect.stringMatching(/^sha256:/) },
            context: { files: 1, bytes: text.length, digest: expect.stringMatching(/^sha256:/) },
            baseReferences: ['shop/runtime:1'],
            buildArgNames: ['TOKEN'],
          },
        },
      ],
    });
    expect(JSON.stringify(told)).not.toContain('s3cr3t');
  });

  it('it is built on the images whose layers are the beginning of its own, the nearest first', async () => {
    const { bases, sameLayers } = await origin(web.id);
    expect(bases.map(({ id, layerCount }) => [id, layerCount])).toEqual([
      [runtime.id, 2],
      [os.id, 1],
    ]);
    expect(sameLayers).toMatchObject([{ id: twin.id, status: 'unknown', hostCount: 1 }]);
    expect((await origin(twin.id)).sameLayers).toMatchObject([
      { id: web.id, status: 'made', hostCount: 2, runningCount: 1, madeBy: { actor: username } },
    ]);
    expect((await origin(os.id)).bases).toEqual([]);
  });

  it('it is carried along: a pull elsewhere is told of beside the build, one that brought nothing is not', async () => {
    const pulled = { imageId: web.id, digest: digestOf('manifest') };
    const params = { reference: 'registry.example.com/shop/web:1' };
    const jobId = await done('image.pull', other, params, { ...pulled, changed: true });
    await done('image.pull', other, params, { ...pulled, changed: false });
    expect(await origin(web.id)).toMatchObject({
      status: 'made',
      made: [{ hostName: 'web-1' }],
      came: [{ jobId, hostName: 'web-2', detail: { kind: 'image.pull', ...params, digest: pulled.digest } }],
    });
    const { length } = (await origin(web.id)).came;
    expect(length).toBe(1);
  });

  it('what was pulled and never made here came by that job, and nobody claims to know more', async () => {
    await done('image.pull', host, { reference: 'shop/os:1' }, { imageId: os.id, changed: true });
    expect(await origin(os.id)).toMatchObject({ status: 'came', made: [], came: [{ actor: username }] });
  });

  it('a commit names its container and the image of that', async () => {
    const [container] = host.view.containers.values();
    await done(
      'container.commit',
      host,
      { containerId: container?.id, changes: ['ENV TOKEN=s3cr3t'] },
      { imageId: twin.id },
    );
    const { made } = await origin(twin.id);
    expect(made).toMatchObject([
      { detail: { kind: 'container.commit', containerName: 'runs', fromImageId: web.id, changed: ['ENV'] } },
    ]);
    expect(JSON.stringify(made)).not.toContain('s3cr3t');
  });

  it('the list of images is filtered by it', async () => {
    const listed = async (status: string) => {
      const { body } = await api.request<Page<ImageSummary>>('GET', `/images?origin=${status}`, { token });
      expect(body.total).toBe(body.items.length);
      return new Set(body.items.map(({ id }) => id));
    };
    expect(await listed('made')).toEqual(new Set([web.id, twin.id]));
    expect(await listed('came')).toEqual(new Set([os.id]));
    expect(await listed('unknown')).toEqual(new Set([runtime.id, stranger.id]));
  });

  it('it outlives the presence of the image on any host', async () => {
    await api.query('DELETE FROM host_images WHERE image_id = $1', [twin.id]);
    expect((await api.request<ImageDetail>('GET', `/images/${twin.id}`, { token })).body.hosts).toEqual([]);
    expect((await origin(twin.id)).status).toBe('made');
    expect((await origin(web.id)).sameLayers).toMatchObject([{ id: twin.id, hostCount: 0 }]);
  });

  it('an image that there is not, or is none, is said so', async () => {
    for (const id of ['x', digestOf('nowhere')]) {
      const { status, body } = await api.request('GET', `/images/${id}/origin`, { token });
      expect([status, body.error.code]).toEqual([404, 'image.unknown']);
    }
  });
});
