import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../config/logger.js';
import { Backoff } from '../../connection/backoff.js';
import { pause } from '../../connection/pause.js';

const STOP_GRACE_MS = 20_000;
const POLL_MS = 200;
/** A dockerd that lived as long as this did start. */
const STARTED_MS = 30_000;

/**
 * Runs a dockerd of this host's own and keeps it running. After a kill of the agent the next one adopts the dockerd that it
 * left, known by its pid file and by the folder in its command line; no other process is ever touched.
 */
export class ManagedEngine {
  private readonly dataRoot: string;
  private readonly execRoot: string;
  private readonly pidFile: string;

  constructor(
    private readonly root: string,
    private readonly socketPath: string,
    private readonly log: Logger,
  ) {
    this.dataRoot = join(root, 'data');
    this.execRoot = join(root, 'exec');
    this.pidFile = join(root, 'docker.pid');
  }

  /** Runs until stopped, and then stops the engine. */
  async run(signal: AbortSignal): Promise<void> {
    await mkdir(this.root, { recursive: true, mode: 0o711 });
    await this.writeFirstConfig();
    const backoff = new Backoff(500, 30_000);
    while (!signal.aborted) {
      const adopted = await this.runningPid();
      const began = performance.now();
      if (adopted !== undefined) await this.watch(adopted, signal);
      else await this.runDaemon(signal);
      if (performance.now() - began > STARTED_MS) backoff.reset();
      await pause(backoff.next(), signal);
    }
    await this.stop();
  }

  /** The configuration is the administrator's once it is there. */
  private async writeFirstConfig(): Promise<void> {
    const path = join(this.root, 'daemon.json');
    if (!existsSync(path)) await writeFile(path, '{}\n', { mode: 0o600 });
  }

  private async runDaemon(signal: AbortSignal): Promise<void> {
    await this.endContainerd();
    await rm(this.pidFile, { force: true });
    const daemon = this.startDaemon();
    const ended = Promise.race([once(daemon, 'exit'), once(daemon, 'error')]);
    this.log.info({ pid: daemon.pid }, 'dockerd started');
    const [outcome] = (await Promise.race([ended, aborted(signal)])) ?? [];
    if (signal.aborted) return;
    const reason = outcome instanceof Error ? outcome.message : `it ended with ${outcome ?? daemon.signalCode}`;
    this.log.error({ reason, log: join(this.root, 'dockerd.log') }, 'dockerd has ended; starting it again');
  }

  private startDaemon(): ChildProcess {
    const output = openSync(join(this.root, 'dockerd.log'), 'a', 0o600);
    try {
      return spawn(
        'dockerd',
        [
          `--data-root=${this.dataRoot}`,
          `--exec-root=${this.execRoot}`,
          `--pidfile=${this.pidFile}`,
          `--host=unix://${this.socketPath}`,
          `--config-file=${join(this.root, 'daemon.json')}`,
        ],
        { stdio: ['ignore', output, output], detached: true },
      );
    } finally {
      closeSync(output);
    }
  }

  /** Of a process that is not a child only its presence can be asked. */
  private async watch(pid: number, signal: AbortSignal): Promise<void> {
    this.log.info({ pid }, 'dockerd adopted');
    while (!signal.aborted && (await isDaemonOf(pid, this.dataRoot))) await pause(POLL_MS * 5, signal);
    if (!signal.aborted) this.log.error({ pid }, 'dockerd has ended; starting it again');
  }

  private async stop(): Promise<void> {
    const pid = await this.runningPid();
    if (pid === undefined) return;
    process.kill(pid, 'SIGTERM');
    const deadline = performance.now() + STOP_GRACE_MS;
    while (await isDaemonOf(pid, this.dataRoot)) {
      if (performance.now() > deadline) {
        process.kill(pid, 'SIGKILL');
        return;
      }
      await sleep(POLL_MS);
    }
  }

  private async runningPid(): Promise<number | undefined> {
    const pid = await readPid(this.pidFile);
    return pid !== undefined && (await isDaemonOf(pid, this.dataRoot)) ? pid : undefined;
  }

  /** After a kill of dockerd its containerd can linger, and then the next dockerd trusts a stale pid file and does not start. */
  private async endContainerd(): Promise<void> {
    const pidFile = join(this.execRoot, 'containerd', 'containerd.pid');
    const pid = await readPid(pidFile);
    if (pid !== undefined && (await isDaemonOf(pid, this.execRoot))) process.kill(pid, 'SIGTERM');
    await rm(pidFile, { force: true });
  }
}

async function readPid(path: string): Promise<number | undefined> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

/** Whether the process runs, is no zombie, and has the folder in its command line: a number alone may be anybody's by now. */
async function isDaemonOf(pid: number, folder: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.includes(folder);
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
