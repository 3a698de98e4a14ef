import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ActionPage, ActionVerification } from '@roadstead/contract';
import pg from 'pg';
import { ActionsRepository } from '../src/audit/actions.repository.js';
import { actionHash, type ChainedAction } from '../src/audit/chain/action-hash.js';
import { verifyChain } from '../src/audit/chain/verify-chain.js';
import { setUpApiRole } from '../src/platform/database/api-role.js';
import { Questions } from '../src/platform/database/questions.js';
import { createLogger } from '../src/platform/logging/logger.js';
import { PrismaService } from '../src/platform/prisma/prisma.service.js';
import { ApiHarness, createDatabase, testConfig } from './api-harness.js';

const PROGRAM = fileURLToPath(new URL('../dist/verify-actions.js', import.meta.url));
const DAY_MS = 86_400_000;
const OPEN = `ALTER TABLE actions DISABLE TRIGGER USER; ALTER TABLE action_checkpoints DISABLE TRIGGER USER;
  DROP INDEX actions_previous_hash_key;`;
/** As an attacker would who knows how hashes are made. */
const rehash = (id: number) => `UPDATE actions SET hash = action_hash(actions) WHERE id = ${id};`;
const shift = (by: number, above: number) =>
  `UPDATE actions SET id = -id WHERE id > ${above}; UPDATE actions SET id = -id + ${by} WHERE id < 0;`;

/** It connects when it is asked. */
const questions = () => new Questions(testConfig(''), createLogger({ logLevel: 'fatal' }));

