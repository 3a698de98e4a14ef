import type { ChainFinding } from '@roadstead/contract';
import { actionHash, type ChainedAction } from './action-hash.js';

/** What the next action is chained to. */
export interface ChainLink {
  readonly id: string;
  readonly hash: string;
}

/** Where the chain breaks: `row` does not follow `last` as it was written. */
export interface ChainBreak {
  /** The two before the row. */
  readonly beforeLast?: ChainLink;
  readonly last: ChainLink;
  readonly row: ChainedAction;
  /** What comes after it, as far as was looked. */
  readonly following: readonly ChainedAction[];
}

/** Rows that were renumbered after others had gone are recognised up to so many. */
const MOST_RENUMBERED = 1000n;

export function follows(last: ChainLink, row: ChainedAction): boolean {
  return BigInt(row.id) === BigInt(last.id) + 1n && row.previousHash === last.hash && actionHash(row) === row.hash;
}

/** What was done to a chain, as far as the traces tell. */
export function findFault({ beforeLast, last, row, following }: ChainBreak): ChainFinding {
  const id = BigInt(row.id);
  const expected = BigInt(last.id) + 1n;
  if (id < expected) return { fault: 'inserted', id: row.id };

  const isWhole = actionHash(row) === row.hash;
  const isLinked = row.previousHash === last.hash;
  const successor = following.find(({ previousHash }) => previousHash === last.hash);
  if (successor !== undefined) {
    const belongsElsewhere = following.some((other) => actionHash(row, other.id) === row.hash);
    return { fault: belongsElsewhere ? 'reordered' : 'inserted', id: row.id };
  }
  if (isLinked) return isWhole ? missing(expected, id) : { fault: 'changed', id: row.id };
  if (beforeLast !== undefined && row.previousHash === beforeLast.hash && actionHash(row, last.id) === row.hash) {
    return { fault: 'inserted', id: last.id };
  }
  if (id > expected) return missing(expected, id);
  for (let gone = 1n; !isWhole && gone <= MOST_RENUMBERED; gone += 1n) {
    if (actionHash(row, String(id + gone)) === row.hash) return missing(expected, expected + gone);
  }
  // The row is what it was, and so is what was written after it: the one before is another.
  const isAnchored = isWhole && (following[0] === undefined || following[0].previousHash === row.hash);
  return { fault: 'changed', id: isAnchored && beforeLast !== undefined ? last.id : row.id };
}

/** @param until not included */
function missing(from: bigint, until: bigint): ChainFinding {
  return { fault: 'removed', id: String(from), untilId: String(until - 1n) };
}
