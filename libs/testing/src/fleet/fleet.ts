import { mkdir, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engine, type EngineOptions, engineFolders, startEngine } from './engine.js';
import { clearEngineLeftovers } from './engine-leftovers.js';
import { canMakeNetworks, type EngineNetwork, openEngineNetwork, removeEngineNetwork } from './engine-network.js';
import { claimFolder, releaseFolder } from './folder-owner.js';
import { clearRegistryLeftovers, type Registry, startRegistry } from './registry.js';
import { sampleImagesOfHost, startSampleContainers } from './sample-containers.js';
import { seedSampleImages } from './sample-images.js';

const LOOPBACK = '127.0.0.1';
const HOSTS_FOLDER = 'hosts';
const REGISTRY_FOLDER = 'registry';

export interface FleetOptions {
  /** The fleet's folder; engines and registry find their data there again at the next start. */
  dir: string;
  /** Number of hosts. */
  hosts: number;
  /** Host names. @default harbor-1, harbor-2, … */
  names?: string[];
  /** A network namespace for each host. @default whether this process may make them */
  namespaces?: boolean;
  /** @default true */
  registry?: boolean;
  /** Sample images in the registry and sample containers on the hosts; needs the registry. @default false */
  samples?: boolean | { scale?: number; containers?: boolean };
  engine?: Pick<EngineOptions, 'daemonConfig' | 'dockerdPath' | 'env'>;
  onProgress?(message: string): void;
}

export interface Fleet {
  readonly engines: Engine[];
  /** Answers on 127.0.0.1 too, for engines in the root namespace. */
  readonly registry?: Registry;
  /** Address of this machine as the hosts see it; an API that hosts are to reach must listen there. */
  readonly gatewayAddress: string;
  /** Another such address, at which engines want TLS with a good certificate; absent without namespaces. */
  readonly strictAddress?: string;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts real engines as hosts, and a registry. A fleet whose owner was killed is cleared first.
 *
 * @throws Error when the folder belongs to a fleet that runs, or a part does not start; nothing is left running then.
 */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const progress = options.onProgress ?? (() => undefined);
  if (process.getuid?.() !== 0) throw new Error('Docker engines need root: run this command as root');
  await mkdir(options.dir, { recursive: true });
  const dir = await realpath(options.dir);
  await claimFolder(dir);
  const parts: FleetParts = { dir, running: [] };
  const stop = () => stopParts(parts);
  try {
    await clearFleetLeftovers(dir);
    const names = hostNames(options);
    if (options.namespaces ?? (await canMakeNetworks())) parts.network = await openEngineNetwork(dir, names);
    progress(`starting ${options.hosts} Docker engines`);
    const [registry, engines] = await allEnded([
      options.registry === false ? undefined : openRegistry(parts),
      allEnded(names.map((name) => openEngine(parts, name, options))),
    ] as const);
    if (registry && options.samples) await addSamples(engines, registry, options);
    const gatewayAddress = parts.network?.gatewayAddress ?? LOOPBACK;
    const strictAddress = parts.network?.strictAddress;
    return { engines, registry, gatewayAddress, strictAddress, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Clears what a fleet left behind whose owner was killed: processes, mounts, namespaces. Its data stay. */
export async function clearFleetLeftovers(dir: string): Promise<void> {
  const names = await readdir(join(dir, HOSTS_FOLDER)).catch(() => [] as string[]);
  await Promise.all(names.map((name) => clearEngineLeftovers(engineFolders(join(dir, HOSTS_FOLDER, name)))));
  await clearRegistryLeftovers(join(dir, REGISTRY_FOLDER));
  await removeEngineNetwork(dir);
}

interface FleetParts {
  dir: string;
  network?: EngineNetwork;
  /** Engines and registry, as far as they have started. */
  running: { stop(): Promise<void> }[];
}

/** Stopping twice does nothing the second time. */
async function stopParts(parts: FleetParts): Promise<void> {
  const { dir, network, running } = parts;
  parts.running = [];
  parts.network = undefined;
  try {
    await allEnded(running.map((part) => part.stop()));
  } finally {
    await network?.close();
    await releaseFolder(dir);
  }
}

function hostNames({ hosts, names = [] }: FleetOptions): string[] {
  return Array.from({ length: hosts }, (_, index) => names[index] ?? `harbor-${index + 1}`);
}

async function openRegistry({ dir, network, running }: FleetParts): Promise<Registry> {
  const addresses = network ? [network.gatewayAddress, LOOPBACK] : [LOOPBACK];
  const registry = await startRegistry({ dir: join(dir, REGISTRY_FOLDER), addresses });
  running.push(registry);
  return registry;
}

async function openEngine({ dir, network, running }: FleetParts, name: string, options: FleetOptions): Promise<Engine> {
  const engine = await startEngine({ ...options.engine, dir: join(dir, HOSTS_FOLDER, name), name, network });
  running.push(engine);
  return engine;
}

async function addSamples(engines: Engine[], registry: Registry, options: FleetOptions): Promise<void> {
  const [first] = engines;
  if (!first) return;
  const { scale = 1, containers = true } = typeof options.samples === 'object' ? options.samples : {};
  const keep = containers ? sampleImagesOfHost(0) : [];
  await seedSampleImages(first, registry, { scale, keep, onProgress: options.onProgress });
  if (!containers) return;
  options.onProgress?.('starting the sample containers');
  await allEnded(engines.map((engine, host) => startSampleContainers(engine, registry, host)));
}

/** As Promise.all, but a failure is thrown only when all have ended, so that whatever did start can be stopped. */
async function allEnded<T extends readonly unknown[]>(work: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
