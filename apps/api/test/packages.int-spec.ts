import { gzipSync } from 'node:zlib';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CARRIER_SORTS,
  type CreatedScans,
  type ErrorReply,
  type ImagePackages,
  type PackagesAnswer,
} from '@roadstead/contract';
import type { JobId, PackageReading } from '@roadstead/domain';
import type { JobReport } from '@roadstead/protocol';
import { PackageScheduleService } from '../src/packages/package-schedule.service.js';
import { PackagesUpkeep } from '../src/packages/packages-upkeep.service.js';
import { ADVISORY_LOCKS } from '../src/platform/database/advisory-locks.js';
import { RoundClaims } from '../src/platform/upkeep/round-claims.js';
import type { ScriptedAgent } from './jobs-agent.js';
import { type Api, Harness } from './jobs-harness.js';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
/** The harness's containers run on it. */
const USED = digest('b');
const UNUSED = digest('c');
const RPM = digest('d');
const DEBIAN = { id: 'debian', versionId: '12', prettyName: 'Debian GNU/Linux 12 (bookworm)' };
const PACKAGES = [
  { ecosystem: 'dpkg', name: 'libssl3', version: '3.0.14-1~deb12u2', architecture: 'amd64', source: 'openssl' },
  { ecosystem: 'dpkg', name: 'adduser', version: '3.134', architecture: 'all', license: 'GPL-2' },
];

