import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endProcess } from './process-table.js';
import { runProgram } from './program.js';

/** Every address of a fleet lies in the range that is reserved for benchmarks (RFC 2544), which no real network uses. */
export const FLEET_CIDR = '198.18.0.0/15';

/** Container networks. Each host has its own namespace, so all hosts can use the same ones, as real hosts do. */
export const HOST_BRIDGE_ADDRESS = '198.19.0.1/24';
export const HOST_ADDRESS_POOL = { base: '198.19.0.0/16', size: 24 };

/** Bridges and namespaces of fleets start with this, so that leftovers can be recognised. */
export const NETWORK_PREFIX = 'rsf';

const NUMBER_FILE = 'network';
const NAMESPACE_FOLDER = '/run/netns';
const MAX_NETWORKS = 256;
const FIRST_HOST_OCTET = 10;
const LAST_HOST_OCTET = 254;

/** For programs that were started in a host and outlived their owner. */
const GUEST_GRACE_MS = 2_000;

/** One host's end of the network: a network namespace with one interface. */
export interface HostNetwork {
  readonly address: string;
  readonly gatewayAddress: string;
  /** File that `nsenter --net=` takes. */
  readonly namespacePath: string;
  /** Takes the link down, as a pulled cable does: packets vanish without a word, connections stay half open. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  detach(): Promise<void>;
}

/** A bridge in the root namespace that joins the hosts of one fleet. */
export interface EngineNetwork {
  readonly name: string;
  /** Address of the root namespace as hosts see it: the control plane and the registry answer there. */
  readonly gatewayAddress: string;
  /** Another address of the root namespace, at which engines want TLS with a good certificate. */
  readonly strictAddress: string;
  readonly subnet: string;
  attach(hostName: string): Promise<HostNetwork>;
  close(): Promise<void>;
}

/**
 * Makes a network for the fleet of an existing folder, after removing what an earlier one of that folder left behind.
 * The name of the bridge is the lock: the kernel lets only one fleet have it.
 *
 * @param hostNames hosts that get the first addresses, in this order, whichever is attached first
 */
export async function openEngineNetwork(dir: string, hostNames: string[] = []): Promise<EngineNetwork> {
  await removeEngineNetwork(dir);
  const id = await claimBridge(bridgeAlias(dir), await lastNumber(dir));
  await writeFile(join(dir, NUMBER_FILE), String(id));
  const name = bridgeName(id);
  const gatewayAddress = `198.18.${id}.1`;
  const strictAddress = `198.19.255.${id}`;
  await ip('addr', 'add', `${gatewayAddress}/24`, 'dev', name);
  await ip('addr', 'add', `${strictAddress}/32`, 'dev', name);
  await ip('link', 'set', name, 'up');
  const octets = new Map(hostNames.map((hostName, index) => [hostName, FIRST_HOST_OCTET + index]));
  return {
    name,
    gatewayAddress,
    strictAddress,
    subnet: `198.18.${id}.0/24`,
    attach: async (hostName) => {
      const octet = octets.get(hostName) ?? FIRST_HOST_OCTET + octets.size;
      if (octet > LAST_HOST_OCTET) throw new Error(`The network ${name} has no address left for ${hostName}`);
      octets.set(hostName, octet);
      return attachHost(id, hostName, octet);
    },
    close: () => removeNetwork(id),
  };
}

/** Removes the network that a fleet of this folder left behind, if there is one. */
export async function removeEngineNetwork(dir: string): Promise<void> {
  const id = await findBridge(bridgeAlias(dir));
  if (id !== undefined) await removeNetwork(id);
}

/** Whether this process may make network namespaces and bridges. */
export async function canMakeNetworks(): Promise<boolean> {
  const probe = `${NETWORK_PREFIX}probe${process.pid}`;
  try {
    await ip('netns', 'add', probe);
    await ip('netns', 'del', probe);
    await ip('link', 'add', 'name', probe, 'type', 'bridge');
    await ip('link', 'del', probe);
    return true;
  } catch {
    return false;
  }
}

async function attachHost(id: number, hostName: string, octet: number): Promise<HostNetwork> {
  const namespace = `${bridgeName(id)}-${hostName}`;
  const link = `${bridgeName(id)}h${octet}`;
  const gatewayAddress = `198.18.${id}.1`;
  const address = `198.18.${id}.${octet}`;
  await ip('netns', 'add', namespace);
  await ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
  await ip('link', 'set', link, 'master', bridgeName(id), 'up');
  await ip('-n', namespace, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
  await ip('-n', namespace, 'link', 'set', 'lo', 'up');
  await ip('-n', namespace, 'link', 'set', 'eth0', 'up');
  await ip('-n', namespace, 'route', 'add', 'default', 'via', gatewayAddress);
  return {
    address,
    gatewayAddress,
    namespacePath: `${NAMESPACE_FOLDER}/${namespace}`,
    cut: async () => void (await ip('link', 'set', link, 'down')),
    restore: async () => void (await ip('link', 'set', link, 'up')),
    detach: async () => {
      await ip('link', 'del', link);
      await removeNamespace(namespace);
    },
  };
}

async function claimBridge(alias: string, preferred: number): Promise<number> {
  const taken = await routedSubnets();
  for (let step = 0; step < MAX_NETWORKS; step++) {
    const id = (preferred + step) % MAX_NETWORKS;
    if (taken.has(id)) continue;
    const made = await ip('link', 'add', 'name', bridgeName(id), 'type', 'bridge').then(
      () => true,
      (error: Error) => {
        if (error.message.includes('File exists')) return false;
        throw error;
      },
    );
    if (!made) continue;
    await ip('link', 'set', bridgeName(id), 'alias', alias);
    return id;
  }
  throw new Error('All 256 fleet networks (198.18.0.0/16) are in use: stop a fleet that is no longer needed');
}

/** Addresses stay the same from one start to the next where they are still free. */
async function lastNumber(dir: string): Promise<number> {
  return Number(await readFile(join(dir, NUMBER_FILE), 'utf8').catch(() => '0'));
}

/** Third octets of 198.18.0.0/16 that a route of this machine covers already. */
async function routedSubnets(): Promise<Set<number>> {
  const routes = JSON.parse((await ip('-j', '-4', 'route', 'show')) || '[]') as { dst: string }[];
  const taken = new Set<number>();
  for (const { dst } of routes) {
    if (dst === 'default') continue;
    const [address = '', length = '32'] = dst.split('/');
    const size = 2 ** (32 - Number(length));
    const first = toNumber(address) - toNumber('198.18.0.0');
    for (let id = 0; id < MAX_NETWORKS; id++) {
      if (first < (id + 1) * 256 && first + size > id * 256) taken.add(id);
    }
  }
  return taken;
}

async function findBridge(alias: string): Promise<number | undefined> {
  const links = JSON.parse((await ip('-j', 'link', 'show', 'type', 'bridge')) || '[]') as {
    ifname: string;
    ifalias?: string;
  }[];
  const name = links.find((link) => link.ifalias === alias)?.ifname;
  return name === undefined ? undefined : Number(name.slice(NETWORK_PREFIX.length));
}

/** Removes a fleet's namespaces with what still runs in them, its links and its bridge. */
async function removeNetwork(id: number): Promise<void> {
  const bridge = bridgeName(id);
  const namespaces = await readdir(NAMESPACE_FOLDER).catch(() => [] as string[]);
  const links = JSON.parse((await ip('-j', 'link', 'show', 'master', bridge)) || '[]') as { ifname: string }[];
  for (const { ifname } of links) await ip('link', 'del', ifname);
  for (const name of namespaces.filter((each) => each.startsWith(`${bridge}-`))) await removeNamespace(name);
  await ip('link', 'del', bridge);
}

async function removeNamespace(name: string): Promise<void> {
  const pids = (await ip('netns', 'pids', name)).split('\n').filter(Boolean);
  await Promise.all(pids.map((pid) => endProcess(Number(pid), GUEST_GRACE_MS)));
  await ip('netns', 'del', name);
}

/** Written on the bridge, to find it again for the same folder. */
function bridgeAlias(dir: string): string {
  return `roadstead-fleet ${createHash('sha256').update(dir).digest('hex').slice(0, 16)}`;
}

function bridgeName(id: number): string {
  return `${NETWORK_PREFIX}${id}`;
}

function toNumber(address: string): number {
  return address.split('.').reduce((total, octet) => total * 256 + Number(octet), 0);
}

function ip(...args: string[]): Promise<string> {
  return runProgram('ip', args);
}
