import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { API_PREFIX, type ErrorReply, type FileView } from '@roadstead/contract';
import { type FileStat, RoadsteadError } from '@roadstead/domain';
import {
  AGENT_PATHS,
  BYTES_MEDIA_TYPE,
  LINES_MEDIA_TYPE,
  refuse,
  type StreamOpen,
  succeed,
  TAR_MEDIA_TYPE,
} from '@roadstead/protocol';
import { type ArchiveEntry, HOSTILE_CONTEXTS, packTar } from '@roadstead/testing';
import { extract } from 'tar-stream';
import type { ScriptedAgent } from './jobs-agent.js';
import { type Api, Harness, until } from './jobs-harness.js';
import { dialOnOpen } from './stream-dialling.js';

const AT = '2026-01-02T03:04:05.000Z';
const FILE: FileStat = { type: 'file', size: 5, mode: 0o644, modifiedAt: AT };
const DIRECTORY: FileStat = { ...FILE, type: 'directory', mode: 0o755 };
const MIB = 1024 * 1024;

interface Unpacked {
  readonly name: string;
  readonly type?: string | null;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly content: string;
}

describe('files of containers', () => {
  let harness: Harness;
  let api: Api;
  let second: Api;
  let agent: ScriptedAgent;
  let base: string;
  /** What there is in the container, by path. */
  let tree: Record<string, FileStat>;

  beforeAll(async () => {
    harness = await Harness.start();
    [api, second] = [await harness.startApi(), await harness.startApi()];
    agent = await harness.addHost('web-1');
    await agent.connect(api);
    base = `/hosts/${agent.hostId}/containers/${await harness.addContainer(agent)}`;
  });
  afterAll(() => harness?.stop());
  beforeEach(() => {
    tree = {
      '/': DIRECTORY,
      '/data': DIRECTORY,
      '/data/a': FILE,
      '/log': FILE,
      '/to-log': { ...FILE, type: 'link', linkTarget: '/log' },
    };
    agent.answers['files.stat'] = ({ paths }) => {
      const [only] = paths;
      if (paths.length === 1 && only !== undefined && tree[only] === undefined)
        return refuse(new RoadsteadError('file.unknown', { path: only, container: 'abcdef012345' }));
      return succeed({ files: paths.map((path) => tree[path] ?? null) });
    };
  });

  const get = (path: string) => harness.request(api, 'GET', base + path);
  const errorOf = async (response: Response) => ((await response.json()) as ErrorReply).error;
  const lastAction = async () =>
    (
      await harness.database.query(
        'SELECT verb, target, detail, outcome FROM actions ORDER BY at DESC, id DESC LIMIT 1',
      )
    ).rows[0];
  const upload = (tar: Buffer | ReadableStream, query = '?path=/data', at: Api = api) =>
    fetch(`${at.url}${API_PREFIX}${base}/files${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${harness.token}`, 'content-type': TAR_MEDIA_TYPE },
      body: tar as RequestInit['body'],
      duplex: 'half',
    } as RequestInit);
  /** Fetches what the API offers, as an agent that is connected to `from` would. */
  const fetchInput = async (asked: StreamOpen, from: Api): Promise<IncomingMessage> => {
    const input = asked.source.type === 'files.put' ? asked.source.request.input : '';
    const call = httpRequest(from.url + AGENT_PATHS.stream, { headers: { authorization: `Bearer ${input}` } });
    call.on('error', () => undefined).end();
    return ((await once(call, 'response')) as [IncomingMessage])[0];
  };
  const takeUpload = async (from: Api = api) => {
    const { asked, body } = await dialOnOpen(agent, api, LINES_MEDIA_TYPE);
    return { asked, body, input: await fetchInput(asked, from) };
  };

  it('in a directory are passed on as lines, once they were judged', async () => {
    const dialled = dialOnOpen(agent, api, LINES_MEDIA_TYPE);
    const reply = get('/files?path=/data/../data'.replace('/../data', '//'));
    const { asked, body } = await dialled;
    expect(asked.source).toMatchObject({ type: 'files.list', request: { path: '/data', fresh: false } });
    body.write(`${JSON.stringify({ type: 'directory', asOf: AT })}\n{"type":"entries","entries":[`);
    body.write(`${JSON.stringify({ ...FILE, name: 'x\n' })}]}\n`);
    body.end(`${JSON.stringify({ type: 'end', bytes: 7, limit: 'time', secret: 'not in the form' })}\n`);
    const response = await reply;
    expect(response.headers.get('content-type')).toBe(LINES_MEDIA_TYPE);
    const lines = (await response.text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { type: 'directory', asOf: AT },
      { type: 'entries', entries: [{ ...FILE, name: 'x\n' }] },
      { type: 'end', bytes: 7, limit: 'time' },
    ]);
  });

  it.each([
    ['breaks off', `${JSON.stringify({ type: 'directory', asOf: AT })}\n`],
    ['is of another form', '{"type":"entries","entries":[{"name":1}]}\n{"type":"end","bytes":0}\n'],
    ['is no JSON', '<html>\n'],
  ])('a list that %s breaks the reply off', async (_how, bytes) => {
    const dialled = dialOnOpen(agent, api, LINES_MEDIA_TYPE);
    const reply = get('/changes');
    (await dialled).body.end(bytes);
    await expect((await reply).text()).rejects.toThrow();
  });

  it('are not asked for by a path that is none', async () => {
    for (const path of ['', 'etc', '../etc', '/etc/../x', '/a%00b', `/${'x'.repeat(300)}`]) {
      for (const route of ['/files', '/files/view', '/files/download']) {
        const response = await get(`${route}?path=${path}`);
        expect([path, response.status, (await errorOf(response)).code]).toEqual([path, 400, 'request.invalid']);
      }
    }
  });

  it('are shown as text, with what was read of them, and that is on record', async () => {
    const dialled = dialOnOpen(agent, api, BYTES_MEDIA_TYPE);
    agent.onStream = wrapSize(agent.onStream, 5);
    const reply = get('/files/view?path=/to-log&from=end');
    const { asked, body } = await dialled;
    expect(asked.source).toMatchObject({ request: { path: '/log', part: { from: 'end', bytes: MIB } } });
    body.end('h€y');
    expect((await (await reply).json()) as FileView).toMatchObject({
      path: '/to-log',
      encoding: 'utf-8',
      text: 'h€y',
      bytes: 5,
      offset: 0,
      size: 5,
    });
    expect(await lastAction()).toMatchObject({
      verb: 'files.view',
      target: 'container web-1/web',
      detail: { path: '/to-log' },
      outcome: 'ok',
    });
  });

  it('are downloaded bare, with their name and length; too few bytes break the download off', async () => {
    for (const [bytes, whole] of [
      ['hello', true],
      ['hel', false],
      ['hello, too long', false],
    ] as const) {
      const dialled = dialOnOpen(agent, api, BYTES_MEDIA_TYPE);
      agent.onStream = wrapSize(agent.onStream, 5);
      const reply = get('/files/download?path=/log');
      (await dialled).body.end(bytes);
      if (whole) {
        const response = await reply;
        expect(response.headers.get('content-disposition')).toBe('attachment; filename="log"');
        expect(response.headers.get('content-length')).toBe('5');
        expect(await response.text()).toBe('hello');
      } else await expect(reply.then((response) => response.text())).rejects.toThrow();
    }
    expect(await lastAction()).toMatchObject({ verb: 'files.download', detail: { path: '/log' }, outcome: 'ok' });
  });

  it('a directory is downloaded as a tar', async () => {
    const dialled = dialOnOpen(agent, api, TAR_MEDIA_TYPE);
    const reply = get('/files/download?path=/data');
    const { asked, body } = await dialled;
    expect(asked.source).toMatchObject({ type: 'files.archive', request: { path: '/data' } });
    body.end('tar');
    expect((await reply).headers.get('content-disposition')).toBe('attachment; filename="data.tar"');
  });

  it('that are not there are told by the name of their container, and that too is on record', async () => {
    const response = await get('/files/download?path=/absent');
    expect(response.status).toBe(404);
    expect((await errorOf(response)).message).toBe('There is no /absent in container web.');
    expect(await lastAction()).toMatchObject({ verb: 'files.download', outcome: 'file.unknown' });
    expect((await errorOf(await get('/files/view?path=/data'))).code).toBe('file.not-a-file');
  });

  it('that an upload would replace are found before', async () => {
    const ask = async (names: string[]) => {
      const response = await harness.request(api, 'POST', `${base}/files/existing`, { path: '/data', names });
      return (await response.json()) as unknown;
    };
    expect(await ask(['a', 'b', 'c/d'])).toEqual([{ name: 'a', type: 'file', size: 5 }]);
    expect(await ask(['../log'])).toMatchObject({ error: { code: 'request.invalid' } });
  });

  it('are uploaded through the process that the agent asks, with owner and modes as wished', async () => {
    const tar = await packTar([
      { name: 'sub/', type: 'directory', uid: 99 },
      { name: 'sub/f', content: 'x'.repeat(3000), mode: 0o4777 },
    ]);
    const taken = takeUpload(second);
    const reply = upload(tar, '?path=/data&uid=5&gid=6&fileMode=600&directoryMode=711');
    const { asked, body, input } = await taken;
    expect(asked.source).toMatchObject({ type: 'files.put', request: { path: '/data' } });
    const entries = await unpack(await buffer(input));
    expect(entries).toEqual([
      { name: 'sub/', type: 'directory', mode: 0o711, uid: 5, gid: 6, content: '' },
      { name: 'sub/f', type: 'file', mode: 0o600, uid: 5, gid: 6, content: 'x'.repeat(3000) },
    ]);
    body.end(`${JSON.stringify({ type: 'done', bytes: 1 })}\n`);
    expect(await (await reply).json()).toEqual({ files: 1, directories: 1, bytes: 3000 });
    expect(await lastAction()).toMatchObject({ verb: 'files.upload', detail: { path: '/data' }, outcome: 'ok' });
  });

  it('a ticket is good for one fetch, and for none that was not given', async () => {
    const taken = takeUpload();
    const reply = upload(await packTar([{ name: 'a', content: 'x' }]));
    const { asked, body, input } = await taken;
    await buffer(input);
    for (const from of [api, second]) expect((await fetchInput(asked, from)).statusCode).toBe(401);
    expect((await fetch(api.url + AGENT_PATHS.stream)).status).toBe(401);
    body.end(`${JSON.stringify({ type: 'done', bytes: 1 })}\n`);
    await reply;
  });

  it.each(Object.entries(HOSTILE_CONTEXTS))(
    'with %s are refused, and never claimed to be there',
    async (_what, entries) => {
      const taken = takeUpload();
      const reply = upload(await packTar(entries as ArchiveEntry[]));
      const { body, input } = await taken;
      // The tar breaks off, so that the engine takes nothing of it for whole.
      await expect(buffer(input)).rejects.toThrow();
      body.end(
        `${JSON.stringify({ type: 'failed', error: new RoadsteadError('stream.broken-off', { host: 'web-1' }).toBody() })}\n`,
      );
      const response = await reply;
      expect([response.status, (await errorOf(response)).code]).toEqual([400, 'file.upload-unsafe']);
      expect(await lastAction()).toMatchObject({ verb: 'files.upload', outcome: 'file.upload-unsafe' });
    },
  );

  it('of which the agent goes half-way, or whose engine refuses, are not done', async () => {
    for (const [ending, code] of [
      [undefined, 'file.upload-broken-off'],
      [new RoadsteadError('file.read-only', { path: '/data', container: 'abc' }), 'file.read-only'],
    ] as const) {
      const taken = takeUpload();
      const reply = upload(await packTar([{ name: 'big', content: Buffer.alloc(4 * MIB) }]));
      const { body, input } = await taken;
      input.once('data', () => {
        if (ending === undefined) body.destroy();
        else body.end(`${JSON.stringify({ type: 'failed', error: ending.toBody() })}\n`);
        input.destroy();
      });
      expect((await errorOf(await reply)).code).toBe(code);
      expect(await lastAction()).toMatchObject({ outcome: code });
    }
  });

  it('that a client does not bring to their end are not done', async () => {
    const tar = await packTar([{ name: 'a', content: Buffer.alloc(MIB) }]);
    const taken = takeUpload();
    const call = httpRequest(`${api.url}${API_PREFIX}${base}/files?path=/data`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${harness.token}`,
        'content-type': TAR_MEDIA_TYPE,
        'content-length': tar.length,
      },
    });
    call.on('error', () => undefined);
    call.write(tar.subarray(0, MIB / 2));
    const { body, input } = await taken;
    input.once('data', () => call.destroy());
    await expect(buffer(input)).rejects.toThrow();
    body.end(
      `${JSON.stringify({ type: 'failed', error: new RoadsteadError('stream.broken-off', { host: 'web-1' }).toBody() })}\n`,
    );
    await until('the action', async () => {
      const value = (await lastAction()) as { outcome: string };
      return { done: value.outcome === 'file.upload-broken-off', value };
    });
  });

  it('are held back by an agent that reads slowly', async () => {
    let given = 0;
    const tar = await packTar([{ name: 'big', content: Buffer.alloc(64 * MIB) }]);
    const taken = takeUpload();
    const reply = upload(
      new ReadableStream({
        pull: (controller) => {
          const part = tar.subarray(given, given + 65_536);
          given += part.length;
          if (part.length === 0) controller.close();
          else controller.enqueue(new Uint8Array(part));
        },
      }),
    );
    const { body, input } = await taken;
    let before = -1;
    await until('the sender to wait', async () => {
      const done = given === before && given > 0;
      before = given;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { done, value: given };
    });
    expect(given).toBeLessThan(tar.length / 2);
    expect((await buffer(input)).length).toBeGreaterThanOrEqual(64 * MIB);
    body.end(`${JSON.stringify({ type: 'done', bytes: 1 })}\n`);
    expect((await reply).status).toBe(200);
  });

  it('are asked for in words where the upload cannot begin', async () => {
    expect((await errorOf(await upload(Buffer.from('x'), '?path=/log'))).code).toBe('file.not-a-directory');
    expect((await errorOf(await upload(Buffer.from('x'), '?path=/absent'))).code).toBe('file.unknown');
    expect((await errorOf(await upload(Buffer.from('x'), '?path=/data&fileMode=999'))).code).toBe('request.invalid');
    expect((await errorOf(await harness.request(api, 'POST', `${base}/files?path=/data`, {}))).code).toBe(
      'request.invalid',
    );
  });

  it('a directory is made as a tar of its own, where there is nothing of its name', async () => {
    const create = (path: string) => harness.request(api, 'POST', `${base}/files/directories`, { path });
    const taken = takeUpload();
    const reply = create('/data/new');
    const { body, input } = await taken;
    expect(await unpack(await buffer(input))).toMatchObject([{ name: 'new/', type: 'directory', mode: 0o755, uid: 0 }]);
    body.end(`${JSON.stringify({ type: 'done', bytes: 1 })}\n`);
    expect((await reply).status).toBe(204);
    expect((await errorOf(await create('/data/a'))).code).toBe('file.exists');
    expect((await errorOf(await create('/log/x'))).code).toBe('file.not-a-directory');
    expect((await errorOf(await create('/'))).code).toBe('file.exists');
  });
});

/** As the handler, with the bytes that will come told beforehand. */
function wrapSize(handler: ScriptedAgent['onStream'], size: number): ScriptedAgent['onStream'] {
  return (asked) => {
    const reply = handler(asked);
    return reply?.ok ? succeed({ ...reply.data, size }) : reply;
  };
}

async function unpack(tar: Buffer): Promise<Unpacked[]> {
  const reader = extract();
  reader.end(tar);
  const entries: Unpacked[] = [];
  for await (const entry of reader) {
    const { name, type, mode, uid, gid } = entry.header;
    entries.push({ name, type, mode, uid, gid, content: await text(entry) });
  }
  return entries;
}
