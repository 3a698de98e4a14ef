import { createHash } from 'node:crypto';
import { canonicalJson } from '@roadstead/domain';

/**
 * A signed 64-bit fingerprint of a record: the first 8 bytes of SHA-256 over its kind and its JSON with sorted keys.
 * Both sides compute it with this function from the parsed record, so that they agree byte for byte.
 */
export function fingerprint(kind: 'container' | 'image', record: object): bigint {
  return createHash('sha256').update(kind).update(canonicalJson(record)).digest().readBigInt64BE(0);
}

/**
 * The hash of a view is the exclusive or of its records' fingerprints: it does not depend on their order, changes by one
 * record at a time, and Postgres computes the same with `bit_xor`. An empty view hashes to 0.
 */
export function combineFingerprints(fingerprints: Iterable<bigint>): bigint {
  let view = 0n;
  for (const each of fingerprints) view ^= each;
  return view;
}
