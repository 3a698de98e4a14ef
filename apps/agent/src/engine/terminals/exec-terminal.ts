import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerId, TerminalSize, TerminalTarget } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal } from '../engine-errors.js';
import { DETACH_KEYS, type EngineTerminal, type ExecTrace, type Outcome } from './engine-terminal.js';
import { signalInContainer } from './hang-up.js';
import { refusalError, startError } from './start-errors.js';

const Created = z.object({ Id: z.string() });
const Inspected = z.object({ Running: z.boolean(), ExitCode: z.number().nullish(), Pid: z.number().default(0) });
const RunningContainer = z.object({ State: z.object({ Running: z.boolean() }) });

const POLL_MS = 15;
/** The engine is asked again and again until the command has begun or failed. */
const START_TIMEOUT_MS = 20_000;
/** Time in which a process that was hung up may put its things in order. */
const HANG_UP_MS = 3000;
/** Ctrl-C, Ctrl-D. */
const INTERRUPT_AND_END = '\u0003\u0004';
/** The engine notes an exit code a moment after the last byte. */
const OUTCOME_MS = 2000;
/** Exit code of what was killed: 128 + SIGKILL. */
const KILLED = 137;

export type ExecRequest = Extract<TerminalTarget, { kind: 'exec' }> & {
  readonly containerId: ContainerId;
  readonly size: TerminalSize;
};

/** Runs a command in a container, with a terminal. @throws RoadsteadError of `terminal.*`, `container.unknown` */
export async function openExec(api: EngineApi, request: ExecRequest): Promise<EngineTerminal> {
  const { containerId, command, user, workdir, env, size } = request;
  const create = {
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
    Cmd: command,
    Env: ['TERM=xterm-256color', ...env],
    DetachKeys: DETACH_KEYS,
    // From API 1.42 on; older engines are told by a resize.
    ConsoleSize: [size.rows, size.columns],
    ...(user !== undefined && { User: user }),
    ...(workdir !== undefined && { WorkingDir: workdir }),
  };
  let bytes: Duplex | undefined;
  try {
    const path = `/containers/${containerId}/exec`;
    const { Id } = await api.ask({ method: 'POST', path, body: { json: create } }, Created);
    bytes = await api.duplex({
      method: 'POST',
      path: `/exec/${Id}/start`,
      body: { json: { Detach: false, Tty: true } },
    });
    const terminal = new ExecTerminal(api, { containerId, execId: Id }, bytes);
    // The engine answers it once the command runs, or after ten seconds when it never does.
    terminal.resize(size).catch(() => undefined);
    if (await terminal.hasBegun()) return terminal;
    throw await startError(api, containerId, await readAll(bytes), request);
  } catch (error) {
    bytes?.destroy();
    if (error instanceof EngineRefusal) throw (await refusalError(api, containerId, error)) ?? error;
    throw error;
  }
}

export class ExecTerminal implements EngineTerminal {
  readonly takesInput = true;
  private pid = 0;

  constructor(
    private readonly api: EngineApi,
    readonly trace: ExecTrace,
    readonly bytes: Duplex,
  ) {}

  resize({ rows, columns }: TerminalSize): Promise<void> {
    const path = `/exec/${this.trace.execId}/resize`;
    return this.api.run({ method: 'POST', path, query: { h: rows, w: columns } });
  }

  /** Also true of a command that has begun and ended already. @returns false when it could not be started at all */
  async hasBegun(): Promise<boolean> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline) {
      const { Running, ExitCode, Pid } = await this.inspect();
      this.pid = Pid;
      if (Running && Pid > 0) return true;
      // Of what never ran the engine knows an exit code and no process.
      if (ExitCode != null && !Running) return Pid > 0 || (ExitCode !== 126 && ExitCode !== 127);
      await sleep(POLL_MS);
    }
    return false;
  }

  async hangUp(): Promise<void> {
    const isSeen = await hangUpExec(this.api, this.trace, this.pid);
    // What a person would do: it ends a shell at its prompt.
    if (!isSeen && this.bytes.writable) this.bytes.write(INTERRUPT_AND_END);
    this.bytes.end();
  }

  async outcome(): Promise<Outcome> {
    const deadline = Date.now() + OUTCOME_MS;
    let inspected = await this.find();
    while (inspected?.Running && Date.now() < deadline) {
      await sleep(POLL_MS);
      inspected = await this.find();
    }
    const exitCode = inspected?.Running ? undefined : (inspected?.ExitCode ?? undefined);
    let isStopped = await this.isStopped();
    // When a container is stopped its commands are killed first.
    while (!isStopped && exitCode === KILLED && Date.now() < deadline) {
      await sleep(POLL_MS);
      isStopped = await this.isStopped();
    }
    return { exitCode, isStopped };
  }

  private async isStopped(): Promise<boolean> {
    const container = await this.api.find(`/containers/${this.trace.containerId}/json`, RunningContainer);
    return container?.State.Running !== true;
  }

  private inspect(): Promise<z.infer<typeof Inspected>> {
    return this.api.get(`/exec/${this.trace.execId}/json`, Inspected);
  }

  /** @returns undefined when the engine has forgotten it: the container is gone */
  private find(): Promise<z.infer<typeof Inspected> | undefined> {
    return this.api.find(`/exec/${this.trace.execId}/json`, Inspected);
  }
}

/**
 * Ends a command, also one that an earlier process of the agent began.
 * @returns false where this agent cannot see its process
 */
export async function hangUpExec(api: EngineApi, { containerId, execId }: ExecTrace, knownPid = 0): Promise<boolean> {
  const inspect = () => api.find(`/exec/${execId}/json`, Inspected);
  const pid = knownPid || ((await inspect())?.Pid ?? 0);
  const id = containerId as ContainerId;
  if (!(await signalInContainer(pid, id, 'SIGHUP'))) return false;
  const deadline = Date.now() + HANG_UP_MS;
  while (Date.now() < deadline) {
    if ((await inspect())?.Running !== true) return true;
    await sleep(POLL_MS);
  }
  await signalInContainer(pid, id, 'SIGKILL');
  return true;
}

/** The words of a command that could not be started: a line, and then the end. */
async function readAll(bytes: Duplex): Promise<string> {
  const timer = setTimeout(() => bytes.destroy(), OUTCOME_MS);
  let words = '';
  try {
    for await (const chunk of bytes) words += String(chunk);
  } catch {
    // What has come says what there is to say.
  } finally {
    clearTimeout(timer);
    bytes.destroy();
  }
  return words.slice(0, 2000);
}