describe('the chain of actions', () => {
  let url: string;
  let client: pg.Client;
  let head: { id: string; hash: string };
  const verify = (noted?: string) =>
    verifyChain(
      async <T>(sql: string, values: readonly unknown[] = []) => (await client.query(sql, [...values])).rows as T[],
      noted,
    );

  beforeAll(async () => {
    url = await createDatabase();
    client = new pg.Client({ connectionString: url });
    await client.connect();
    for (let i = 1; i <= 12; i += 1) {
      await client.query(
        'INSERT INTO actions (actor, address, verb, target, detail, outcome) VALUES ($1, $2, $3, $4, $5, $6)',
        [
          'ann',
          i % 2 ? '198.18.0.7' : null,
          'container.stop',
          `web-1/süd ${i}\n"quoted" \\ 🚢`,
          { b: 1.5, aa: null, z: { y: [1, 'é', 1e21] }, i },
          i % 3 ? 'ok' : 'host.offline',
        ],
      );
    }
    ({
      rows: [head],
    } = (await client.query('SELECT last_id AS id, hash FROM action_chain')) as unknown as { rows: [typeof head] });
  });
  afterAll(() => client?.end());

  /** Nothing of it stays. */
  async function tampered(sql: string, noted?: string): Promise<ActionVerification> {
    await client.query('BEGIN');
    try {
      await client.query(OPEN + sql);
      return await verify(noted);
    } finally {
      await client.query('ROLLBACK');
    }
  }

  it('is intact as it was written, and says how well it is protected', async () => {
    expect(await verify()).toMatchObject({ result: 'intact', checked: 12, firstId: '1', head, protection: 'trigger' });
    expect((await tampered('')).protection).toBe('none');
  });

  it.each([
    ['one field changed', `UPDATE actions SET target = 'other' WHERE id = 5`, { fault: 'changed', id: '5' }],
    ['the moment changed', `UPDATE actions SET at = at - interval '1 us' WHERE id = 5`, { fault: 'changed', id: '5' }],
    ['the address removed', `UPDATE actions SET address = NULL WHERE id = 5`, { fault: 'changed', id: '5' }],
    [
      'one changed, and its hash',
      `UPDATE actions SET actor = 'bob' WHERE id = 5;${rehash(5)}`,
      { fault: 'changed', id: '5' },
    ],
    [
      'the newest changed, and its hash',
      `UPDATE actions SET actor = 'bob' WHERE id = 12;${rehash(12)}`,
      { fault: 'changed', id: '12' },
    ],
    ['one removed', 'DELETE FROM actions WHERE id = 5', { fault: 'removed', id: '5', untilId: '5' }],
    ['several removed', 'DELETE FROM actions WHERE id BETWEEN 5 AND 7', { fault: 'removed', id: '5', untilId: '7' }],
    ['the oldest removed', 'DELETE FROM actions WHERE id <= 3', { fault: 'removed', id: '1', untilId: '3' }],
    [
      'one removed, the rest renumbered',
      `DELETE FROM actions WHERE id = 5;${shift(-1, 5)}`,
      { fault: 'removed', id: '5', untilId: '5' },
    ],
    [
      'one inserted, the rest renumbered',
      `${shift(1, 5)}INSERT INTO actions (id, actor, verb, target, outcome, previous_hash)
        SELECT 6, 'eve', 'user.login', 'eve', 'ok', hash FROM actions WHERE id = 5;${rehash(6)}`,
      { fault: 'inserted', id: '6' },
    ],
    [
      'one inserted without a hash',
      `${shift(1, 5)}INSERT INTO actions (id, actor, verb, target, outcome) VALUES (6, 'eve', 'user.login', 'eve', 'ok')`,
      { fault: 'inserted', id: '6' },
    ],
    [
      'one inserted before the first',
      `INSERT INTO actions (id, actor, verb, target, outcome) VALUES (0, 'eve', 'user.login', 'eve', 'ok')`,
      { fault: 'inserted', id: '0' },
    ],
    [
      'one appended past the log',
      `INSERT INTO actions (id, actor, verb, target, outcome, previous_hash)
        SELECT 13, 'eve', 'user.login', 'eve', 'ok', hash FROM actions WHERE id = 12;${rehash(13)}`,
      { fault: 'inserted', id: '13' },
    ],
    [
      'two exchanged',
      `UPDATE actions SET id = -6 WHERE id = 6; UPDATE actions SET id = 6 WHERE id = 8; UPDATE actions SET id = 8 WHERE id = -6`,
      { fault: 'reordered', id: '6' },
    ],
    ['the end cut off', 'DELETE FROM actions WHERE id > 9', { fault: 'cut', id: '10', untilId: '12' }],
    ['all removed', 'DELETE FROM actions', { fault: 'cut', id: '1', untilId: '12' }],
    [
      'the beginning removed under a checkpoint of its own',
      `INSERT INTO action_checkpoints SELECT id, hash, id, at, now(), 365 FROM actions WHERE id = 4; DELETE FROM actions WHERE id <= 4`,
      { fault: 'checkpoint', id: '4' },
    ],
  ])('tells %s', async (_what, sql, finding) => {
    const verification = await tampered(sql);
    expect([verification.result, verification.finding]).toEqual(['broken', finding]);
    expect((await verify()).result).toBe('intact');
  });

  it('a head noted outside finds an end that was cut off together with the note of it', async () => {
    const cut = `DELETE FROM actions WHERE id > 9;
      UPDATE action_chain SET (last_id, hash) = (SELECT id, hash FROM actions WHERE id = 9);`;
    expect(await tampered(cut)).toMatchObject({ result: 'intact', checked: 9 });
    expect(await tampered(cut, head.hash)).toMatchObject({ result: 'broken', comparison: 'missing' });
    expect(await tampered(cut, `${head.id}:${head.hash}`)).toMatchObject({ result: 'broken', comparison: 'missing' });
    expect(await verify(head.hash)).toMatchObject({ result: 'intact', comparison: 'held' });
    const { rows } = await client.query('SELECT hash FROM actions WHERE id = 4');
    expect(await verify(`4:${rows[0].hash}`)).toMatchObject({ comparison: 'held' });
  });

  it('a head noted outside finds a chain that was written anew', async () => {
    const anew = `UPDATE actions SET actor = 'bob' WHERE id = 1;
      DO $$ DECLARE last text := repeat('0', 64); BEGIN
        FOR i IN 1..12 LOOP
          UPDATE actions SET previous_hash = last WHERE id = i;
          UPDATE actions SET hash = action_hash(actions) WHERE id = i RETURNING hash INTO last;
        END LOOP;
        UPDATE action_chain SET hash = last;
      END $$;`;
    expect(await tampered(anew)).toMatchObject({ result: 'intact', checked: 12 });
    expect(await tampered(anew, head.hash)).toMatchObject({ result: 'broken', comparison: 'missing' });
  });

  it('the program verifies without the control plane, and ends with 1 when it is broken', async () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [PROGRAM, ...args], { env: { ...process.env, DATABASE_URL: url }, encoding: 'utf8' });
    const intact = run('--head', `${head.id}:${head.hash}`);
    expect([intact.status, intact.stderr]).toEqual([0, '']);
    expect(intact.stdout).toMatch(/intact\.\n12 actions verified, 1 to 12.*\nThe given head is part of it/);
    const missing = run('--json', '--head', 'f'.repeat(64));
    expect([missing.status, JSON.parse(missing.stdout).comparison]).toEqual([1, 'missing']);
    expect(run('--head', 'nonsense').status).toBe(64);
  });

  it('two processes that append at once make one chain, and what is rolled back leaves no gap', async () => {
    const processes = [1, 2].map(() => new PrismaService(testConfig(url)));
    try {
      const repositories = processes.map((prisma) => new ActionsRepository(prisma, questions()));
      const adds = Array.from({ length: 200 }, (_, i) =>
        repositories[i % 2]?.add({ actor: `process-${i % 2}`, verb: 'job.create', target: `job ${i}`, outcome: 'ok' }),
      );
      await client.query('BEGIN');
      await client.query(`INSERT INTO actions (actor, verb, target, outcome) VALUES ('gone', 'job.create', 'x', 'ok')`);
      await client.query('ROLLBACK');
      await Promise.all(adds);
      expect(await verify()).toMatchObject({ result: 'intact', checked: 212, head: { id: '212' } });
      const { rows } = await client.query(`SELECT DISTINCT actor FROM actions WHERE id > 12 ORDER BY 1`);
      expect(rows.map(({ actor }) => actor)).toEqual(['process-0', 'process-1']);
    } finally {
      await Promise.all(processes.map((prisma) => prisma.$disconnect()));
    }
  });

  it.each(['UPDATE actions SET actor = actor', 'DELETE FROM actions WHERE id = 3', 'TRUNCATE actions'])(
    'the database refuses: %s',
    async (sql) => {
      await expect(client.query(sql)).rejects.toThrow('rows of actions are only ever added');
    },
  );
});

