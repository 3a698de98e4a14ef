import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ActOnContainersReply, ContainerActed, ContainerInspection, ContainerTimeline } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { type CommandRequest, refuse, succeed } from '@roadstead/protocol';
import { aContainer, detailOf } from '@roadstead/testing';
import { ApiHarness, type ErrorAnswer, until } from './api-harness.js';
import type { ScriptedAgent } from './scripted-agent.js';

const WEB = aContainer('web');

describe('containers one at a time', () => {
  let api: ApiHarness;
  let operator: { username: string; token: string };
  let viewer: { token: string };
  let agent: ScriptedAgent;

  beforeAll(async () => {
    api = await ApiHarness.start();
    [operator, viewer] = [await api.addUser('operator'), await api.addUser('viewer')];
    agent = await api.connectedHost('web-1');
    await agent.list([WEB]);
  });
  afterAll(() => api?.stop());

  const path = (rest: string, id: string = WEB.id) => `/hosts/${agent.hostId}/containers/${id}${rest}`;
  const codeOf = ({ status, body }: { status: number; body: unknown }) => [status, (body as ErrorAnswer).error.code];
  const actions = (verb: string) =>
    api.query<{ actor: string; address: string; target: string; detail: object; outcome: string }>(
      'SELECT actor, address, target, detail, outcome FROM actions WHERE verb = $1 ORDER BY id',
      [verb],
    );

  describe('inspected', () => {
    const DETAIL = detailOf(WEB, {
      environment: [{ name: 'DB_PASSWORD', value: 'hunter2' }],
      log: {
        driver: 'splunk',
        options: [
          { name: 'max-size', value: '5m' },
          { name: 'splunk-token', value: 'hunter2' },
        ],
      },
      healthLog: [{ startedAt: '2026-03-03T10:00:00Z', exitCode: 1, output: 'no answer' }],
    });
    const inspect = (way: string, token: string, id?: string) =>
      api.request<ContainerInspection>('GET', path(`/${way}`, id), { token });

    it('show no value that may be a secret to who only reads the fleet, nor what probes print', async () => {
      agent.onCommand('container.inspect', () => succeed(DETAIL));
      const { status, body, text } = await inspect('detail', viewer.token);
      expect(status).toBe(200);
      expect(text).not.toContain('hunter2');
      expect(text).not.toContain('no answer');
      expect(body).toMatchObject({
        hostId: agent.hostId,
        hostName: 'web-1',
        environment: [{ name: 'DB_PASSWORD' }],
        log: { options: [{ name: 'max-size', value: '5m' }, { name: 'splunk-token' }] },
      });
      expect((await inspect('detail', operator.token)).text).toContain('no answer');
      expect(await actions('container.inspect')).toEqual([]);
    });

    it('show everything to who may see it, and that is on record', async () => {
      const asked: CommandRequest<'container.inspect'>[] = [];
      agent.onCommand('container.inspect', (request) => {
        asked.push(request);
        return succeed(DETAIL);
      });
      expect(codeOf(await inspect('inspect', viewer.token))).toEqual([403, 'auth.forbidden']);
      const { body } = await inspect('inspect?size=true', operator.token, WEB.id.slice(0, 12));
      expect(body.environment).toEqual([{ name: 'DB_PASSWORD', value: 'hunter2' }]);
      expect(asked).toEqual([{ containerId: WEB.id, size: true }]);
      agent.onCommand('container.inspect', () =>
        refuse(new RoadsteadError('container.unknown', { container: 'web', host: 'web-1' })),
      );
      expect(codeOf(await inspect('inspect', operator.token))).toEqual([404, 'container.unknown']);
      const common = {
        actor: operator.username,
        address: '127.0.0.1',
        target: 'container web-1/web',
        detail: { hostId: agent.hostId, containerId: WEB.id },
      };
      expect(await actions('container.inspect')).toEqual([
        { ...common, outcome: 'ok' },
        { ...common, outcome: 'container.unknown' },
      ]);
      expect(JSON.stringify(await actions('container.inspect'))).not.toContain('hunter2');
    });

    it('on a host that is away are told to be so, with when it was last heard', async () => {
      const away = await api.connectedHost('web-9');
      await away.list([aContainer('gone-quiet')]);
      away.disconnect();
      const url = `/hosts/${away.hostId}/containers/${aContainer('gone-quiet').id}/detail`;
      const answer = await api.request('GET', url, { token: operator.token });
      expect(codeOf(answer)).toEqual([409, 'host.not-connected']);
      expect(Date.parse(String(answer.body.error.detail.lastHeard))).toBeLessThanOrEqual(Date.now());
    });

    it('are asked for by HEAD of nobody', async () => {
      expect((await api.request('HEAD', path('/inspect'), { token: operator.token })).status).toBe(404);
    });
  });

  describe('acted upon', () => {
    const VERBS: [string, string, unknown, object][] = [
      ['POST', '/start', undefined, { verb: 'start' }],
      ['POST', '/stop', {}, { verb: 'stop' }],
      ['POST', '/stop', { timeoutSeconds: 3, signal: 'SIGINT' }, { verb: 'stop', timeoutSeconds: 3, signal: 'SIGINT' }],
      ['POST', '/restart', { timeoutSeconds: 0 }, { verb: 'restart', timeoutSeconds: 0 }],
      ['POST', '/pause', undefined, { verb: 'pause' }],
      ['POST', '/unpause', undefined, { verb: 'unpause' }],
      ['POST', '/kill', {}, { verb: 'kill', signal: 'SIGKILL' }],
      ['POST', '/kill', { signal: 'SIGRTMIN+3' }, { verb: 'kill', signal: 'SIGRTMIN+3' }],
      ['POST', '/rename', { name: 'web-2' }, { verb: 'rename', name: 'web-2' }],
      ['DELETE', '', undefined, { verb: 'remove', force: false, volumes: false }],
      ['DELETE', '?force=true&volumes=true', undefined, { verb: 'remove', force: true, volumes: true }],
    ];
    const send = (method: string, url: string, body?: unknown) =>
      api.request<ContainerActed>(method, url, { token: operator.token, body });

    it.each(VERBS)(
      '%s %s %j is the command of its agent, answered in words and on record',
      async (method, rest, body, action) => {
        const asked: unknown[] = [];
        agent.onCommand('container.act', (request) => {
          asked.push(request);
          return succeed({ effect: 'unchanged', state: 'running' });
        });
        const before = (await api.query('SELECT 1 FROM actions')).length;
        const { status, body: answer } = await send(method, path(rest), body);
        expect([status, asked]).toEqual([200, [{ containerId: WEB.id, action }]]);
        const { verb, ...parameters } = action as { verb: string };
        expect(answer).toEqual({
          ...{ hostId: agent.hostId, containerId: WEB.id, name: 'web', verb },
          ...{ effect: 'unchanged', state: 'running' },
        });
        const rows = await api.query('SELECT * FROM actions ORDER BY id OFFSET $1', [before]);
        expect(rows).toEqual([
          expect.objectContaining({
            ...{ actor: operator.username, address: '127.0.0.1', verb: `container.${verb}` },
            target: 'container web-1/web',
            detail: { hostId: agent.hostId, containerId: WEB.id, ...parameters, askedAt: expect.any(String) },
            outcome: 'ok',
          }),
        ]);
      },
    );

    it('what the host refuses is told as it says it, and on record too', async () => {
      agent.onCommand('container.act', () =>
        refuse(new RoadsteadError('container.name-taken', { name: 'db', host: 'web-1' })),
      );
      expect(codeOf(await send('POST', path('/rename'), { name: 'db' }))).toEqual([409, 'container.name-taken']);
      expect(codeOf(await send('POST', path('/start', 'f'.repeat(64))))).toEqual([404, 'container.unknown']);
      expect((await actions('container.rename')).at(-1)?.outcome).toBe('container.name-taken');
      expect((await actions('container.start')).at(-1)).toMatchObject({
        target: `container web-1/${'f'.repeat(64)}`,
        outcome: 'container.unknown',
      });
    });

    it.each([
      ['/rename', { name: '-x' }, /container name has/],
      ['/rename', { name: 'a'.repeat(200) }, /container name has/],
      ['/rename', {}, /name/],
      ['/kill', { signal: 'SIGNONE' }, /no signal SIGNONE/],
      ['/kill', { signal: '9; reboot' }, /no signal/],
      ['/stop', { timeoutSeconds: -1 }, /timeoutSeconds/],
      ['/stop', { timeoutSeconds: 1e9 }, /timeoutSeconds/],
    ])('%s %j asks no host', async (rest, body, words) => {
      agent.onCommand('container.act', () => succeed({ effect: 'changed' }));
      const answer = await send('POST', path(rest), body);
      expect(codeOf(answer)).toEqual([400, 'request.invalid']);
      expect((answer.body as unknown as ErrorAnswer).error.message).toMatch(words);
    });

    it('an agent that goes while it does it leaves open how that went, at once and in words', async () => {
      const other = await api.connectedHost('web-2');
      await other.list([aContainer('long')]);
      other.onCommand('container.act', () => new Promise(() => setTimeout(() => other.disconnect(), 50)));
      const answer = await send('POST', `/hosts/${other.hostId}/containers/${aContainer('long').id}/stop`, {});
      expect(codeOf(answer)).toEqual([502, 'host.connection-lost']);
      expect((await actions('container.stop')).at(-1)?.outcome).toBe('host.connection-lost');
    });

    describe('many at once', () => {
      const many = (body: unknown) =>
        api.request<ActOnContainersReply>('POST', '/containers/actions', { token: operator.token, body });

      it('have a result each, in their order; a host that is away fails only its own', async () => {
        const records = Array.from({ length: 20 }, (_none, i) => aContainer(`many-${i}`));
        const [busy, away] = [await api.connectedHost('busy'), await api.connectedHost('away')];
        await busy.list(records);
        await away.list([aContainer('unreachable')]);
        away.disconnect();
        let [running, most] = [0, 0];
        busy.onCommand('container.act', async ({ containerId }) => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setTimeout(resolve, 20));
          running -= 1;
          if (containerId === records[3]?.id) {
            return refuse(new RoadsteadError('container.running', { container: 'x', host: 'busy', state: 'running' }));
          }
          return succeed({ effect: 'changed' });
        });
        const targets = [
          { hostId: away.hostId, containerId: aContainer('unreachable').id },
          ...records.map(({ id }) => ({ hostId: busy.hostId, containerId: id })),
          { hostId: busy.hostId, containerId: 'f'.repeat(64) },
        ];
        const { status, body } = await many({ action: { verb: 'remove' }, targets });
        expect(status).toBe(200);
        const codes = body.results.map((result) => (result.ok ? 'ok' : result.error.code));
        expect(codes.slice(0, 6)).toEqual(['host.not-connected', 'ok', 'ok', 'ok', 'container.running', 'ok']);
        expect(codes.at(-1)).toBe('container.unknown');
        expect(codes.filter((code) => code === 'ok')).toHaveLength(19);
        expect(body.results[0]).toMatchObject({ name: 'unreachable', hostName: 'away' });
        expect(most).toBeGreaterThan(1);
        expect(most).toBeLessThanOrEqual(8);
        expect((await actions('container.remove')).filter(({ target }) => target.includes('many-'))).toHaveLength(20);
      });

      it('of nothing, of too many, by one name or by no verb are refused', async () => {
        const target = { hostId: agent.hostId, containerId: WEB.id };
        for (const body of [
          { action: { verb: 'stop' }, targets: [] },
          { action: { verb: 'stop' }, targets: Array.from({ length: 201 }, () => target) },
          { action: { verb: 'rename', name: 'same' }, targets: [target] },
          { action: { verb: 'burn' }, targets: [target] },
          { action: { verb: 'stop' }, targets: [{ ...target, containerId: 'web' }] },
        ])
          expect(codeOf(await many(body))).toEqual([400, 'request.invalid']);
      });
    });
  });

  describe('their timeline', () => {
    const timeline = (rest = '', id: string = WEB.id) =>
      api.request<ContainerTimeline>('GET', path(`/timeline${rest}`, id), { token: viewer.token });
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

    it('is of history, of what was done, and of what the engine remembers', async () => {
      const record = aContainer('past', { startedAt: ago(60), createdAt: ago(61) });
      await agent.change({ type: 'container.stored', at: ago(60), container: record });
      agent.onCommand('container.act', () => succeed({ effect: 'changed' }));
      const memory = {
        events: [
          { at: ago(61), kind: 'created' as const, name: 'past' },
          { at: ago(60), kind: 'started' as const },
        ],
        rememberedSince: ago(100),
      };
      agent.onCommand('container.events', () => succeed(memory));
      await api.request('POST', path('/stop', record.id), { token: operator.token, body: {} });
      const ended = { ...record, state: 'exited' as const, finishedAt: new Date().toISOString(), exitCode: 143 };
      await agent.change({ type: 'container.stored', at: new Date().toISOString(), container: ended });
      const { body } = await until(
        'the end to be in it',
        () => timeline('', record.id),
        (answer) => answer.body.entries?.some(({ what }) => what.type === 'ended'),
      );
      expect(body).toMatchObject({ exists: true, name: 'past', hostName: 'web-1', engine: { asked: true } });
      expect(body.entries.map(({ what }) => what.type).sort()).toEqual(['action', 'ended', 'event', 'started']);
      expect(body.entries.find(({ what }) => what.type === 'ended')?.what).toMatchObject({
        exitCode: 143,
        cause: { type: 'action', actor: operator.username, verb: 'container.stop' },
      });
      expect(body.entries.find(({ what }) => what.type === 'started')?.sources).toEqual(['history', 'engine']);
      const first = (await timeline('?limit=2', record.id)).body;
      expect(first.entries).toEqual(body.entries.slice(0, 2));
      const rest = (await timeline(`?limit=10&before=${first.nextBefore}`, record.id)).body;
      expect([rest.entries, rest.nextBefore]).toEqual([body.entries.slice(2), undefined]);
    });

    it('tells of one that is gone who removed it', async () => {
      const record = aContainer('removed', { startedAt: ago(30) });
      await agent.change({ type: 'container.stored', at: ago(30), container: record });
      agent.onCommand('container.act', () => succeed({ effect: 'changed' }));
      agent.onCommand('container.events', () => succeed({ events: [] }));
      await api.request('DELETE', path('?force=true', record.id), { token: operator.token });
      await agent.change({ type: 'container.removed', at: new Date().toISOString(), containerId: record.id });
      const { body } = await until(
        'it to be gone',
        () => timeline('', record.id),
        (answer) => answer.body.exists === false,
      );
      expect(body).toMatchObject({ name: 'removed', removal: { by: operator.username, verb: 'container.remove' } });
      agent.onCommand('container.events', () => succeed({ events: [{ at: ago(1), kind: 'removed', name: 'stray' }] }));
      const stray = (await timeline('', aContainer('stray').id)).body;
      expect([stray.exists, stray.name, Object.keys(stray.removal ?? {})]).toEqual([false, 'stray', ['at']]);
      agent.onCommand('container.events', () => succeed({ events: [] }));
      expect(codeOf(await timeline('', 'e'.repeat(64)))).toEqual([404, 'container.unknown']);
      expect(codeOf(await timeline('', 'e'.repeat(12)))).toEqual([404, 'container.unknown']);
    });

    it('shows when nobody watched, and that a host that is away could not be asked', async () => {
      const other = await api.connectedHost('watched');
      const record = aContainer('lonely', { createdAt: ago(300), startedAt: ago(300) });
      other.clock = () => ago(200);
      await other.list([record]);
      other.clock = () => ago(100);
      await other.list([record]);
      other.disconnect();
      const url = `/hosts/${other.hostId}/containers/${record.id}/timeline`;
      const { body } = await api.request<ContainerTimeline>('GET', url, { token: viewer.token });
      expect(body.engine).toMatchObject({ asked: false, error: { code: 'host.not-connected' } });
      const gap = body.entries.find(({ what }) => what.type === 'unobserved');
      const until = gap?.what.type === 'unobserved' ? gap.what.until : undefined;
      expect(Date.parse(until ?? '') - Date.parse(gap?.at ?? '')).toBeGreaterThan(90_000);
    });
  });
});
