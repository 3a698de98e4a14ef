import type { Digest } from './digest.js';

/** Hashes UTF-8 text to a digest. Injected, so that this package does no I/O and runs in a browser too. */
export type Sha256 = (text: string) => Digest;

/**
 * The chain ids of a stack of layers, bottom first. A chain id names a layer *together with all below it*, which is the
 * identity under which engines share layers: chain(0) = diff(0), chain(n) = sha256(chain(n-1) + " " + diff(n)).
 * Source: OCI image specification, "Layer ChainID".
 */
export function chainIds(diffIds: readonly Digest[], sha256: Sha256): Digest[] {
  const chain: Digest[] = [];
  for (const diffId of diffIds) {
    const below = chain.at(-1);
    chain.push(below === undefined ? diffId : sha256(`${below} ${diffId}`));
  }
  return chain;
}
