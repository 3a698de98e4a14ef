import { readFile, writeFile } from 'node:fs/promises';
import { type EngineNetwork, HOST_ADDRESS_POOL, HOST_BRIDGE_ADDRESS } from './engine-network.js';

/** Keys and values of Docker's daemon.json. */
export type DaemonConfig = Record<string, unknown>;

/** These keys are this start's own; all else that a user or a test wrote to the file stays. */
const NETWORK_KEYS = ['bridge', 'iptables', 'ip-forward', 'bip', 'default-address-pools'];

/**
 * Writes the daemon.json of a start: what the file has already, under `config`, under what the network needs.
 * Insecure registries of all three add up.
 */
export async function writeDaemonConfig(
  file: string,
  network: EngineNetwork | 'none',
  config?: DaemonConfig,
): Promise<void> {
  const kept = await readDaemonConfig(file);
  for (const key of NETWORK_KEYS) delete kept[key];
  const sources = [kept, config ?? {}, networkConfig(network)];
  const registries = new Set(sources.flatMap((source) => source['insecure-registries'] ?? []));
  const merged = Object.assign({}, ...sources, { 'insecure-registries': [...registries] }) as DaemonConfig;
  await writeFile(file, `${JSON.stringify(merged, null, 2)}\n`);
}

async function readDaemonConfig(file: string): Promise<DaemonConfig> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as DaemonConfig;
  } catch {
    return {}; // None yet, or broken by a test: this start writes a good one.
  }
}

function networkConfig(network: EngineNetwork | 'none'): DaemonConfig {
  if (network === 'none') return { bridge: 'none', iptables: false, 'ip-forward': false };
  return {
    bip: HOST_BRIDGE_ADDRESS,
    'default-address-pools': [HOST_ADDRESS_POOL],
    'insecure-registries': [network.subnet],
  };
}
