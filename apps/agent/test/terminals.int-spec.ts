import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ContainerId, TerminalId, type TerminalTarget } from '@roadstead/domain';
import { type ControlPlane, type Engine, type EnrolledHost, startControlPlane, waitFor } from '@roadstead/testing';
import { AgentRun, buildAgent } from './agent-run.js';
import { ENGINE_KINDS } from './engines-under-test.js';
import { importBusybox } from './test-images.js';

const START_MS = 90_000;
const MIB = 1024 * 1024;
const USER = { userId: randomUUID(), username: 'ada' };
const SIZE = { columns: 80, rows: 24 };
const UNSEEN_SECONDS = 2;

type Exec = Partial<Extract<TerminalTarget, { kind: 'exec' }>>;

for (const kind of ENGINE_KINDS.filter(({ containerdStore }) => !containerdStore)) {
  const described = kind.absent === undefined ? describe : describe.skip;
  described(`terminals, on ${kind.name}`, () => {
    let dir: string;
    let engine: Engine;
    let controlPlane: ControlPlane;
    let agent: AgentRun;
    let host: EnrolledHost;
    let container: ContainerId;

    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), 'roadstead-agent-'));
      [engine, controlPlane] = await Promise.all([
        kind.start({ dir: join(dir, 'engine'), name: 'typist' }),
        startControlPlane(),
        buildAgent(),
      ]);
      await importBusybox(engine, 'busybox:1');
      await startAgent(controlPlane.joinToken());
      container = await run('sleep', '100000');
    }, START_MS);

    afterAll(async () => {
      await agent?.stop();
      await controlPlane?.[Symbol.asyncDispose]();
      await engine?.stop();
      await rm(dir, { recursive: true, force: true });
    }, START_MS);

    // What a failed test has left open does not count against the next.
    afterEach(async () => {
      const open = async () => {
        const { terminals } = await host.command('terminal.list', {});
        return terminals.filter(({ end }) => end === undefined);
      };
      if (!host.connected) return;
      for (const { id } of await open()) await close(id);
      await waitFor(async () => (await open()).length === 0, 'all terminals to have ended');
    });

    const startAgent = async (token?: string, env: NodeJS.ProcessEnv = {}) => {
      const settings = { url: controlPlane.url, stateDir: join(dir, 'state'), socketPath: engine.socketPath };
      agent = new AgentRun({
        ...settings,
        token,
        env: { ROADSTEAD_TERMINAL_UNSEEN_SECONDS: String(UNSEEN_SECONDS), ROADSTEAD_TERMINALS_PER_USER: '4', ...env },
      });
      await waitFor(() => controlPlane.hosts.at(-1)?.connected, 'the agent');
      host = await controlPlane.untilListed();
    };
    const run = async (...args: string[]) => {
      const options = args[0]?.startsWith('-') ? args.splice(0, 1) : [];
      const printed = await engine.docker('run', '--detach', '--network', 'none', ...options, 'busybox:1', ...args);
      return ContainerId.parse(printed.trim());
    };
    const open = async (exec: Exec = {}, containerId = container) => {
      const terminalId = TerminalId.parse(randomUUID());
      const target = { kind: 'exec' as const, command: ['sh'], env: [], ...exec };
      await host.command('terminal.open', { terminalId, containerId, openedBy: USER, target, size: SIZE });
      return terminalId;
    };
    const attach = (terminalId: TerminalId, position?: number) =>
      host.attachTerminal({ terminalId, userId: USER.userId, size: SIZE, position });
    const openAndAttach = async (exec?: Exec, containerId?: ContainerId) => {
      const id = await open(exec, containerId);
      return { id, client: await attach(id) };
    };
    const close = (terminalId: TerminalId) => host.command('terminal.close', { terminalId, closedBy: 'ada' });
    const ended = (id: TerminalId) =>
      waitFor(() => host.endedTerminals.find(({ terminal }) => terminal.id === id), 'the end to be told');
    const processes = async () => (await engine.docker('top', container, '-eo', 'pid,args')).split('\n');

    it('echo what is typed, know their size and each change of it, and end with the exit code', async () => {
      const { id, client } = await openAndAttach();
      client.type('echo "<$((6 * 7))>"\n');
      await client.until(/<42>/);
      client.type('stty size\n');
      await client.until(/24 80/);
      client.resize({ columns: 132, rows: 43 });
      client.type('stty size\n');
      await client.until(/43 132/);
      client.type('exit 3\n');
      expect((await client.untilTold('ended')).end).toMatchObject({ reason: 'exited', exitCode: 3 });
      expect((await ended(id)).terminal).toMatchObject({ openedBy: USER, command: ['sh'], end: { exitCode: 3 } });
      await waitFor(() => client.closeCode === 1000, 'the close');
    });

    it('run any command, as any user, anywhere, with an environment', async () => {
      const script = 'echo "<$(id -u) $(pwd) $TERM $WORD>"; sleep 100';
      const { id, client } = await openAndAttach({
        command: ['sh', '-c', script],
        user: '1234',
        workdir: '/bin',
        env: ['WORD=déjà vu'],
      });
      await client.until(/<1234 \/bin xterm-256color déjà vu>/);
      await close(id);
      expect(await ended(id)).toMatchObject({ closedBy: 'ada', terminal: { end: { reason: 'closed' } } });
    });

    it('go on while no page shows them, and give it what it has not seen', async () => {
      const { id, client } = await openAndAttach();
      client.type('echo before\n');
      await client.until(/before[\s\S]*before/);
      const position = client.received;
      client.type('sleep 0.3; echo after\n');
      await client.until(/sleep 0.3/);
      client.socket.terminate();
      const again = await attach(id);
      expect(again.newest('attached')).toMatchObject({ position: 0, replayed: expect.any(Number) });
      await again.until(/before[\s\S]*after\r\n/);
      const third = await attach(id, position);
      expect(third.newest('attached')?.position).toBe(position);
      await third.until(/after\r\n/);
      expect(third.output).not.toContain('before');
      expect(again.newest('moved')).toBeDefined();
      await close(id);
    });

    it('end, with their process, when nobody comes back', async () => {
      const { id, client } = await openAndAttach({ command: ['sleep', '54321'] });
      await waitFor(async () => (await processes()).some((line) => line.includes('sleep 54321')), 'the process');
      client.socket.terminate();
      expect((await ended(id)).terminal.end.reason).toBe('abandoned');
      expect((await processes()).some((line) => line.includes('sleep 54321'))).toBe(false);
    });

    it('end with their process, also one that does not want to', async () => {
      const script = 'trap "" HUP INT TERM; echo stubborn; while :; do sleep 77777; done';
      const { id, client } = await openAndAttach({ command: ['sh', '-c', script] });
      await client.until(/stubborn/);
      await close(id);
      expect((await client.untilTold('ended')).end.reason).toBe('closed');
      expect((await processes()).some((line) => line.includes('stubborn'))).toBe(false);
    });

    it('say in words why they cannot be opened', async () => {
      const refused = (exec: Exec, id?: ContainerId) => expect(open(exec, id)).rejects;
      await refused({ command: ['nosuch'] }).toThrow(/There is no nosuch in container/);
      await refused({ command: ['/bin/nosuch'] }).toThrow(/There is no \/bin\/nosuch in container/);
      await refused({ command: ['/padding'] }).toThrow(/cannot be executed/);
      await refused({ user: 'nobody-at-all' }).toThrow(/has no user nobody-at-all/);
      await refused({ workdir: '/nowhere' }).toThrow(/There is no directory \/nowhere/);
      await refused({}, ContainerId.parse(randomBytes(32).toString('hex'))).toThrow(/There is no container/);
      const other = await run('sleep', '1000');
      await engine.docker('pause', other);
      await refused({}, other).toThrow(/is paused/);
      await engine.docker('unpause', other);
      await engine.docker('kill', other);
      await refused({}, other).toThrow(/does not run \(exited\)/);
      expect(host.connected).toBe(true);
    });

    it('are for who opened them, are bounded, and unknown once they are gone', async () => {
      const ids = [await open(), await open(), await open(), await open()];
      await expect(open()).rejects.toThrow(/You have 4 terminals/);
      const [first] = ids as [TerminalId];
      const stranger = { terminalId: first, userId: randomUUID(), size: SIZE };
      await expect(host.attachTerminal(stranger)).rejects.toThrow(/was opened by ada/);
      await Promise.all(ids.map(close));
      await Promise.all(ids.map(ended));
      expect(await close(first)).toEqual({ known: false });
      await expect(attach(TerminalId.parse(randomUUID()))).rejects.toThrow(/has no such terminal/);
    });

    it('list the shells that are there without running one, and the terminal of a container', async () => {
      expect(await host.command('terminal.choices', { containerId: container })).toEqual({
        shells: ['/bin/sh'],
        hasTty: false,
        user: '',
      });
      const target = { kind: 'attach' as const };
      const request = { terminalId: TerminalId.parse(randomUUID()), openedBy: USER, target, size: SIZE };
      await expect(host.command('terminal.open', { ...request, containerId: container })).rejects.toThrow(
        /not started with --tty/,
      );
      const own = await run('-it', 'sh');
      await host.command('terminal.open', { ...request, containerId: own });
      const client = await attach(request.terminalId);
      client.type('echo "<$$>"\n');
      await client.until(/<1>/);
      await close(request.terminalId);
      await ended(request.terminalId);
      expect(await engine.docker('inspect', '--format', '{{.State.Running}}', own)).toBe('true\n');
      const again = { ...request, terminalId: TerminalId.parse(randomUUID()), containerId: own };
      await host.command('terminal.open', again);
      const watcher = await attach(again.terminalId);
      watcher.type('exit 5\n');
      expect((await watcher.untilTold('ended')).end).toMatchObject({ reason: 'stopped', exitCode: 5 });
    });

    it('say that their container has stopped', async () => {
      const other = await run('sleep', '1000');
      const { client } = await openAndAttach({}, other);
      await engine.docker('rm', '--force', other);
      expect((await client.untilTold('ended')).end.reason).toBe('stopped');
    });

    it('hold a flood back for a slow page, and hear Ctrl-C at once', async () => {
      const { id, client } = await openAndAttach({
        command: ['sh', '-c', 'trap : INT; yes 0123456789; echo stopped; sleep 100'],
      });
      await waitFor(() => client.received > 4 * MIB, 'a flood');
      client.isDrawing = false;
      const stuck = await waitFor(async () => {
        const before = client.received;
        await new Promise((resolve) => setTimeout(resolve, 200));
        return client.received === before && before;
      }, 'the flood to be held back');
      const memory = await agent.memory();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect((await agent.memory()) - memory).toBeLessThan(10 * MIB);
      expect(client.received).toBe(stuck);
      client.type('\u0003');
      const pressedAt = Date.now();
      client.isDrawing = true;
      client.drawAll();
      await client.until(/stopped/);
      expect(Date.now() - pressedAt).toBeLessThan(2000);
      await close(id);
    });

    it('take a paste of 10 MB within their window, and cut off a page that sends more than that', async () => {
      const { id, client } = await openAndAttach({ command: ['sh', '-c', 'stty raw -echo; echo ready; wc -c'] });
      await client.until(/ready/);
      const memory = await agent.memory();
      const piece = Buffer.alloc(16 * 1024, 'x');
      const taken = () => client.told.reduce((sum, each) => sum + (each.type === 'taken' ? each.bytes : 0), 0);
      for (let sent = 0; sent < 10 * MIB; sent += piece.length) {
        await waitFor(() => sent - taken() <= 48 * 1024, 'room', { pollMs: 2 });
        client.type(piece);
      }
      await waitFor(() => taken() === 10 * MIB, 'all to be taken');
      expect((await agent.memory()) - memory).toBeLessThan(20 * MIB);
      await close(id);
      // What reads nothing takes no more than the buffers on the way hold.
      const deaf = await openAndAttach({ command: ['sh', '-c', 'stty raw -echo; echo ready; sleep 1000'] });
      await deaf.client.until(/ready/);
      for (let i = 0; i < 100; i += 1) deaf.client.type(Buffer.alloc(60 * 1024));
      await waitFor(() => deaf.client.closeCode === 1008, 'the page to be cut off');
      await close(deaf.id);
    });

    it('outlive the control plane, and end with an agent that was killed', async () => {
      const { id, client } = await openAndAttach();
      client.type('sleep 66666\n');
      await waitFor(async () => (await processes()).some((line) => line.includes('sleep 66666')), 'the process');
      await controlPlane.goAway();
      await controlPlane.comeBack();
      await waitFor(() => host.connected, 'the reconnect');
      const again = await attach(id);
      await again.until(/sleep 66666/);
      await agent.kill9();
      expect((await processes()).some((line) => line.includes('sleep 66666'))).toBe(true);
      await startAgent();
      expect((await ended(id)).terminal.end.reason).toBe('lost');
      await expect(attach(id)).rejects.toThrow(/was started anew, and the terminal ended with the one before it/);
      const stranger = { terminalId: id, userId: randomUUID(), size: SIZE };
      await expect(host.attachTerminal(stranger)).rejects.toThrow(/was opened by ada/);
      await waitFor(async () => !(await processes()).some((line) => line.includes('sleep 66666')), 'its end');
    });

    it('warn of an idle end, take it back at a key, and then end', async () => {
      await agent.stop();
      await startAgent(undefined, { ROADSTEAD_TERMINAL_IDLE_MINUTES: '0.05' });
      const { id, client } = await openAndAttach();
      await waitFor(() => client.newest('idle')?.seconds !== undefined, 'the warning');
      client.type(' ');
      await waitFor(() => client.newest('idle')?.seconds === undefined, 'that all is well');
      expect((await client.untilTold('ended')).end.reason).toBe('idle');
      expect((await ended(id)).terminal.end.reason).toBe('idle');
      expect(await agent.stop()).toBe(0);
    });
  });
}