describe('retention of actions', () => {
  it('removes what is old by way of a checkpoint, from which the rest verifies', async () => {
    const url = await createDatabase();
    const prisma = new PrismaService(testConfig(url));
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      const add = (daysAgo: number) =>
        client.query(
          `INSERT INTO actions (at, actor, verb, target, outcome) VALUES ($1, 'ann', 'image.save', 'x', 'ok') RETURNING hash`,
          [new Date(Date.now() - daysAgo * DAY_MS)],
        );
      // The fifth is old, and stands behind one that is young: the chain is removed from its beginning only.
      const hashes: string[] = [];
      for (const days of [90, 80, 70, 5, 80, 1]) hashes.push((await add(days)).rows[0].hash);
      const repository = new ActionsRepository(prisma, questions());
      const verify = (noted?: string) => repository.snapshot((ask) => verifyChain(ask, noted));

      expect(await repository.removeOld(60)).toBe(3n);
      expect(await verify()).toMatchObject({
        result: 'intact',
        checked: 4,
        firstId: '4',
        checkpoint: { lastId: '3', hash: hashes[2], keptDays: 60 },
      });
      expect(await client.query(`SELECT actor, verb, detail FROM actions WHERE id = 7`)).toMatchObject({
        rows: [
          {
            actor: 'system',
            verb: 'actions.remove-old',
            detail: { lastId: 3, hash: hashes[2], removed: 3, keptDays: 60 },
          },
        ],
      });
      expect(await verify(`2:${hashes[1]}`)).toMatchObject({ result: 'intact', comparison: 'removed' });
      expect(await verify(`3:${hashes[2]}`)).toMatchObject({ result: 'intact', comparison: 'held' });
      expect(await repository.removeOld(60)).toBe(0n);
      await expect(repository.removeOld(29)).rejects.toThrow('30 days at least');
      await expect(client.query('DELETE FROM actions WHERE id >= 4')).rejects.toThrow('only ever added');
      await expect(client.query('DELETE FROM action_checkpoints')).rejects.toThrow('only ever added');
      expect(await verify()).toMatchObject({ result: 'intact', checked: 4 });
    } finally {
      await client.end();
      await prisma.$disconnect();
    }
  });
});

