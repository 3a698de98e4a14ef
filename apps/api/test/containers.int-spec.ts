import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ContainerInspection } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { type CommandRequest, refuse, succeed } from '@roadstead/protocol';
import { aContainer, detailOf } from '@roadstead/testing';
import { ApiHarness, type ErrorAnswer } from './api-harness.js';
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
});
