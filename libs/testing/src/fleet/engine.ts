import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DaemonConfig, writeDaemonConfig } from './daemon-config.js';
import { clearEngineLeftovers, endContainerd } from './engine-leftovers.js';
import type { EngineNetwork, HostNetwork } from './engine-network.js';
import { type EngineRequestBody, requestEngine } from './engine-request.js';
import { endProcess } from './process-table.js';
import { runProgram } from './program.js';

const START_TIMEOUT_MS = 60_000;
const STOP_GRACE_MS = 20_000;
const POLL_MS = 100;

/** Sockets and other volatile files: a short path, because a unix socket's path has at most 107 bytes. */
const RUN_FOLDER = '/run/roadstead-fleet';

export interface EngineOptions {
  /** The engine's folder; its data stay there from one start to the next. */
  dir: string;
  /** Host name that the engine reports. */
  name: string;
  /** @default 'none': an engine without bridge and published ports, which starts faster. */
  network?: EngineNetwork | 'none';
  /** Merged over the daemon.json that is in the folder. */
  daemonConfig?: DaemonConfig;
  /** @default 'dockerd' of the PATH */
  dockerdPath?: string;
  env?: NodeJS.ProcessEnv;
}

/** A real Docker engine that is a host of its own: own host name, own data and, with a network, own address. */
export interface Engine {
  readonly name: string;
  readonly socketPath: string;
  readonly dataRoot: string;
  /** The engine's daemon.json, which a SIGHUP reloads. */
  readonly configPath: string;
  readonly logPath: string;
  /** Process id of dockerd; changes with a restart. */
  readonly pid: number;
  /** The host's address; undefined without a network. */
  readonly address?: string;
  /** Address of the root namespace as seen from the host; 127.0.0.1 without a network. */
  readonly gatewayAddress: string;
  /** Runs the docker CLI against this engine; resolves with its standard output. */
  docker(...args: string[]): Promise<string>;
  /** One call of the Engine API, such as `request('GET', '/info')`; resolves with the body. */
  request(method: string, path: string, body?: EngineRequestBody): Promise<string>;
  /** Starts a program within the host (its network and host name); it is ended when the engine stops. */
  spawnInHost(command: string, args: readonly string[], options?: SpawnOptions): ChildProcess;
  /** Takes the host's link down: packets vanish both ways, connections stay half open. */
  cutNetwork(): Promise<void>;
  /** Takes the link up again; packets flow after some 3 s at most, when neighbours have found each other again. */
  restoreNetwork(): Promise<void>;
  /** Stops dockerd if it runs and starts it again on the same socket. */
  restart(): Promise<void>;
  /** Kills dockerd as a crash does; containers run on until `restart()` or `stop()`. */
  kill9(): Promise<void>;
  /** Stops the engine, its containers and the programs started in the host, and removes all but its data. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a real engine. What an earlier start in the same folder left behind (after a kill -9) is cleared first.
 *
 * @throws Error with the end of the engine's log when it does not answer within a minute.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(options.name)) throw new Error(`"${options.name}" is no host name`);
  await mkdir(options.dir, { recursive: true });
  const dir = await realpath(options.dir);
  const folders = engineFolders(dir);
  await clearEngineLeftovers(folders);
  await mkdir(folders.runDir, { recursive: true });
  const network = options.network ?? 'none';
  const hostNetwork = network === 'none' ? undefined : await network.attach(options.name);
  const engine = new LocalEngine(dir, options, hostNetwork);
  try {
    await runProgram('unshare', [`--uts=${await emptyFile(engine.utsPath)}`, 'hostname', options.name]);
    await writeDaemonConfig(engine.configPath, network, options.daemonConfig);
    await rm(engine.logPath, { force: true });
    await engine.start();
    return engine;
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

/** Where the engine of a folder keeps its data and its volatile files. `dir` is a path without links. */
export function engineFolders(dir: string) {
  const runDir = join(RUN_FOLDER, createHash('sha256').update(dir).digest('hex').slice(0, 12));
  return { dataRoot: join(dir, 'data'), execRoot: join(runDir, 'exec'), runDir };
}

class LocalEngine implements Engine {
  readonly name: string;
  readonly socketPath: string;
  readonly dataRoot: string;
  readonly configPath: string;
  readonly logPath: string;
  readonly utsPath: string;
  readonly address?: string;
  readonly gatewayAddress: string;
  private readonly folders: ReturnType<typeof engineFolders>;
  private readonly guests = new Set<ChildProcess>();
  private daemon?: ChildProcess;

