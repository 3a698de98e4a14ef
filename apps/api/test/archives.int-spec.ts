import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { API_PREFIX, type ErrorReply } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { LOG_MEDIA_TYPES, refuse, TAR_MEDIA_TYPE } from '@roadstead/protocol';
import type { ScriptedAgent } from './jobs-agent.js';
import { type Api, Harness, until } from './jobs-harness.js';
import { dialOnOpen } from './stream-dialling.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('archives of a host', () => {
  let harness: Harness;
  let api: Api;
  let agent: ScriptedAgent;
  let containerId: string;

  beforeAll(async () => {
    harness = await Harness.start();
    api = await harness.startApi();
    agent = await harness.addHost('web-1');
    await agent.connect(api);
    containerId = await harness.addContainer(agent);
  });
  afterAll(() => harness?.stop());

  const save = (query: string, method = 'GET') =>
    harness.request(api, method, `/hosts/${agent.hostId}/images/save${query}`);
  const exported = (id = containerId, method = 'GET') =>
    harness.request(api, method, `/hosts/${agent.hostId}/containers/${id}/export`);
  const codeOf = async (response: Response) => [response.status, ((await response.json()) as ErrorReply).error.code];

  it('one image is sent as it comes, under the name of its host and its own', async () => {
    const dialled = dialOnOpen(agent, api, TAR_MEDIA_TYPE);
    const reply = save('?ref=team/web:1.0');
    const { asked, body } = await dialled;
    expect(asked.source).toEqual({ type: 'images.save', request: { images: ['team/web:1.0'] } });
    body.write('first');
    const response = await reply;
    expect(response.headers.get('content-type')).toBe(TAR_MEDIA_TYPE);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="web-1-team_web_1.0.tar"');
    expect(response.headers.get('cache-control')).toBe('no-store');
    body.end(' and last');
    expect(await response.text()).toBe('first and last');
  });

  it('several images are one archive; a digest names one without a name', async () => {
    const dialled = dialOnOpen(agent, api, TAR_MEDIA_TYPE);
    const reply = save(`?ref=team/web:1&ref=${DIGEST}`);
    const { asked, body } = await dialled;
    expect(asked.source.request).toEqual({ images: ['team/web:1', DIGEST] });
    body.end('tar');
    expect((await reply).headers.get('content-disposition')).toContain('"web-1-2-images.tar"');
  });

  it("a container's filesystem is sent under its name", async () => {
    const dialled = dialOnOpen(agent, api, TAR_MEDIA_TYPE);
    const reply = exported(containerId.slice(0, 12));
    const { asked, body } = await dialled;
    expect(asked.source).toEqual({ type: 'container.export', request: { containerId } });
    body.end('tar');
    const response = await reply;
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="web-1-web.tar"');
    expect(await response.text()).toBe('tar');
  });

  it('a stream that breaks off is not taken for a whole one', async () => {
    const dialled = dialOnOpen(agent, api, TAR_MEDIA_TYPE);
    const reply = exported();
    const { body } = await dialled;
    body.write('half');
    const response = await reply;
    body.destroy();
    await expect(response.text()).rejects.toThrow();
  });

  it("a reader that goes takes the agent's stream with it", async () => {
    const dialled = dialOnOpen(agent, api, TAR_MEDIA_TYPE);
    const url = `${api.url}${API_PREFIX}/hosts/${agent.hostId}/containers/${containerId}/export`;
    const reader = httpRequest(url, { headers: { authorization: `Bearer ${harness.token}` } });
    reader.on('error', () => undefined);
    reader.end();
    const stream = await dialled;
    stream.body.write('half');
    await new Promise((resolve) => reader.once('response', resolve));
    reader.destroy();
    await until('the stream to close', async () => ({ done: stream.closed, value: stream.closed }));
  });

  it('what is wrong is said in words, before any bytes', async () => {
    agent.onStream = () => refuse(new RoadsteadError('image.not-on-host', { image: 'a:b', host: 'web-1' }));
    expect(await codeOf(await save('?ref=a:b'))).toEqual([404, 'image.not-on-host']);
    expect(await codeOf(await save(''))).toEqual([400, 'request.invalid']);
    expect(await codeOf(await save('?ref=--all'))).toEqual([400, 'request.invalid']);
    expect(await codeOf(await exported('ffffffffffff'))).toEqual([404, 'container.unknown']);
    const unknown = await harness.request(api, 'GET', '/hosts/x/images/save?ref=a:b');
    expect(await codeOf(unknown)).toEqual([404, 'host.unknown']);
    const away = await harness.addHost();
    const offline = await harness.request(api, 'GET', `/hosts/${away.hostId}/images/save?ref=a:b`);
    expect(await codeOf(offline)).toEqual([409, 'host.not-connected']);
  });

  it('what an agent brings that is no tar is not passed on as one', async () => {
    const dialled = dialOnOpen(agent, api, LOG_MEDIA_TYPES.raw);
    const reply = exported();
    const stream = await dialled;
    expect((await reply).status).toBe(502);
    await until('the stream to close', async () => ({ done: stream.closed, value: stream.closed }));
  });

  it('HEAD asks no host for bytes', async () => {
    let asked = false;
    agent.onStream = () => {
      asked = true;
      return undefined;
    };
    for (const reply of [save('?ref=a:b', 'HEAD'), exported(containerId, 'HEAD')])
      expect((await reply).status).toBe(404);
    expect(asked).toBe(false);
  });

  it('who took what is in the log of actions', async () => {
    const { rows } = await harness.database.query(
      `SELECT verb, target, detail FROM actions WHERE verb IN ('image.save', 'container.export') ORDER BY id LIMIT 3`,
    );
    expect(rows).toEqual([
      { verb: 'image.save', target: 'host web-1', detail: { images: ['team/web:1.0'] } },
      { verb: 'image.save', target: 'host web-1', detail: { images: ['team/web:1', DIGEST] } },
      { verb: 'container.export', target: 'container web-1/web', detail: { hostId: agent.hostId, containerId } },
    ]);
  });
});
