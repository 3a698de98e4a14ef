import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess, findProcesses } from './process-table.js';
import { runProgram } from './program.js';
import type { RegistryUser, RepositoryRights } from './registry-accounts.js';
import { type CertificateFault, type KeyPair, makeFaultyCertificate, makeSelfSigned } from './registry-certificate.js';
import { startTokenServer } from './registry-tokens.js';

const START_TIMEOUT_MS = 15_000;
const STOP_GRACE_MS = 5_000;
const POLL_MS = 50;
const PORT_ATTEMPTS = 20;

export interface RegistryOptions {
  /** The registry's folder; images, and the port where possible, stay from one start to the next. */
  dir: string;
  /** Addresses to listen on. Engines take 127.0.0.0/8 without TLS; others need `insecure-registries`. */
  addresses: string[];
  /** Who may sign in; without, the registry is open to all. */
  htpasswd?: RegistryUser[];
  /** Gives each of these users rights per repository, by tokens as Docker Hub does; without, each may do all. */
  rights?: RepositoryRights;
  /** Speaks TLS, with a certificate that no client ought to take. */
  certificate?: CertificateFault;
}

/** A real registry (CNCF Distribution), with deletion enabled. */
export interface Registry {
  /** `host:port`, the first of `addresses`. */
  readonly address: string;
  /** `host:port` for each address that was asked for; all serve the same images. */
  readonly addresses: string[];
  readonly port: number;
  readonly dir: string;
  readonly users: RegistryUser[];
  /** PEM file of the authority behind its certificate, where it has one. */
  readonly authority?: string;
  /** Full reference of an image in this registry: `reference('shop/web:1.0')`. */
  reference(name: string): string;
  /** Tags of a repository, sorted; none when there is no such repository. */
  tags(repository: string): Promise<string[]>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a registry: one process for each address, all on the same storage and port. */
export async function startRegistry(options: RegistryOptions): Promise<Registry> {
  const users = options.htpasswd ?? [];
  await mkdir(join(options.dir, 'data'), { recursive: true });
  const dir = await realpath(options.dir);
  await clearRegistryLeftovers(dir);
  const port = await choosePort(dir, options.addresses);
  const secret = randomBytes(16).toString('hex');
  const certificate = options.certificate && (await makeFaultyCertificate(dir, options.certificate, options.addresses));
  const { auth, stopTokens } = await openAuth(dir, options);
  const addresses = options.addresses.map((host) => `${host}:${port}`);
  const processes: ChildProcess[] = [];
  const stop = async () => {
    await Promise.all(processes.map(({ pid }) => pid && endProcess(pid, STOP_GRACE_MS)));
    await stopTokens();
  };
  try {
    for (const address of addresses) {
      const config = join(dir, `config-${addresses.indexOf(address)}.json`);
      const http = { addr: address, secret, ...(certificate && { tls: tlsOf(certificate) }) };
      await writeFile(config, JSON.stringify(registryConfig(dir, http, auth), null, 2));
      processes.push(serve(config, join(dir, 'registry.log')));
    }
    await Promise.all(addresses.map((address, index) => untilReady(address, processes[index])));
  } catch (error) {
    await stop();
    throw error;
  }
  const [address = ''] = addresses;
  return {
    address,
    addresses,
    port,
    dir,
    users,
    authority: certificate?.authority,
    reference: (name) => `${address}/${name}`,
    tags: (repository) => listTags(dir, repository),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Ends registry processes that an earlier start in this folder left behind. `dir` is a path without links. */
export async function clearRegistryLeftovers(dir: string): Promise<void> {
  const leftovers = findProcesses(
    ([program = '', verb, config = '']) =>
      basename(program) === 'docker-registry' && verb === 'serve' && config.startsWith(join(dir, 'config-')),
  );
  await Promise.all(leftovers.map((pid) => endProcess(pid, STOP_GRACE_MS)));
}

/** JSON is YAML too, so the registry reads it. */
function registryConfig(dir: string, http: object, auth: object | undefined) {
  return {
    version: '0.1',
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(dir, 'data') }, delete: { enabled: true } },
    http,
    ...(auth && { auth }),
  };
}

function tlsOf({ certificate, key }: KeyPair) {
  return { certificate, key };
}

/** The registry's `auth` section, and the end of what stands behind it. */
async function openAuth(dir: string, { addresses, htpasswd: users = [], rights }: RegistryOptions) {
  const stopTokens = async () => undefined;
  if (users.length === 0) return { auth: undefined, stopTokens };
  if (!rights) return { auth: { htpasswd: { realm: 'roadstead', path: await writeHtpasswd(dir, users) } }, stopTokens };
  const keyPair = await makeSelfSigned(dir, 'tokens');
  const { realm, service, issuer, stop } = await startTokenServer({ host: addresses[0] ?? '', users, rights, keyPair });
  return { auth: { token: { realm, service, issuer, rootcertbundle: keyPair.certificate } }, stopTokens: stop };
}

function serve(config: string, logPath: string): ChildProcess {
  const log = openSync(logPath, 'a');
  // Its folder is where it works, so that what a killed test run has left is recognised.
  const child = spawn('docker-registry', ['serve', config], {
    cwd: dirname(config),
    stdio: ['ignore', log, log],
    detached: true,
  });
  child.on('error', () => undefined); // Seen as "did not start" by untilReady.
  closeSync(log);
  return child;
}

async function untilReady(address: string, child?: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && child?.pid !== undefined && child.exitCode === null) {
    if (await accepts(address)) return;
    await sleep(POLL_MS);
  }
  throw new Error(`The registry at ${address} did not start; is docker-registry installed?`);
}

/** Whether somebody listens there. A registry does so once all else of it is ready. */
function accepts(address: string): Promise<boolean> {
  const [host, port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect(Number(port), host);
    const end = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

/** From the storage, so that no credential, token or certificate stands in the way. */
async function listTags(dir: string, repository: string): Promise<string[]> {
  const tags = join(dir, 'data/docker/registry/v2/repositories', repository, '_manifests/tags');
  return (await readdir(tags).catch(() => [])).sort();
}

/** bcrypt is the one hash that the registry takes. */
async function writeHtpasswd(dir: string, users: RegistryUser[]): Promise<string> {
  const file = join(dir, 'htpasswd');
  const lines = await Promise.all(
    users.map(({ user, password }) => runProgram('htpasswd', ['-nBi', user], { input: password })),
  );
  await writeFile(file, lines.map((line) => line.trim()).join('\n'), { mode: 0o600 });
  return file;
}

/** The port of the last start if it is still free, so that references stay good; else one that the OS picks. */
async function choosePort(dir: string, addresses: string[]): Promise<number> {
  const file = join(dir, 'port');
  const previous = Number(await readFile(file, 'utf8').catch(() => '0'));
  for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
    const port = await freePort(addresses, attempt === 0 ? previous : 0);
    if (port === undefined) continue;
    await writeFile(file, String(port));
    return port;
  }
  throw new Error(`No port is free on all of ${addresses.join(', ')}`);
}

/** `wanted` (0: any) if it is free on every address. */
async function freePort(addresses: string[], wanted: number): Promise<number | undefined> {
  let port = wanted;
  for (const address of addresses) {
    const found = await probePort(address, port);
    if (found === undefined) return undefined;
    port = found;
  }
  return port;
}

function probePort(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host, port, exclusive: true }, () => {
      const bound = server.address();
      server.close(() => resolve(bound !== null && typeof bound === 'object' ? bound.port : undefined));
    });
  });
}
