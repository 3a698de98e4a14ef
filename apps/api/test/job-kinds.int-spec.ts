import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ErrorReply, Job, Page } from '@roadstead/contract';
import { JOB_KINDS, JobKind, MAX_ATTEMPTS, RETRY_SAFE, RoadsteadError } from '@roadstead/domain';
import { type JobReport, refuse, succeed } from '@roadstead/protocol';
import { InputTokens } from '../src/jobs/input-tokens.js';
import { RegistrySecrets } from '../src/registries/registry-secrets.js';
import type { ScriptedAgent } from './jobs-agent.js';
import { type Api, Harness, until } from './jobs-harness.js';

const IMAGE_ID = `sha256:${'a'.repeat(64)}`;
const CONTAINER_ID = 'c'.repeat(64);
const UPLOAD_ID = 'upload-of-a-test';
const PASSWORD = 'a password of a registry';

/** A request of each kind, as small as it can be; what its defaults add; a result; and what it is found by. */
const KINDS: Record<JobKind, { params: object; stored?: object; result: object; found: string; bad: object }> = {
  'image.pull': {
    params: { reference: 'team/pull:1' },
    result: { imageId: IMAGE_ID, changed: true },
    found: 'team/PULL',
    bad: { reference: 'team/PULL' },
  },
  'image.push': {
    params: { reference: 'team/push:1' },
    result: { digest: IMAGE_ID, size: 1234 },
    found: 'team/push',
    bad: { reference: `team/push@${IMAGE_ID}` },
  },
  'image.build': {
    params: { source: { type: 'dockerfile', text: 'FROM scratch' }, tags: ['team/built:1', 'team/also-built:2'] },
    result: { imageId: IMAGE_ID },
    found: 'also-built',
    bad: { source: { type: 'git', url: '/etc' } },
  },
  'image.tag': {
    params: { source: 'team/source:1', target: 'team/target:2' },
    result: { imageId: IMAGE_ID },
    found: 'team/target',
    bad: { source: 'team/source:1', target: '-t' },
  },
  'image.remove': {
    params: { reference: 'team/removed:1' },
    result: { untagged: ['team/removed:1'], deleted: [] },
    found: 'removed:1',
    bad: { reference: '' },
  },
  'image.import': {
    params: { uploadId: UPLOAD_ID, reference: 'team/imported:1', changes: ['CMD ["/bin/sh"]'] },
    result: { imageId: IMAGE_ID },
    found: 'imported',
    bad: { uploadId: UPLOAD_ID, changes: ['RUN true'] },
  },
  'image.load': {
    params: { uploadId: UPLOAD_ID },
    result: { references: ['team/web:1'] },
    found: '',
    bad: {},
  },
  'image.prune': {
    params: {},
    stored: { dangling: true },
    result: { untagged: [], deleted: [IMAGE_ID], spaceReclaimedBytes: 12 },
    found: '',
    bad: { until: 'yesterday' },
  },
  'image.scan-packages': {
    params: { imageId: IMAGE_ID },
    result: { imageId: IMAGE_ID, databases: [], packages: 0 },
    found: 'a'.repeat(12),
    bad: { imageId: 'team/web:1' },
  },
  'container.run': {
    params: { image: 'team/run:1', ports: [{ containerPort: 80 }] },
    stored: {
      ...{ image: 'team/run:1', pull: 'missing', start: true, env: [], mounts: [] },
      ports: [{ containerPort: 80, protocol: 'tcp' }],
    },
    result: { containerId: CONTAINER_ID, name: 'web', imageId: IMAGE_ID, warnings: [], started: true },
    found: 'team/run',
    bad: { image: 'team/run:1', name: '-web' },
  },
  'container.recreate': {
    params: { containerId: CONTAINER_ID, image: 'team/run:1' },
    stored: {
      ...{ containerId: CONTAINER_ID, image: 'team/run:1', pull: false },
      ...{ healthySeconds: 300, steadySeconds: 10 },
    },
    result: { containerId: 'b'.repeat(64), name: 'web', imageId: IMAGE_ID, warnings: [], running: true },
    found: 'team/run',
    bad: { containerId: CONTAINER_ID, image: IMAGE_ID, pull: true },
  },
  'container.commit': {
    params: { containerId: CONTAINER_ID },
    stored: { containerId: CONTAINER_ID, pause: true },
    result: { imageId: IMAGE_ID },
    found: CONTAINER_ID.slice(0, 12),
    bad: { containerId: 'web' },
  },
  'container.prune': { params: {}, result: { deleted: [], spaceReclaimedBytes: 0 }, found: '', bad: { labels: [''] } },
  'builder.prune': {
    params: { all: true },
    result: { deleted: [], spaceReclaimedBytes: 0 },
    found: '',
    bad: { keepStorageBytes: -1 },
  },
};