  constructor(
    private readonly dir: string,
    private readonly options: EngineOptions,
    private readonly hostNetwork?: HostNetwork,
  ) {
    this.folders = engineFolders(dir);
    this.name = options.name;
    this.dataRoot = this.folders.dataRoot;
    this.socketPath = join(this.folders.runDir, 'docker.sock');
    this.utsPath = join(this.folders.runDir, 'uts');
    this.configPath = join(dir, 'daemon.json');
    this.logPath = join(dir, 'dockerd.log');
    this.address = hostNetwork?.address;
    this.gatewayAddress = hostNetwork?.gatewayAddress ?? '127.0.0.1';
  }

  get pid(): number {
    if (this.daemon?.pid === undefined) throw new Error(`The engine ${this.name} does not run`);
    return this.daemon.pid;
  }

  docker(...args: string[]): Promise<string> {
    const { DOCKER_CONTEXT: _context, DOCKER_HOST: _host, ...env } = process.env;
    return runProgram('docker', ['--host', `unix://${this.socketPath}`, ...args], {
      env: { ...env, DOCKER_CONFIG: join(this.dir, 'cli') },
    });
  }

  request(method: string, path: string, body?: EngineRequestBody): Promise<string> {
    return requestEngine(this.socketPath, method, path, body);
  }

  spawnInHost(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const guest = this.enterHost(command, args, options);
    this.guests.add(guest);
    guest.once('exit', () => this.guests.delete(guest));
    return guest;
  }

  async cutNetwork(): Promise<void> {
    await this.requireNetwork().cut();
  }

  async restoreNetwork(): Promise<void> {
    await this.requireNetwork().restore();
  }

  async start(): Promise<void> {
    const { dataRoot, execRoot, runDir } = this.folders;
    const pidFile = join(runDir, 'docker.pid');
    await endContainerd(execRoot);
    await rm(pidFile, { force: true }); // After a crash its number may be another program's by now.
    const log = openSync(this.logPath, 'a');
    this.daemon = this.enterHost(
      this.options.dockerdPath ?? 'dockerd',
      [
        `--data-root=${dataRoot}`,
        `--exec-root=${execRoot}`,
        `--pidfile=${pidFile}`,
        `--host=unix://${this.socketPath}`,
        `--config-file=${this.configPath}`,
      ],
      { stdio: ['ignore', log, log], env: { ...process.env, ...this.options.env } },
    );
    closeSync(log);
    await this.untilReady(this.daemon);
  }

  async restart(): Promise<void> {
    await this.endDaemon();
    await this.start();
  }

  async kill9(): Promise<void> {
    const daemon = this.daemon;
    if (!daemon || hasEnded(daemon)) return;
    const ended = once(daemon, 'exit');
    daemon.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.guests].map(({ pid }) => pid && endProcess(pid, STOP_GRACE_MS)));
    await this.endDaemon();
    await clearEngineLeftovers(this.folders);
    await this.hostNetwork?.detach();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** A process group of its own: a Ctrl-C in the terminal reaches the owner only, which then stops all in order. */
  private enterHost(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
    const network = this.hostNetwork ? [`--net=${this.hostNetwork.namespacePath}`] : [];
    return spawn('nsenter', [...network, `--uts=${this.utsPath}`, '--', command, ...args], {
      ...options,
      detached: true,
    });
  }

  private async untilReady(daemon: ChildProcess): Promise<void> {
    const failed = new Promise<never>((_, reject) => daemon.once('error', reject));
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline) {
      const ready = await Promise.race([failed, this.request('GET', '/_ping').then(isOk, () => false)]);
      if (ready) return;
      if (hasEnded(daemon)) break;
      await sleep(POLL_MS);
    }
    const log = await readFile(this.logPath, 'utf8').catch(() => '');
    throw new Error(`The engine ${this.name} did not start; the end of its log:\n${log.slice(-2000)}`);
  }

  private async endDaemon(): Promise<void> {
    const pid = this.daemon?.pid;
    if (pid !== undefined) await endProcess(pid, STOP_GRACE_MS);
    this.daemon = undefined;
  }

  private requireNetwork(): HostNetwork {
    if (!this.hostNetwork) throw new Error(`The engine ${this.name} has no network of its own`);
    return this.hostNetwork;
  }
}

async function emptyFile(path: string): Promise<string> {
  await writeFile(path, '');
  return path;
}

function isOk(words: string): boolean {
  return words === 'OK';
}

function hasEnded(process: ChildProcess): boolean {
  return process.exitCode !== null || process.signalCode !== null;
}
