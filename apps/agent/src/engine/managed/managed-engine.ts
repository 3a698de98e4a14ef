import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../config/agent-config.js';
import type { Logger } from '../../config/logger.js';
import { Backoff } from '../../connection/backoff.js';
import { pause } from '../../connection/pause.js';
import { endProcess, hasArgument, readPid } from './daemon-process.js';

/** Longer than dockerd's own 15 s for the containers that it stops. */
const STOP_GRACE_MS = 20_000;
const CONTAINERD_GRACE_MS = 5000;
const POLL_MS = 1000;
/** A dockerd that lived as long as this did start. */
const STARTED_MS = 30_000;

/**
 * Runs a dockerd of this host's own and keeps it running. After a kill of the agent the next one adopts the dockerd that it
 * left, known by its pid file and by the folder in its command line; no other process is ever touched.
 */
export class ManagedEngine {
  /** Marks the process of this very engine. */
  private readonly dataRootFlag: string;
  private readonly execRoot: string;
  private readonly pidFile: string;
  private readonly configFile: string;
  private readonly logFile: string;

  constructor(
    private readonly root: string,
    private readonly socketPath: string,
    private readonly log: Logger,
  ) {
    this.dataRootFlag = `--data-root=${join(root, 'data')}`;
    this.execRoot = join(root, 'exec');
    this.pidFile = join(root, 'docker.pid');
    this.configFile = join(root, 'daemon.json');
    this.logFile = join(root, 'dockerd.log');
  }

  /** Runs until stopped, and then stops the engine. @throws ConfigError where its folder cannot be made */
  async run(signal: AbortSignal): Promise<void> {
    await this.prepareFolder();
    const backoff = new Backoff(500, 30_000);
    while (!signal.aborted) {
      const adopted = await this.runningPid();
      const began = performance.now();
      if (adopted !== undefined) await this.watch(adopted, signal);
      else await this.runDaemon(signal);
      if (performance.now() - began > STARTED_MS) backoff.reset();
      await pause(backoff.next(), signal);
    }
  }

  /** The configuration is the administrator's once it is there. */
  private async prepareFolder(): Promise<void> {
    try {
      await mkdir(this.root, { recursive: true, mode: 0o711 });
      if (!existsSync(this.configFile)) await writeFile(this.configFile, '{}\n', { mode: 0o600 });
    } catch (error) {
      throw new ConfigError(`The engine's folder cannot be made: ${(error as Error).message}. Run the agent as root.`);
    }
  }

  private async runDaemon(signal: AbortSignal): Promise<void> {
    await this.endContainerd();
    await rm(this.pidFile, { force: true });
    const daemon = this.startDaemon();
    const ended = endOf(daemon);
    if (daemon.pid !== undefined) this.log.info({ pid: daemon.pid }, 'dockerd started');
    const reason = await Promise.race([ended, aborted(signal)]);
    if (signal.aborted) await this.stop(daemon.pid);
    else this.log.error({ reason, log: this.logFile }, 'dockerd has ended; starting it again');
  }

  private startDaemon(): ChildProcess {
    const output = openSync(this.logFile, 'a', 0o600);
    try {
      return spawn(
        'dockerd',
        [
          this.dataRootFlag,
          `--exec-root=${this.execRoot}`,
          `--pidfile=${this.pidFile}`,
          `--host=unix://${this.socketPath}`,
          `--config-file=${this.configFile}`,
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
    while (!signal.aborted && (await hasArgument(pid, this.dataRootFlag))) await pause(POLL_MS, signal);
    if (signal.aborted) await this.stop(pid);
    else this.log.error({ pid, log: this.logFile }, 'dockerd has ended; starting it again');
  }

  private async stop(pid: number | undefined): Promise<void> {
    if (pid !== undefined) await endProcess(pid, this.dataRootFlag, STOP_GRACE_MS);
    await this.endContainerd();
    this.log.info('dockerd stopped');
  }

  private async runningPid(): Promise<number | undefined> {
    const pid = await readPid(this.pidFile);
    return pid !== undefined && (await hasArgument(pid, this.dataRootFlag)) ? pid : undefined;
  }

  /**
   * After a kill of dockerd its containerd lives on, and keeps the next one from its database. Its pid file goes too: dockerd
   * takes a number in there that is another's, or a zombie's, for a containerd that runs, and waits for it in vain.
   */
  private async endContainerd(): Promise<void> {
    const folder = join(this.execRoot, 'containerd');
    const pidFile = join(folder, 'containerd.pid');
    const pid = await readPid(pidFile);
    if (pid !== undefined) await endProcess(pid, join(folder, 'containerd.toml'), CONTAINERD_GRACE_MS);
    await rm(pidFile, { force: true });
  }
}

/** Why it ended, in words; also where it could not be started at all. */
function endOf(daemon: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    daemon.once('exit', (code, signal) => resolve(`it ended with ${code ?? signal}`));
    daemon.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? 'dockerd is not installed on this host. Install Docker.' : error.message),
    );
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