describe('the log of actions and those who may only add to it', () => {
  let owner: pg.Client;
  let ownerUrl: string;
  const add = (client: pg.Client, daysAgo = 0) =>
    client.query(
      `INSERT INTO actions (at, actor, verb, target, outcome) VALUES ($1, 'ann', 'image.save', 'x', 'ok') RETURNING id, hash`,
      [new Date(Date.now() - daysAgo * DAY_MS)],
    );
  const checkpoint = `INSERT INTO action_checkpoints (last_id, hash, removed, last_at, kept_days)`;
  const connected = async (url: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client;
  };

  beforeEach(async () => {
    ownerUrl = await createDatabase();
    owner = await connected(ownerUrl);
    for (const days of [90, 80, 40, 5, 1]) await add(owner, days);
  });
  afterEach(() => owner?.end());

  it('a checkpoint that is inserted is what retention would leave, or none', async () => {
    const insert = (lastId: number, days: number) =>
      owner.query(`${checkpoint} VALUES ($1, 'forged', 9, now() - interval '9 years', $2)`, [lastId, days]);
    for (const [lastId, days] of [
      [4, 30],
      [3, 60],
      [2, 29],
      [2, 1],
      [99, 30],
    ] as const) {
      await expect(insert(lastId, days)).rejects.toThrow('a checkpoint is only ever what retention leaves');
    }
    await insert(2, 60);
    const { rows } = await owner.query(
      'SELECT c.hash = a.hash AS same, removed FROM action_checkpoints c JOIN actions a ON id = last_id',
    );
    expect(rows).toEqual([{ same: true, removed: '2' }]);
    await expect(insert(2, 60)).rejects.toThrow('a checkpoint is only ever what retention leaves');
  });

  describe('as a role of its own', () => {
    let role: { name: string; password: string };
    let url: string;
    const urlOf = ({ name, password }: typeof role) => {
      const own = new URL(ownerUrl);
      own.username = name;
      own.password = password;
      return own.href;
    };

    beforeEach(async () => {
      // What `migrate` keeps of itself; here the migrations were applied by hand.
      await owner.query('CREATE TABLE _prisma_migrations (migration_name TEXT)');
      role = { name: `api_${randomBytes(4).toString('hex')}`, password: `it's "${randomBytes(4).toString('hex')}"` };
      await setUpApiRole(ownerUrl, role);
      url = urlOf(role);
    });

    it('the control plane adds actions and cannot change, remove or cut off any, nor lift what protects them', async () => {
      const client = await connected(url);
      try {
        expect((await add(client)).rows[0].id).toBe('6');
        for (const sql of [
          'UPDATE actions SET actor = actor',
          'DELETE FROM actions',
          'TRUNCATE actions',
          'ALTER TABLE actions DISABLE TRIGGER USER',
          'DROP TABLE actions',
          'UPDATE action_chain SET last_id = 1',
          'UPDATE action_chain SET least_kept_days = 30',
          'DELETE FROM action_chain',
          `${checkpoint} VALUES (2, '', 2, now(), 60)`,
          'DELETE FROM action_checkpoints',
          'CREATE OR REPLACE FUNCTION action_hash(action actions) RETURNS text LANGUAGE sql AS $$ SELECT 1 $$',
          'CREATE TABLE mine ()',
          'CREATE ROLE another',
          `ALTER ROLE ${role.name} SUPERUSER`,
          `DELETE FROM _prisma_migrations`,
        ]) {
          await expect(client.query(sql)).rejects.toThrow(/permission denied|must be owner|must be superuser/i);
        }
        const ask = async <T>(sql: string, values: readonly unknown[] = []) =>
          (await client.query(sql, [...values])).rows as T[];
        expect(await verifyChain(ask)).toMatchObject({ result: 'intact', checked: 6, protection: 'role' });
      } finally {
        await client.end();
      }
    });

    it('retention removes what the setting of the owner lets go, and nothing younger', async () => {
      const client = await connected(url);
      const remove = async (days: number) =>
        (await client.query('SELECT remove_old_actions($1) AS went', [days])).rows[0].went;
      await expect(remove(60)).rejects.toThrow('may not remove');
      await setUpApiRole(ownerUrl, { ...role, leastKeptDays: 60 });
      await expect(remove(30)).rejects.toThrow('may not remove actions of the last 60 days');
      expect(await remove(60)).toBe('2');
      const { rows } = await owner.query('SELECT verb FROM actions ORDER BY id DESC LIMIT 1');
      expect(rows).toEqual([{ verb: 'actions.remove-old' }]);
      await client.end();
    });

    it('is set up as often as one likes, with a new password; the role that migrates is none for it', async () => {
      await setUpApiRole(ownerUrl, { ...role, password: 'another' });
      await expect(connected(url)).rejects.toThrow('password authentication failed');
      await setUpApiRole(ownerUrl, { name: role.name });
      await (await connected(urlOf({ ...role, password: 'another' }))).end();
      await expect(setUpApiRole(ownerUrl, { name: new URL(ownerUrl).username, password: 'x' })).rejects.toThrow(
        'the control plane needs another',
      );
      await expect(setUpApiRole(ownerUrl, { name: 'not_there_at_all' })).rejects.toThrow('There is no role');
      await expect(setUpApiRole(ownerUrl, { name: 'a"; DROP TABLE users', password: 'x' })).rejects.toThrow('no name');
    });
  });
});

