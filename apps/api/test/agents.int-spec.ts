import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreatedJoinToken, Host } from '@roadstead/contract';
import { type EnrolResponse, PROTOCOL_VERSION } from '@roadstead/protocol';
import { aContainer, anImage } from '@roadstead/testing';
import { ApiHarness, type ErrorAnswer, until } from './api-harness.js';
import { ScriptedAgent } from './scripted-agent.js';

/** The error of a refused connect carries the refusal in `data`. */
const refusedWith = (code: string) => ({ data: { code } });

describe('agents', () => {
  let api: ApiHarness;
  let token: string;

  beforeAll(async () => {
    api = await ApiHarness.start({ unknownAfterSeconds: 1, offlineAfterSeconds: 4 });
    ({ token } = await api.addUser('admin'));
  });
  afterAll(() => api?.stop());

  const joinToken = async (body = {}): Promise<CreatedJoinToken> =>
    (await api.request<CreatedJoinToken>('POST', '/join-tokens', { token, body })).body;
  const hostOf = async ({ hostId }: ScriptedAgent): Promise<Host> =>
    (await api.request<Host>('GET', `/hosts/${hostId}`, { token })).body;
  const enrolled = async (name: string, secret: string): Promise<EnrolResponse> =>
    (await (await new ScriptedAgent(api.url, name).enrol(secret)).json()) as EnrolResponse;
  const refused = async (response: Response): Promise<[number, string, string]> => {
    const { error } = (await response.json()) as ErrorAnswer;
    return [response.status, error.code, error.message];
  };

  describe('enrolment', () => {
    it('makes a host of who shows a token, gives the command to do so, and the host connects', async () => {
      const { token: secret, command } = await joinToken({ labels: { rack: 'a' } });
      expect(command).toBe(`curl -fsSL ${api.url}/agent/install.sh | sh -s -- --token ${secret}`);
      const agent = new ScriptedAgent(api.url, 'web-1.example');
      const response = await agent.enrol(secret, { labels: { rack: 'mine', disk: 'ssd' } });
      const { hostId, name } = (await response.json()) as EnrolResponse;
      expect([response.status, name]).toEqual([200, 'web-1.example']);
      agent.hostId = hostId;
      expect(await hostOf(agent)).toMatchObject({ status: 'offline', labels: { rack: 'a', disk: 'ssd' } });
      await agent.connect();
      expect(await agent.hello()).toEqual({
        ok: true,
        data: { hostName: 'web-1.example', heartbeatSeconds: 5, applied: undefined },
      });
      expect(await hostOf(agent)).toMatchObject({ status: 'online', agentVersion: 'test' });
    });

    it('tells an unknown token, a used one and an expired one apart', async () => {
      const { token: used } = await joinToken();
      await enrolled('first', used);
      const { token: expired, id } = await joinToken();
      await api.query(`UPDATE join_tokens SET expires_at = now() - interval '1 minute' WHERE id = $1`, [id]);
      const next = (secret: string) => new ScriptedAgent(api.url, 'second').enrol(secret);
      expect(await refused(await next('rsj_wrong'))).toEqual([
        401,
        'join-token.unknown',
        expect.stringContaining('not known'),
      ]);
      expect(await refused(await next(used))).toEqual([
        401,
        'join-token.used',
        expect.stringContaining('used already'),
      ]);
      expect(await refused(await next(expired))).toEqual([
        401,
        'join-token.expired',
        expect.stringContaining('expired at 20'),
      ]);
    });

    it('lets one of many in that come with the same token at the same time', async () => {
      const { token: secret } = await joinToken();
      const responses = await Promise.all(
        Array.from({ length: 8 }, (_none, i) => new ScriptedAgent(api.url, `racer-${i}`).enrol(secret)),
      );
      expect(responses.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it('gives each host a name of its own', async () => {
      const { token: secret } = await joinToken({ uses: 3 });
      const names = await Promise.all([1, 2, 3].map(() => enrolled('twin', secret)));
      expect(names.map(({ name }) => name).sort()).toEqual(['twin', 'twin-2', 'twin-3']);
      const { token: another } = await joinToken();
      expect((await enrolled('Büro PC/7', another)).name).toBe('B-ro-PC-7');
    });

    it('gives the same host to the same key, also when its answer was lost', async () => {
      const { token: secret } = await joinToken();
      const agent = new ScriptedAgent(api.url, 'again');
      const [first, second] = [await agent.enrol(secret), await agent.enrol(secret)];
      expect(await second.json()).toEqual(await first.json());
    });

    it('refuses an agent of another protocol in words, whatever else it says', async () => {
      const { token: secret } = await joinToken();
      const response = await new ScriptedAgent(api.url, 'old').enrol(secret, { protocolVersion: 0, publicKey: 7 });
      expect(await refused(response)).toEqual([
        426,
        'agent.protocol-mismatch',
        `The agent speaks protocol 0, the control plane ${PROTOCOL_VERSION}. Install the agent again from this control plane.`,
      ]);
    });

    it('refuses a key that is none', async () => {
      const { token: secret } = await joinToken();
      const response = await new ScriptedAgent(api.url, 'odd').enrol(secret, { publicKey: 'AAAA' });
      expect(await refused(response)).toEqual([400, 'request.invalid', expect.stringContaining('Ed25519')]);
    });

    it('keeps join tokens as hashes only, and writes down who made and used them', async () => {
      const { token: secret, id } = await joinToken();
      await enrolled('noted', secret);
      expect(JSON.stringify(await api.query('SELECT * FROM join_tokens'))).not.toContain(secret);
      const actions = await api.query<{ verb: string }>(
        `SELECT verb FROM actions WHERE target IN ($1, 'noted') ORDER BY id`,
        [id],
      );
      expect(actions.map(({ verb }) => verb)).toEqual(['join-token.create', 'host.enrol']);
      expect(JSON.stringify(await api.query('SELECT * FROM actions'))).not.toContain(secret);
    });
  });

  describe('a connect', () => {
    it('without a proper signature is refused', async () => {
      const [agent, stranger] = [await api.addHost(), await api.addHost()];
      const forged = { ...stranger.signed(await agent.challenge()), hostId: agent.hostId };
      await expect(agent.connect(forged)).rejects.toMatchObject(refusedWith('agent.unauthenticated'));
      await expect(agent.connect({})).rejects.toMatchObject(refusedWith('agent.unauthenticated'));
      await expect(agent.connect(agent.signed('a nonce of my own'))).rejects.toMatchObject(
        refusedWith('agent.unauthenticated'),
      );
      const unknown = new ScriptedAgent(api.url, 'unknown');
      await expect(unknown.connect()).rejects.toMatchObject(refusedWith('agent.unauthenticated'));
    });

    it('that was listened to can not be repeated', async () => {
      const agent = await api.addHost();
      const auth = agent.signed(await agent.challenge());
      await agent.connect(auth);
      await expect(agent.sibling().connect(auth)).rejects.toMatchObject(refusedWith('agent.unauthenticated'));
      expect(agent.connected).toBe(true);
    });

    it('of another protocol version is refused in words', async () => {
      const agent = await api.addHost();
      const auth = { ...agent.signed(await agent.challenge()), protocolVersion: 99 };
      await expect(agent.connect(auth)).rejects.toMatchObject(refusedWith('agent.protocol-mismatch'));
    });

    it('of an agent that was started anew takes the place of the old one at once', async () => {
      const old = await api.connectedHost();
      const restarted = old.sibling();
      await restarted.connect();
      await until(
        'the old socket to go',
        async () => old.connected,
        (connected) => !connected,
      );
      expect(await restarted.hello()).toMatchObject({ ok: true });
    });

    it('of a copied identity ends with the copy refused in words, not with both displacing each other', async () => {
      const original = await api.connectedHost();
      const copy = original.sibling();
      await copy.connect();
      await until(
        'the original to be displaced',
        async () => original.connected,
        (connected) => !connected,
      );
      await expect(original.connect()).rejects.toMatchObject(refusedWith('agent.cloned'));
      expect(copy.connected).toBe(true);
      const actions = await api.query(`SELECT outcome FROM actions WHERE verb = 'agent.connect' AND target = $1`, [
        original.name,
      ]);
      expect(actions).toEqual([{ outcome: 'agent.cloned' }]);
      copy.disconnect();
      await until(
        'the copy to be gone',
        () =>
          original.connect().then(
            () => true,
            () => false,
          ),
        Boolean,
      );
    });

    it('of the same process again, over a socket that hangs, is no copy', async () => {
      const agent = await api.connectedHost();
      const again = agent.sibling();
      again.instanceId = agent.instanceId;
      await again.connect();
      await until(
        'the hanging socket to go',
        async () => agent.connected,
        (connected) => !connected,
      );
      await again.hello();
      await agent.connect();
      expect(await agent.hello()).toMatchObject({ ok: true });
    });
  });

  describe('revocation', () => {
    it('cuts the agent off at once and for good, and takes its inventory out of the fleet', async () => {
      const agent = await api.connectedHost();
      await agent.list([aContainer('web')], [anImage('web')]);
      expect((await api.request('DELETE', `/hosts/${agent.hostId}`, { token })).status).toBe(204);
      await until(
        'the socket to be cut',
        async () => agent.connected,
        (connected) => !connected,
        2000,
      );
      await expect(agent.connect()).rejects.toMatchObject(refusedWith('agent.revoked'));
      expect((await hostOf(agent)).status).toBe('revoked');
      const listed = await api.request<Host[]>('GET', '/hosts', { token });
      expect(listed.body.map(({ id }) => id)).not.toContain(agent.hostId);
      expect(await api.query('SELECT 1 FROM containers WHERE host_id = $1', [agent.hostId])).toEqual([]);
      const history = await api.query('SELECT end_known_by FROM placements WHERE host_id = $1', [agent.hostId]);
      expect(history).toEqual([{ end_known_by: 'gap' }]);
      expect((await api.request('DELETE', `/hosts/${agent.hostId}`, { token })).status).toBe(204);
    });

    it('is undone by enrolling again: the same host, with its history', async () => {
      const agent = await api.connectedHost();
      await api.request('DELETE', `/hosts/${agent.hostId}`, { token });
      const { token: secret } = await joinToken();
      const again = (await (await agent.enrol(secret)).json()) as EnrolResponse;
      expect(again.hostId).toBe(agent.hostId);
      await agent.connect();
      await agent.hello();
      await agent.list([aContainer('web')]);
      expect(await hostOf(agent)).toMatchObject({ status: 'online', counts: { containers: 1 } });
    });

    it('reaches an agent that is connected to another API process', async () => {
      const other = await ApiHarness.start({ databaseUrl: api.config.databaseUrl });
      const agent = await api.addHost();
      const elsewhere = new ScriptedAgent(other.url, agent.name);
      Object.assign(agent, { url: other.url });
      await agent.connect();
      await agent.hello();
      await api.request('DELETE', `/hosts/${agent.hostId}`, { token });
      await until(
        'the socket to be cut',
        async () => agent.connected,
        (connected) => !connected,
        3000,
      );
      elsewhere.disconnect();
      await other.stop();
    });
  });

  describe('presence', () => {
    it('turns to unknown, then offline, and to online only by the agent’s own word', async () => {
      const agent = await api.connectedHost();
      await agent.list([]);
      await until(
        'unknown',
        () => hostOf(agent),
        ({ status }) => status === 'unknown',
      );
      await agent.heartbeat();
      await until(
        'online',
        () => hostOf(agent),
        ({ status }) => status === 'online',
      );
      agent.disconnect();
      await until(
        'offline',
        () => hostOf(agent),
        ({ status }) => status === 'offline',
      );
    });
  });

  it('can be renamed, to a name that no other host has', async () => {
    const [agent, other] = [await api.addHost(), await api.addHost()];
    const rename = (name: string) =>
      api.request<Host & ErrorAnswer>('PATCH', `/hosts/${agent.hostId}`, { token, body: { name } });
    expect((await rename('renamed')).body.name).toBe('renamed');
    expect((await rename(other.name)).body.error.message).toContain(`another host is called ${other.name}`);
    expect((await rename('-rf')).status).toBe(400);
  });

  it('are told what is wrong with an event, and stay connected', async () => {
    const agent = await api.connectedHost();
    const reply = await agent.send('inventory.delta', { epoch: 'nonsense' } as never);
    expect(reply).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
    expect(agent.connected).toBe(true);
  });

  it('fetch a script that names the address they asked for, and that a shell can read', async () => {
    const { text, headers } = await api.request('GET', '//agent/install.sh');
    expect(headers.get('content-type')).toContain('shellscript');
    expect(text).toContain(`url='${api.url}'`);
    const { spawnSync } = await import('node:child_process');
    expect(spawnSync('sh', ['-n'], { input: text }).stderr.toString()).toBe('');
    const run = spawnSync('sh', ['-s', '--'], { input: text, env: { PATH: process.env.PATH } });
    expect([run.status, run.stderr.toString()]).toEqual([1, expect.stringContaining('a join token is needed')]);
    const noNode = spawnSync('/bin/sh', ['-s', '--', '--token', 'x'], { input: text, env: { PATH: '/nonexistent' } });
    expect(noNode.stderr.toString()).toContain('Node.js 20 or newer is needed');
  });
});