const isEnded = ({ state }: Job) => state === 'succeeded' || state === 'failed' || state === 'canceled';

describe('job kinds', () => {
  let harness: Harness;
  let api: Api;
  let agent: ScriptedAgent;

  beforeAll(async () => {
    harness = await Harness.start();
    api = await harness.startApi({ transfersPerHost: 1000 });
    agent = await harness.addHost();
    await agent.connect(api);
    await addUpload(UPLOAD_ID);
  });
  afterAll(() => harness?.stop());

  async function addUpload(id: string): Promise<void> {
    await harness.database.query(
      `INSERT INTO uploads (id, filename, size, received, created_by, completed_at, expires_at)
       VALUES ($1, 'web.tar', 10, 10, 'somebody', now(), now() + interval '1 day')`,
      [id],
    );
  }

  /** @returns its id */
  async function beginUpload(): Promise<string> {
    const headers = { 'tus-resumable': '1.0.0', 'upload-length': '10' };
    const response = await harness.request(api, 'POST', '/uploads', undefined, headers);
    return response.headers.get('location')?.split('/').at(-1) ?? '';
  }

  /** @returns its id */
  async function addRegistry(address: string, allowedHostIds: string[] = []): Promise<string> {
    const id = randomUUID();
    const password = api.app.get(RegistrySecrets, { strict: false }).seal(id, PASSWORD);
    await harness.database.query(
      `INSERT INTO registries (id, name, address, username, password, allowed_users, allowed_host_ids, created_by)
       VALUES ($1::uuid, $1::text, $2, 'robot', $3, '{}', $4, 'x')`,
      [id, address, password, allowedHostIds],
    );
    return id;
  }

  const jobOn = async (kind: JobKind, params: object, host = agent): Promise<Job> => {
    const [job] = (await harness.create(api, { kind, hosts: [host], params })).jobs;
    if (job === undefined) throw new Error('no job');
    return job;
  };
  const count = async () => Number((await harness.database.query('SELECT count(*) FROM jobs')).rows[0].count);
  const refusal = async (kind: string, params: object, hostIds: string[] = [agent.hostId]) => {
    const before = await count();
    const response = await harness.request(api, 'POST', '/jobs', { kind, hostIds, params });
    const { error } = (await response.json()) as ErrorReply;
    expect(await count()).toBe(before);
    return [response.status, error.code];
  };
  const list = async (query: string) =>
    (await (await harness.request(api, 'GET', `/jobs?${query}`)).json()) as Page<Job>;

  describe.each(JobKind.options)('%s', (kind) => {
    const { params, stored = params, result, found, bad } = KINDS[kind];

    it('is stored with its defaults, started with them, and ends with its result', async () => {
      const job = await jobOn(kind, params);
      expect(job.params).toEqual(stored);
      const start = await agent.started(job.id);
      expect(start).toMatchObject({ kind, params: stored, credentials: [] });
      expect(JOB_KINDS[kind].params.safeParse(start.params).success).toBe(true);
      await agent.report(job, 1, 1, { type: 'succeeded', result: { ...result } });
      expect(await harness.untilJob(api, job.id, isEnded)).toMatchObject({ state: 'succeeded', result });
    });

    it('is found by what it is about', async () => {
      if (found === '') return;
      const { items } = await list(`kind=${kind}&q=${encodeURIComponent(found)}`);
      expect(items.map((job) => job.kind)).toEqual([kind]);
    });

    it('is refused with malformed parameters, and nothing is stored', async () => {
      expect(await refusal(kind, bad)).toEqual([400, 'request.invalid']);
    });

    it('does not end with the result of another kind', async () => {
      const job = await jobOn(kind, params);
      await agent.started(job.id);
      await agent.report(job, 1, 1, { type: 'succeeded', result: { nothing: true } });
      expect((await harness.untilJob(api, job.id, isEnded)).error?.code).toBe('request.invalid');
    });

    it('is begun again after an interruption where that is safe, and else fails in words; either way once', async () => {
      const host = await harness.addHost();
      await host.connect(api);
      const job = await jobOn(kind, params, host);
      await host.started(job.id);
      host.disconnect();
      await host.connect(api, []);
      if (RETRY_SAFE[kind]) await host.started(job.id, 2);
      else await harness.untilJob(api, job.id, isEnded);
      const late: JobReport = { type: 'succeeded', result: { ...result } };
      expect(await host.report(job, 1, 9, late)).toEqual({ ok: true, data: {} });
      const now = await harness.job(api, job.id);
      if (RETRY_SAFE[kind]) expect(now).toMatchObject({ state: 'running', attempt: 2 });
      else {
        expect(now).toMatchObject({ state: 'failed', attempt: 1, error: { code: 'job.outcome-unknown' } });
        expect(now.error?.message).toContain(`The agent on host ${host.name} was lost`);
        expect(now.attempts).toMatchObject([{ attempt: 1, outcome: 'interrupted' }]);
      }
      host.disconnect();
    });
  });

  it('words of a Dockerfile do not find a build', async () => {
    expect((await list('kind=image.build&q=scratch')).total).toBe(0);
  });

  it('a commit is found by the name of its container', async () => {
    const id = await harness.addContainer(agent, 'shop-of-a-test');
    const job = await jobOn('container.commit', { containerId: id });
    expect((await list('q=shop-of-a-test')).items.map((found) => found.id)).toEqual([job.id]);
  });

  it('an interruption that repeats itself is given up in the words of its own', async () => {
    const host = await harness.addHost();
    await host.connect(api);
    const job = await jobOn('image.tag', KINDS['image.tag'].params, host);
    for (let n = 1; n <= MAX_ATTEMPTS; n += 1) {
      await host.started(job.id, n);
      host.disconnect();
      await host.connect(api, []);
    }
    expect((await harness.untilJob(api, job.id, isEnded)).error).toMatchObject({
      code: 'job.interrupted',
      message: `Interrupted 5 times; given up. Look at the log of the agent on host ${host.name}.`,
      detail: { attempts: 5, host: host.name },
    });
    host.disconnect();
  });

  it('a commit that its agent refuses for now has not begun, and is begun later', async () => {
    const host = await harness.addHost();
    await host.connect(api);
    host.onStart = ({ attempt }) =>
      attempt === 1
        ? refuse(new RoadsteadError('engine.unreachable', { host: host.name, socket: 's', reason: 'r' }))
        : succeed({ adopted: false });
    const job = await jobOn('container.commit', KINDS['container.commit'].params, host);
    await host.started(job.id, 2);
    host.disconnect();
  });

  it('waits for a host that is away, of whichever kind it is', async () => {
    const host = await harness.addHost();
    const job = await jobOn('container.commit', KINDS['container.commit'].params, host);
    await harness.untilJob(api, job.id, ({ state }) => state === 'waiting-for-host');
    await host.connect(api);
    await host.started(job.id);
    host.disconnect();
  });

  it('refuses the whole request for one thing that is wrong with it', async () => {
    const revoked = await harness.addHost();
    await harness.database.query(`UPDATE hosts SET status = 'revoked', revoked_at = now() WHERE id = $1`, [
      revoked.hostId,
    ]);
    const unfinished = await beginUpload();
    const elsewhere = await addRegistry('elsewhere.example:5000', [randomUUID()]);
    const { params } = KINDS['image.load'];
    expect(await refusal('image.load', params, [agent.hostId, revoked.hostId])).toEqual([409, 'host.revoked']);
    expect(await refusal('image.load', params, [agent.hostId, randomUUID()])).toEqual([404, 'host.unknown']);
    expect(await refusal('image.load', { uploadId: 'none' })).toEqual([404, 'upload.unknown']);
    expect(await refusal('image.import', { uploadId: unfinished })).toEqual([409, 'upload.incomplete']);
    await harness.database.query(
      `INSERT INTO uploads (id, size, created_by, expires_at) VALUES ('lost', 10, 'x', now() + interval '1 day')`,
    );
    expect(await refusal('image.load', { uploadId: 'lost' })).toEqual([404, 'upload.unknown']);
    const build = { source: { type: 'upload', uploadId: 'none' } };
    expect(await refusal('image.build', build)).toEqual([404, 'upload.unknown']);
    const pull = { reference: 'elsewhere.example:5000/web:1' };
    expect(await refusal('image.pull', { ...pull, registryId: randomUUID() })).toEqual([404, 'registry.unknown']);
    expect(await refusal('image.pull', { ...pull, registryId: elsewhere })).toEqual([403, 'registry.not-allowed']);
    for (const [kind, more] of [
      ['container.run', {}],
      ['container.recreate', { containerId: 'a'.repeat(64), pull: true }],
    ] as const) {
      const named = { image: pull.reference, ...more };
      expect(await refusal(kind, { ...named, registryId: randomUUID() })).toEqual([404, 'registry.unknown']);
      expect(await refusal(kind, { ...named, registryId: elsewhere })).toEqual([403, 'registry.not-allowed']);
      const other = { ...named, image: 'other.example/web:1', registryId: elsewhere };
      expect(await refusal(kind, other)).toEqual([400, 'request.invalid']);
    }
    expect(await refusal('image.transfer', pull)).toEqual([400, 'request.invalid']);
    const long = { source: { type: 'dockerfile', text: 'x'.repeat(300_000) } };
    expect(await refusal('image.build', long)).toEqual([413, 'request.too-large']);
    const nul = { source: { type: 'dockerfile', text: 'FROM scratch\u0000' } };
    expect(await refusal('image.build', nul)).toEqual([400, 'request.invalid']);
  });

  describe('credentials', () => {
    it('go to the agent in the command, and are nowhere else', async () => {
      await addRegistry('registry.example:5000');
      const params = { reference: 'registry.example:5000/team/web:1' };
      const job = await jobOn('image.push', params);
      expect((await agent.started(job.id)).credentials).toEqual([
        { serverAddress: 'registry.example:5000', username: 'robot', password: PASSWORD },
      ]);
      expect(JSON.stringify(await harness.job(api, job.id))).not.toContain(PASSWORD);
      for (const table of ['jobs', 'actions', 'job_attempts', 'job_output', 'registries']) {
        const { rows } = await harness.database.query(`SELECT t::text FROM ${table} t`);
        expect(JSON.stringify(rows)).not.toContain(PASSWORD);
      }
    });

    it('that cannot be used any more when the job starts fail it with the reason', async () => {
      const host = await harness.addHost();
      const registryId = await addRegistry('gone.example:5000');
      const job = await jobOn('image.pull', { reference: 'gone.example:5000/web:1', registryId }, host);
      await harness.untilJob(api, job.id, ({ state }) => state === 'waiting-for-host');
      await harness.database.query('DELETE FROM registries WHERE id = $1', [registryId]);
      await host.connect(api);
      expect(await harness.untilJob(api, job.id, isEnded)).toMatchObject({
        state: 'failed',
        error: { code: 'registry.unknown' },
        attempts: [{ attempt: 1, outcome: 'failed' }],
      });
      expect(host.starts).toEqual([]);
      host.disconnect();
    });
  });

  describe('a run', () => {
    const VALUE = 'a secret value of a variable';
    const env = [{ name: 'TOKEN', value: VALUE }];

    it('has its values in the command alone, also for the next attempt, and not once it has ended', async () => {
      const host = await harness.addHost();
      await host.connect(api);
      const job = await jobOn('container.run', { image: 'team/run:1', env }, host);
      expect(job.params.env).toEqual([{ name: 'TOKEN' }]);
      expect((await host.started(job.id)).params.env).toEqual(env);
      host.disconnect();
      await host.connect(api, []);
      expect((await host.started(job.id, 2)).params.env).toEqual(env);
      const notShown = async () => {
        for (const table of ['jobs', 'actions', 'job_attempts', 'job_output']) {
          const { rows } = await harness.database.query(`SELECT t::text FROM ${table} t`);
          expect(JSON.stringify(rows)).not.toContain(VALUE);
        }
      };
      await notShown();
      await host.report(job, 2, 1, { type: 'succeeded', result: { ...KINDS['container.run'].result } });
      await harness.untilJob(api, job.id, isEnded);
      await notShown();
      expect(await refusal('container.run', job.params, [host.hostId])).toEqual([409, 'container.values-gone']);
      host.disconnect();
    });

    it.each([
      { privileged: true },
      { network: 'host' },
      { mounts: [{ type: 'bind', source: '/', target: '/host' }] },
      { capAdd: ['SYS_ADMIN'] },
    ])('with %j is for administrators alone', async (setting) => {
      const operator = randomUUID();
      await harness.addToken(operator, 'operator');
      const ask = (params: object) =>
        harness.request(
          api,
          'POST',
          '/jobs',
          { kind: 'container.run', hostIds: [agent.hostId], params },
          { authorization: `Bearer ${operator}` },
        );
      const refused = await ask({ image: 'team/run:1', ...setting });
      expect([refused.status, ((await refused.json()) as ErrorReply).error.code]).toEqual([
        403,
        'container.admin-only',
      ]);
      expect((await ask({ image: 'team/run:1', capAdd: ['NET_RAW'] })).status).toBe(202);
      await jobOn('container.run', { image: 'team/run:1', ...setting });
    });

    it('uses the credential of the registry that its image is pulled from, and none where nothing is pulled', async () => {
      await addRegistry('runs.example:5000');
      const params = { image: 'runs.example:5000/team/web:1' };
      const pulling = await jobOn('container.run', params);
      expect((await agent.started(pulling.id)).credentials).toHaveLength(1);
      const there = await jobOn('container.run', { ...params, pull: 'never' });
      expect((await agent.started(there.id)).credentials).toEqual([]);
    });
  });

  it('a kind that reads bytes is started with a token for that attempt alone, and others with none', async () => {
    const tokens = api.app.get(InputTokens, { strict: false });
    for (const kind of JobKind.options) {
      const job = await jobOn(kind, KINDS[kind].params);
      const { inputToken } = await agent.started(job.id);
      const reads = ['image.build', 'image.import', 'image.load'].includes(kind);
      const claim = { jobId: job.id, attempt: 1, hostId: agent.hostId };
      expect(inputToken === undefined ? undefined : tokens.read(inputToken)).toEqual(reads ? claim : undefined);
      expect(JSON.stringify(await harness.job(api, job.id))).not.toContain(inputToken ?? 'no token');
    }
  });

  it('output is read on from a position, over attempts, and kept as a file', async () => {
    const host = await harness.addHost();
    await host.connect(api);
    const job = await jobOn('image.build', KINDS['image.build'].params, host);
    const read = async (after = '') => {
      const response = await harness.request(api, 'GET', `/jobs/${job.id}/log${after && `?after=${after}`}`);
      return { text: await response.text(), position: response.headers.get('x-job-log-position') ?? '' };
    };
    await host.started(job.id);
    expect(await read()).toEqual({ text: '', position: '0.0' });
    await host.report(job, 1, 1, { type: 'output', text: '#1 one\n' });
    await host.report(job, 1, 3, { type: 'output', text: '#1 two\n' });
    const first = await read();
    expect(first).toEqual({ text: '#1 one\n#1 two\n', position: '1.3' });
    expect(await read(first.position)).toEqual({ text: '', position: '1.3' });
    host.disconnect();
    await host.connect(api, []);
    await host.started(job.id, 2);
    await host.report(job, 2, 1, { type: 'output', text: '#1 again\n' });
    expect(await read(first.position)).toEqual({ text: '#1 again\n', position: '2.1' });
    expect((await read()).text).toBe('#1 one\n#1 two\n#1 again\n');
    const file = await harness.request(api, 'GET', `/jobs/${job.id}/log?download=true`);
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename="job-${job.id}.log"`);
    for (const after of ['x', '1', '-1.0', '1.99999999999']) {
      expect((await harness.request(api, 'GET', `/jobs/${job.id}/log?after=${after}`)).status).toBe(400);
    }
    host.disconnect();
  });

  it('a stream of requests leaves nothing half stored', async () => {
    const orphans = await harness.database.query(
      'SELECT 1 FROM job_batches b WHERE NOT EXISTS (SELECT 1 FROM jobs j WHERE j.batch_id = b.id)',
    );
    expect(orphans.rowCount).toBe(0);
    await until('the outbox to be empty', async () => {
      const { rows } = await harness.database.query('SELECT count(*)::int AS left FROM job_outbox');
      return { done: rows[0].left === 0, value: rows[0].left };
    });
  });
});
