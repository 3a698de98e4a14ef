import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { API_PREFIX, type CurrentUser, type Terminal } from '@roadstead/contract';
import { ContainerId, RoadsteadError, TERMINAL_MAX_MESSAGE_BYTES, type TerminalTold } from '@roadstead/domain';
import { AGENT_PATHS, refuse, succeed, type TerminalAttach, type TerminalOpen } from '@roadstead/protocol';
import { TerminalClient } from '@roadstead/testing';
import { type ClientOptions, WebSocket } from 'ws';
import type { ScriptedAgent } from './jobs-agent.js';
import { type Api, Harness, until } from './jobs-harness.js';

const MIB = 1024 * 1024;
const TARGET = { kind: 'exec', command: ['sh', '-c', 'true'], user: 'web', env: ['TOKEN=hush'] };
const SIZE = { columns: 90, rows: 30 };

describe('terminals', () => {
  let harness: Harness;
  let api: Api;
  let agent: ScriptedAgent;
  let containerId: string;
  let me: CurrentUser;
  const operator = `rst_${randomUUID()}`;

  beforeAll(async () => {
    harness = await Harness.start();
    api = await harness.startApi();
    agent = await harness.addHost('web-1');
    await agent.connect(api);
    containerId = await harness.addContainer(agent);
    await harness.addToken(operator, 'operator');
    await harness.addToken('rst_viewer', 'viewer');
    me = (await (await harness.request(api, 'GET', '/auth/me')).json()) as CurrentUser;
  });
  afterAll(() => harness?.stop());

  const record = (overrides: Partial<Terminal> = {}): Terminal => ({
    id: randomUUID() as Terminal['id'],
    containerId: ContainerId.parse(containerId),
    openedBy: { userId: me.id, username: me.username },
    openedAt: new Date().toISOString(),
    kind: 'exec',
    command: ['sh'],
    takesInput: true,
    isShown: false,
    ...overrides,
  });
  let kept: Terminal;
  let asked: TerminalAttach[];

  beforeEach(() => {
    kept = record();
    asked = [];
    agent.answers['terminal.list'] = () => succeed({ terminals: [kept] });
    agent.answers['terminal.attach'] = (request) => {
      asked.push(request);
      return succeed(kept);
    };
  });

  const path = () => `/hosts/${agent.hostId}/containers/${containerId}`;
  const as = (token: string) => ({ authorization: `Bearer ${token}` });
  const open = (body: object = { target: TARGET, size: SIZE }, headers = {}) =>
    harness.request(api, 'POST', `${path()}/terminals`, body, headers);
  const page = (
    id: string = kept.id,
    { query = 'columns=90&rows=30', ...options }: { query?: string } & ClientOptions = {},
  ) =>
    new WebSocket(
      `${api.url.replace('http', 'ws')}${API_PREFIX}/hosts/${agent.hostId}/terminals/${id}/stream?${query}`,
      {
        headers: as(harness.token),
        ...options,
      },
    );
  const dial = (to: Api, ticket: string) =>
    new WebSocket(to.url.replace('http', 'ws') + AGENT_PATHS.duplex, { headers: as(ticket) });
  const opened = (socket: WebSocket) => new Promise((resolve) => socket.once('open', resolve));
  const refusal = (socket: WebSocket) =>
    new Promise<number>((resolve) => {
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.once('open', () => resolve(101));
      socket.on('error', () => undefined);
    });
  /** A page joined to what an agent has dialled. */
  const join = async (to = api) => {
    const before = asked.length;
    const client = new TerminalClient(page());
    const { ticket } = await until('the command', async () => ({
      done: asked.length > before,
      value: asked.at(-1) as TerminalAttach,
    }));
    const far = dial(to, ticket);
    await opened(far);
    return { client, far, ticket };
  };
  const tell = (far: WebSocket, told: TerminalTold) => far.send(JSON.stringify(told));
  const actions = async (verb: string) => {
    const { rows } = await harness.database.query(
      'SELECT actor, target, detail, outcome FROM actions WHERE verb = $1 ORDER BY at DESC, id DESC',
      [verb],
    );
    return rows as { actor: string; target: string; detail: Record<string, unknown>; outcome: string }[];
  };

  it('are opened by who may, and put on record without what is secret', async () => {
    let request: TerminalOpen | undefined;
    agent.answers['terminal.open'] = (ask) => {
      request = ask;
      return succeed({ ...kept, id: ask.terminalId });
    };
    const reply = await open();
    expect(reply.status).toBe(201);
    expect(((await reply.json()) as Terminal).id).toBe(request?.terminalId);
    expect(request).toMatchObject({ containerId, openedBy: { userId: me.id }, target: TARGET, size: SIZE });
    const [action] = await actions('terminal.open');
    expect(action).toMatchObject({ actor: me.username, target: 'container web-1/web', outcome: 'ok' });
    expect(action?.detail).toMatchObject({ terminalId: request?.terminalId, command: 'sh -c true', user: 'web' });
    expect(JSON.stringify(action)).not.toContain('hush');
    agent.answers['terminal.open'] = () =>
      refuse(new RoadsteadError('container.paused', { container: 'web', host: 'web-1' }));
    const refused = await open();
    expect([refused.status, await refused.json()]).toMatchObject([409, { error: { code: 'container.paused' } }]);
    expect((await actions('terminal.open'))[0]).toMatchObject({ outcome: 'container.paused' });
    expect((await open(undefined, as('rst_viewer'))).status).toBe(403);
  });

  it('are refused in words where the request makes no sense', async () => {
    for (const target of [
      { kind: 'exec', command: [] },
      { kind: 'exec', command: [''] },
      { kind: 'exec', command: ['a\u0000b'] },
      { kind: 'exec', command: ['sh'], workdir: 'srv' },
      { kind: 'exec', command: ['sh'], env: ['NONE'] },
      { kind: 'other' },
    ]) {
      const reply = await open({ target, size: SIZE });
      expect([target, reply.status]).toEqual([target, 400]);
    }
    expect((await open({ target: TARGET, size: { columns: 0, rows: 1e9 } })).status).toBe(400);
  });

  it('are listed for their user, all of them for an administrator, and ended by either', async () => {
    const list = async (headers = {}) => {
      const reply = await harness.request(api, 'GET', `${path()}/terminals`, undefined, headers);
      return ((await reply.json()) as { terminals: Terminal[] }).terminals.map(({ id }) => id);
    };
    expect(await list()).toEqual([kept.id]);
    expect(await list(as(operator))).toEqual([]);
    const close = (headers = {}) =>
      harness.request(api, 'DELETE', `/hosts/${agent.hostId}/terminals/${kept.id}`, undefined, headers);
    const closed: unknown[] = [];
    agent.answers['terminal.close'] = (request) => {
      closed.push(request);
      return succeed({ known: true });
    };
    expect((await close(as(operator))).status).toBe(403);
    expect(closed).toEqual([]);
    kept = record({ openedBy: { userId: randomUUID(), username: 'somebody' } });
    expect((await close()).status).toBe(204);
    expect(closed).toEqual([{ terminalId: kept.id, closedBy: me.username }]);
    expect((await actions('terminal.close'))[0]).toMatchObject({
      actor: me.username,
      detail: { openedBy: 'somebody' },
    });
    const unknown = await harness.request(api, 'DELETE', `/hosts/${agent.hostId}/terminals/${randomUUID()}`);
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { error: { code: 'terminal.unknown' } }]);
  });

  it('go on record when they end, as the word of their agent', async () => {
    const end = { reason: 'exited' as const, exitCode: 7, at: new Date().toISOString() };
    const terminal = { ...record({ command: ['sh', '\ud800'] }), end };
    expect(await agent.tell('terminal.ended', { terminal, closedBy: 'root' })).toMatchObject({ ok: true });
    expect((await actions('terminal.end'))[0]).toMatchObject({
      actor: 'agent:web-1',
      target: 'container web-1/web',
      detail: { terminalId: terminal.id, reason: 'exited', exitCode: 7, closedBy: 'root' },
    });
  });

  it('carry bytes and what is about them both ways', async () => {
    const { client, far } = await join();
    expect(asked[0]).toMatchObject({ terminalId: kept.id, userId: me.id, size: SIZE });
    const heard: string[] = [];
    far.on('message', (data, isBinary) => heard.push(`${isBinary ? 'keys' : 'ask'} ${String(data)}`));
    tell(far, { type: 'attached', terminal: kept, position: 0, replayed: 0 });
    far.send(Buffer.from('$ '));
    await client.until(/\$ /);
    client.type('ls\n');
    client.resize({ columns: 10, rows: 5 });
    await until('the keys', async () => ({ done: heard.length >= 3, value: heard }));
    expect(heard).toEqual([
      'ask {"type":"drawn","bytes":2}',
      'keys ls\n',
      'ask {"type":"resize","columns":10,"rows":5}',
    ]);
    tell(far, { type: 'ended', end: { reason: 'exited', exitCode: 0, at: new Date().toISOString() } });
    far.close(1000);
    await until('the close', async () => ({ done: client.closeCode !== undefined, value: client.closeCode }));
    expect([client.closeCode, client.newest('ended')?.end.exitCode]).toEqual([1000, 0]);
  });

  it('tell the page that the agent is gone, and let go of the agent when the page is', async () => {
    const { client, far } = await join();
    far.terminate();
    expect((await client.untilTold('failed')).error.code).toBe('stream.broken-off');
    const second = await join();
    const closed = new Promise((resolve) => second.far.once('close', resolve));
    second.client.socket.terminate();
    await closed;
  });

  it('are brought by way of another API process', async () => {
    const other = await harness.startApi();
    const { client, far } = await join(other);
    far.send(Buffer.from('by way of the other'));
    await client.until(/by way of the other/);
    const heard = new Promise((resolve) => far.once('message', (data) => resolve(String(data))));
    client.isDrawing = false;
    client.type('back');
    expect(['back', '{"type":"drawn","bytes":19}']).toContain(await heard);
    const closed = new Promise((resolve) => far.once('close', resolve));
    client.socket.terminate();
    await closed;
    const again = await join(other);
    again.far.terminate();
    await until('the close', async () => ({
      done: again.client.closeCode !== undefined,
      value: again.client.closeCode,
    }));
    await other.stop();
  });

  it('take a ticket once, and none that they did not give', async () => {
    const { ticket } = await join();
    expect(await refusal(dial(api, ticket))).toBe(401);
    expect(await refusal(dial(api, 'guess'))).toBe(401);
    expect(await refusal(new WebSocket(api.url.replace('http', 'ws') + AGENT_PATHS.duplex))).toBe(401);
  });

  it('hold back an agent that sends more than the page takes, in flat memory, and cut off a message that is too long', async () => {
    const { client, far } = await join();
    client.socket.pause();
    const piece = Buffer.alloc(TERMINAL_MAX_MESSAGE_BYTES, 'x');
    for (let i = 0; i < 512; i += 1) far.send(piece);
    const held = await until('the flood to be held back', async () => {
      const before = far.bufferedAmount;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { done: far.bufferedAmount === before, value: before };
    });
    expect(held).toBeGreaterThan(16 * MIB);
    client.socket.resume();
    await until('all of it', async () => ({ done: client.received === 512 * piece.length, value: client.received }));
    client.type(Buffer.alloc(TERMINAL_MAX_MESSAGE_BYTES + 1));
    await until('the close', async () => ({ done: client.closeCode !== undefined, value: client.closeCode }));
    expect(client.closeCode).toBe(1009);
  });

  it('say in words why they cannot be shown', async () => {
    const told = async (socket: WebSocket) => (await new TerminalClient(socket).untilTold('failed')).error.code;
    agent.answers['terminal.attach'] = () => refuse(new RoadsteadError('terminal.not-yours', { user: 'somebody' }));
    expect(await told(page())).toBe('terminal.not-yours');
    expect(await told(page('none'))).toBe('terminal.unknown');
    agent.disconnect();
    await until('the host to be gone', async () => {
      const code = await told(page());
      return { done: code === 'host.not-connected', value: code };
    });
    await agent.connect(api);
  });

  it('are refused without a credential, without the right, from another site, and without a size', async () => {
    expect(await refusal(page(kept.id, { headers: {} }))).toBe(401);
    expect(await refusal(page(kept.id, { headers: as('rst_viewer') }))).toBe(403);
    expect(await refusal(page(kept.id, { origin: 'https://evil.example' }))).toBe(403);
    expect(await refusal(page(kept.id, { query: 'columns=0&rows=9' }))).toBe(400);
    const plain = await harness.request(
      api,
      'GET',
      `/hosts/${agent.hostId}/terminals/${kept.id}/stream?columns=9&rows=9`,
    );
    expect(plain.status).toBe(400);
  });
});
