import { randomUUID } from 'node:crypto';
import type { RegistryCredential } from '@roadstead/protocol';
import type { JobBench, PreparedJob } from '../job-bench.js';

export const MIB = 1024 * 1024;
/** So much takes seconds at the rate `SLOW`. */
export const SIZE = 6 * MIB;
/** Bytes a second. */
export const SLOW = 2 * MIB;

/** A name that no other run uses. */
export const fresh = (repository: string) => `${repository}:${randomUUID().slice(0, 8)}`;

/** An image in the registry, and not on the host. */
export async function toPull(bench: JobBench, address: string, size = SIZE): Promise<PreparedJob> {
  const name = fresh('shop/web');
  const direct = bench.registry.reference(name);
  await bench.makeImage(direct, size);
  await bench.run({ kind: 'image.push', params: { reference: direct }, credentials: bench.credentials });
  await bench.engine.docker('rmi', direct);
  return {
    kind: 'image.pull',
    params: { reference: `${address}/${name}` },
    credentials: credentialsAt(bench, address),
  };
}

/** An image on the host that is to go to the registry. */
export async function toPush(bench: JobBench, address: string, size = 16): Promise<PreparedJob> {
  const reference = `${address}/${fresh('shop/pushed')}`;
  await bench.makeImage(reference, size);
  return { kind: 'image.push', params: { reference }, credentials: credentialsAt(bench, address) };
}

export function credentialsAt({ credentials }: JobBench, serverAddress: string): RegistryCredential[] {
  return credentials.map((each) => ({ ...each, serverAddress }));
}