describe('packages in images', () => {
  let harness: Harness;
  let api: Api;
  let agent: ScriptedAgent;

  beforeAll(async () => {
    harness = await Harness.start();
    api = await harness.startApi();
    agent = await harness.addHost('web-1');
    await agent.connect(api);
    await addImages(harness, agent, [USED, UNUSED, RPM]);
    await harness.addContainer(agent, 'shop');
  });
  afterAll(() => harness?.stop());

  const get = async <T>(path: string) => (await (await harness.request(api, 'GET', path)).json()) as T;
  const find = (name: string, more = '') => get<PackagesAnswer>(`/packages?name=${encodeURIComponent(name)}${more}`);
  const scan = async (body: object) =>
    (await (await harness.request(api, 'POST', '/packages/scans', body)).json()) as CreatedScans;

  async function read(imageId: string, reading: Partial<PackageReading>, list: unknown = []): Promise<string> {
    const { started } = await scan({ imageIds: [imageId] });
    const jobId = started[0]?.jobId ?? '';
    const { attempt } = await agent.started(jobId);
    const packed = gzipSync(JSON.stringify(list)).toString('base64');
    const result = { imageId, databases: [], packages: 0, list: packed, ...reading };
    await agent.report({ id: jobId as JobId }, attempt, 1, { type: 'succeeded', result } as unknown as JobReport);
    const { state } = await harness.untilJob(api, jobId, (job) => job.endedAt !== undefined);
    expect(state).toBe('succeeded');
    return jobId;
  }

  it('says of what nobody has read that it is not known', async () => {
    expect(await find('openssl')).toMatchObject({
      total: 0,
      coverage: { read: { images: 0 }, unread: { images: 1, containers: 1 }, beingRead: 0, failed: 0 },
    });
    expect(await get(`/images/${USED}/packages`)).toEqual({ items: [], total: 0 });
    const refused = await get<ErrorReply>(`/images/${USED}/packages/cyclonedx`);
    expect(refused.error.code).toBe('package.not-read');
  });

  it('reads an image once on one host, keeps its list, and answers by name, source and version', async () => {
    const database = { ecosystem: 'dpkg', path: '/var/lib/dpkg/status', isRead: true, packages: 2 } as const;
    const jobId = await read(USED, { databases: [database], distribution: DEBIAN, packages: 2 }, PACKAGES);
    expect((await harness.job(api, jobId)).result).toEqual({
      ...{ imageId: USED, databases: [database], distribution: DEBIAN, packages: 2 },
    });
    for (const question of ['openssl < 3.0.15', 'libssl3 = 3.0.14', 'libssl* < 3.0.14-2', 'OPENSSL'.toLowerCase()]) {
      expect(await find(question)).toMatchObject({
        total: 1,
        hosts: 1,
        items: [
          {
            ...{ hostName: 'web-1', containerName: 'shop', imageId: USED, certainty: 'observed' },
            matching: { total: 1, first: [{ name: 'libssl3', version: '3.0.14-1~deb12u2' }] },
          },
        ],
        packages: [{ name: 'libssl3', version: '3.0.14-1~deb12u2', source: 'openssl', images: 1 }],
        images: [{ id: USED, running: 1, hosts: 1, distribution: DEBIAN }],
        distributions: [{ ...DEBIAN, images: 1 }],
        coverage: { read: { images: 1, containers: 1 }, unread: { images: 0, containers: 0 } },
      });
    }
    expect(await find('openssl', `&constraint=${encodeURIComponent('>= 3.0.15')}`)).toMatchObject({
      ...{ total: 0, packagesTotal: 0, question: 'openssl >= 3.0.15' },
    });
    expect(await find('openssl', '&distribution=debian:12')).toMatchObject({ total: 1, imagesTotal: 1 });
    expect(await find('openssl', `&distribution=debian:1&host=${agent.hostId}`)).toMatchObject({
      ...{ total: 0, imagesTotal: 0, distributions: [{ id: 'debian', images: 1 }] },
    });
    const list = await get<ImagePackages>(`/images/${USED}/packages?q=open`);
    expect(list).toMatchObject({ total: 1, scan: { hostName: 'web-1', jobId, packages: 2 }, lastJob: { id: jobId } });
  });

  it('answers as of a moment before, and says what was not observed', async () => {
    const at = '2026-01-02T00:00:00Z';
    const query = (sql: string, values: unknown[]) => harness.database.query(sql, values);
    const container = [agent.hostId, 'e'.repeat(64)];
    await query('INSERT INTO run_containers (host_id, container_id) VALUES ($1, $2)', container);
    await query(`INSERT INTO history_images (image_id, image_reference) VALUES ($1, 'shop/web:0.9')`, [USED]);
    await query(
      `INSERT INTO runs (host_key, container_key, container_name, image_key, started_at, ended_at, end_known_by)
       SELECT h.key, c.key, 'before', i.key, '2026-01-01', '2026-01-03', 'engine'
       FROM hosts h JOIN run_containers c ON c.host_id = h.id JOIN history_images i ON i.image_id = $3
       WHERE h.id = $1 AND c.container_id = $2 AND i.image_reference = 'shop/web:0.9'`,
      [...container, USED],
    );
    expect(await find('openssl < 3.0.15', `&asOf=${at}`)).toMatchObject({
      total: 1,
      items: [{ containerName: 'before', from: '2026-01-01T00:00:00.000Z', certainty: 'observed' }],
    });
    expect(await find('openssl', '&asOf=2026-01-03T00:00:00Z')).toMatchObject({ total: 0 });
    const future = await get<ErrorReply>('/packages?name=a&asOf=2999-01-01T00:00:00Z');
    expect(future.error.code).toBe('history.time-ahead');
  });

  it('goes through the answer in every order page by page, and gives it whole as a file that is safe in a spreadsheet', async () => {
    const more = ['=a', 'b', 'c'];
    for (const name of more) await harness.addContainer(agent, name);
    for (const order of CARRIER_SORTS.flatMap((sort) => [`sort=${sort}`, `sort=${sort}&order=desc`])) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const more = `&limit=1&${order}${cursor === undefined ? '' : `&cursor=${cursor}`}`;
        const page = await find('openssl', more);
        expect(page).toMatchObject({ total: 4, hosts: 1 });
        seen.push(...page.items.map(({ containerName }) => containerName));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect([...seen].sort()).toEqual(['=a', 'b', 'c', 'shop']);
    }
    const csv = await (await harness.request(api, 'GET', '/packages/export?name=openssl')).text();
    const [head = '', ...lines] = csv.trim().split('\r\n');
    expect(head).toContain('host,hostId,container');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain(",'=a,");
    expect(lines[0]).toContain('libssl3,3.0.14-1~deb12u2,amd64,openssl,');
    const json = await get<object[]>('/packages/export?name=openssl&format=json&asOf=2020-01-01T00:00:00Z');
    expect(json).toEqual([]);
    await harness.database.query('DELETE FROM containers WHERE name = ANY($1)', [more]);
  });

  it('writes a CycloneDX document that its own validator takes', async () => {
    const reply = await harness.request(api, 'GET', `/images/${USED}/packages/cyclonedx`);
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename=.+\.cdx\.json/);
    const text = await reply.text();
    expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBeNull();
    expect(JSON.parse(text).components).toMatchObject([
      { name: 'adduser', purl: 'pkg:deb/debian/adduser@3.134?arch=all&distro=debian-12' },
      { name: 'libssl3', purl: expect.stringMatching(/^pkg:deb\/debian\/libssl3@3\.0\.14-1.*distro=debian-12$/) },
    ]);
  });

  it.each([
    ['openssl 3.0.15', 'question-bad-operator', 'one of < <= = >= >'],
    ['< 3.0.15', 'question-no-name', 'no package is named'],
    ['', 'question-empty', 'nothing is asked for'],
    ['openssl <', 'question-no-version', 'a version is missing'],
    ['*', 'question-only-wildcards', 'every package there is'],
  ])('refuses %j in words that have a code', async (question, reasonCode, words) => {
    const { error } = (await find(question)) as unknown as ErrorReply;
    expect(error).toMatchObject({ code: 'package.query-malformed', detail: { reasonCode } });
    expect(error.message).toContain(words);
    expect(error.message).toContain('for example openssl = 3.0.14');
  });

  it('takes no list about another image, and none that is none', async () => {
    for (const result of [
      { imageId: USED, databases: [], packages: 0 },
      { imageId: UNUSED, databases: [], packages: 1, list: Buffer.from('no gzip').toString('base64') },
    ]) {
      const { started } = await scan({ imageIds: [UNUSED] });
      const jobId = started[0]?.jobId ?? '';
      await agent.started(jobId);
      await agent.report({ id: jobId as JobId }, 1, 1, { type: 'succeeded', result });
      const job = await harness.untilJob(api, jobId, ({ endedAt }) => endedAt !== undefined);
      expect(job).toMatchObject({ state: 'failed', error: { code: 'request.invalid' } });
    }
    expect((await find('openssl')).packagesTotal).toBe(1);
  });

  it('tells an image that is being read, one that nobody has, and one that cannot be read', async () => {
    const rpm = { ecosystem: 'rpm', path: '/var/lib/rpm/rpmdb.sqlite', isRead: false, packages: 0 } as const;
    await read(RPM, { databases: [rpm] });
    await harness.database.query('UPDATE containers SET image_id = $1', [RPM]);
    expect(await find('openssl')).toMatchObject({
      ...{ total: 0, coverage: { unreadable: { images: 1, containers: 1 } }, imagesTotal: 1 },
    });
    const first = await scan({ which: 'unread' });
    expect(first.started).toMatchObject([{ imageId: UNUSED, hostName: 'web-1' }]);
    expect(await scan({ imageIds: [UNUSED] })).toMatchObject({ started: [], active: [UNUSED] });
    const unknown = await harness.request(api, 'POST', '/packages/scans', { imageIds: [digest('f')] });
    expect(unknown.status).toBe(404);
    const jobId = first.started[0]?.jobId ?? '';
    await agent.started(jobId);
    await agent.report({ id: jobId as JobId }, 1, 1, { type: 'canceled' });
    await harness.untilJob(api, jobId, ({ endedAt }) => endedAt !== undefined);
    await harness.database.query(`UPDATE hosts SET status = 'offline' WHERE id = $1`, [agent.hostId]);
    expect(await scan({ imageIds: [UNUSED] })).toMatchObject({ started: [], unavailable: [UNUSED] });
    await harness.database.query(`UPDATE hosts SET status = 'online' WHERE id = $1`, [agent.hostId]);
  });

  it('keeps no package that no image has any more, and goes through the table a part at a time', async () => {
    const { database } = harness;
    const names = async () =>
      (await database.query(`SELECT name || ' ' || version AS name FROM packages WHERE ecosystem = 'dpkg' ORDER BY id`))
        .rows;
    const was = await names();
    await read(USED, { packages: 2 }, [PACKAGES[1], { ...PACKAGES[0], version: '3.0.15-1~deb12u1' }]);
    expect(await names()).toHaveLength(was.length + 1);
    const upkeep = api.app.get(PackagesUpkeep, { strict: false });
    // A reading that is being stored holds it off.
    const storing = await database.connect();
    await storing.query('BEGIN');
    await storing.query('SELECT pg_advisory_xact_lock_shared($1)', [ADVISORY_LOCKS.packages]);
    await upkeep.run();
    expect(await names()).toHaveLength(was.length + 1);
    await storing.query('ROLLBACK');
    storing.release();
    const { rows } = await harness.database.query('SELECT count(*)::int AS all FROM packages');
    for (let looked = 0; looked <= rows[0].all; looked += 1) await upkeep.run(1);
    expect((await names()).map(({ name }) => name)).toEqual(['adduser 3.134', 'libssl3 3.0.15-1~deb12u1']);
    expect(await find('libssl3')).toMatchObject({ packages: [{ version: '3.0.15-1~deb12u1', images: 1 }] });
  });

  it('has one process of many do a round of what comes again and again', async () => {
    const claims = api.app.get(RoundClaims, { strict: false });
    const asked = await Promise.all(Array.from({ length: 5 }, () => claims.claim('spec', 60_000)));
    expect(asked.filter(Boolean)).toHaveLength(1);
    expect(await claims.claim('another', 60_000)).toBe(true);
    await harness.database.query(
      `UPDATE upkeep_rounds SET begun_at = now() - interval '55 seconds' WHERE name = 'spec'`,
    );
    expect([await claims.claim('spec', 60_000), await claims.claim('spec', 60_000)]).toEqual([true, false]);
    // Begun by a clock that was far ahead, and has been put right.
    await harness.database.query(`UPDATE upkeep_rounds SET begun_at = now() + interval '1 year' WHERE name = 'spec'`);
    expect([await claims.claim('spec', 60_000), await claims.claim('spec', 60_000)]).toEqual([true, false]);
  });

  it('reads by itself what comes, where that is turned on, and tries what failed no sooner than a day later', async () => {
    const schedule = api.app.get(PackageScheduleService, { strict: false });
    const NEW = digest('e');
    await addImages(harness, agent, [NEW]);
    await schedule.run();
    expect(agent.starts.filter(({ params }) => params.imageId === NEW)).toEqual([]);
    const set = await harness.request(api, 'PATCH', '/packages/schedule', { enabled: true });
    expect(await set.json()).toMatchObject({ enabled: true });
    await schedule.run();
    const asked = await get<{ items: { id: string; params: object; createdBy: string }[] }>(
      '/jobs?kind=image.scan-packages&state=active',
    );
    expect(asked.items).toMatchObject([{ params: { imageId: NEW }, createdBy: 'system' }]);
  });
});

async function addImages({ database }: Harness, { hostId }: ScriptedAgent, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await database.query(
      `INSERT INTO images (id, created_at, size, architecture, os, config, history)
       VALUES ($1, now(), 1, 'amd64', 'linux', '{"env":[],"labels":{},"exposedPorts":[],"volumes":[]}', '[]')`,
      [id],
    );
    await database.query(
      `INSERT INTO host_images (host_id, image_id, engine_id, "references", repo_digests, fingerprint)
       VALUES ($1, $2, $2, '{}', '{}', 0)`,
      [hostId, id],
    );
  }
}