describe('the log of actions over REST', () => {
  let api: ApiHarness;
  let token: string;
  const list = async (query: string) =>
    (await api.request<ActionPage>('GET', `/audit/actions?${query}`, { token })).body;

  beforeAll(async () => {
    api = await ApiHarness.start({ actionsKeptDays: 400 });
    ({ token } = await api.addUser('admin'));
    for (let i = 0; i < 30; i += 1) {
      await api.query(
        `INSERT INTO actions (at, actor, address, verb, target, detail, outcome) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [
          new Date(Date.UTC(2026, 0, 1, i)),
          i % 2 ? 'ann' : '=cmd()',
          `198.18.0.${i % 3}`,
          i % 5 ? 'container.stop' : 'container.stop-all',
          `container web-1/shop ${i}`,
          { timeoutSeconds: i },
          i % 4 ? 'ok' : 'host.offline',
        ],
      );
    }
  });
  afterAll(() => api?.stop());

  it('is searched by who, what, on what, from where, when and how it ended', async () => {
    expect((await list('actor=ann')).total).toBe(15);
    expect((await list('verb=container')).total).toBe(30);
    expect((await list('verb=container.stop')).total).toBe(24);
    expect((await list('target=SHOP%207')).items.map(({ target }) => target)).toEqual(['container web-1/shop 7']);
    expect((await list('target=%25')).total).toBe(0);
    expect((await list('outcome=failed')).total).toBe(8);
    expect((await list('address=198.18.0.1&outcome=ok')).items.every((action) => action.address === '198.18.0.1')).toBe(
      true,
    );
    expect((await list('from=2026-01-01T10:00:00Z&to=2026-01-01T12:00:00Z')).total).toBe(2);
    expect((await list('q=timeoutseconds%22:%2029')).total).toBe(1);
  });

  it('comes in pages, the newest first, with the head of the chain', async () => {
    const first = await list('verb=container&limit=20');
    const second = await list(`verb=container&limit=20&cursor=${first.nextCursor}`);
    const hours = [...first.items, ...second.items].map(({ at }) => new Date(at).getUTCHours());
    expect(new Set(hours).size).toBe(24);
    expect(first.items.length + second.items.length).toBe(30);
    expect(second.nextCursor).toBeUndefined();
    expect(first).toMatchObject({ keptDays: 400, head: { id: '30' }, totalIsLeast: false });
    expect((await api.request('GET', '/audit/actions?cursor=x', { token })).status).toBe(400);
    expect((await api.request('GET', '/audit/actions?verb=%27', { token })).status).toBe(400);
  });

  it('says that it is intact, and that it was asked', async () => {
    const { body } = await api.request<ActionVerification>('GET', '/audit/actions/verify', { token });
    expect(body).toMatchObject({ result: 'intact', protection: 'trigger', firstId: '1' });
    expect((await list('verb=actions')).items[0]).toMatchObject({
      verb: 'actions.verify',
      detail: { result: 'intact' },
    });
    expect((await api.request('GET', '/audit/actions/verify?head=x', { token })).status).toBe(400);
  });

  it('is exported in lines that can each be verified without the database, and are safe in a spreadsheet', async () => {
    const lines = await api.request('GET', '/audit/actions/export?format=jsonl', { token });
    const rows: ChainedAction[] = lines.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map((row) => actionHash(row))).toEqual(rows.map(({ hash }) => hash));
    expect(rows.slice(1).map(({ previousHash }) => previousHash)).toEqual(rows.slice(0, -1).map(({ hash }) => hash));
    const last = rows.at(-1);
    expect(last).toMatchObject({ verb: 'actions.export' });
    expect(lines.headers.get('content-disposition')).toContain(`head-${last?.id}-${last?.hash}.jsonl`);

    const file = join(mkdtempSync(join(tmpdir(), 'roadstead-export-')), `x-head-${last?.id}-${last?.hash}.jsonl`);
    const run = (text: string) => {
      writeFileSync(file, text);
      return spawnSync(process.execPath, [PROGRAM, '--file', file], { env: {}, encoding: 'utf8' });
    };
    try {
      const proved = run(lines.text);
      expect([proved.status, proved.stderr]).toEqual([0, '']);
      expect(proved.stdout).toContain(`The export is intact.\n${rows.length} actions verified, 1 to ${last?.id}.`);
      const forged = run(lines.text.replace('=cmd()', '=cmd[]'));
      expect([forged.status, forged.stdout]).toEqual([1, expect.stringContaining('Action 1 is not what was written')]);
      expect(run('nonsense').status).toBe(65);
    } finally {
      rmSync(dirname(file), { recursive: true });
    }

    const table = await api.request('GET', '/audit/actions/export?verb=container.stop-all', { token });
    expect(table.headers.get('content-type')).toContain('text/csv');
    const [columns, ...cells] = table.text.trimEnd().split('\r\n');
    expect(columns).toBe('chainVersion,previousHash,id,at,actor,address,verb,target,detail,outcome,hash');
    expect(cells).toHaveLength(6);
    expect(cells[0]).toContain(",'=cmd(),198.18.0.0,container.stop-all,");
  });

  it('is for who may read the audit', async () => {
    for (const role of ['viewer', 'operator'] as const) {
      const { token: theirs } = await api.addUser(role);
      expect((await api.request('GET', '/audit/actions', { token: theirs })).body.error.code).toBe('auth.forbidden');
    }
  });
});
