import type { ChainFinding, HeadComparison } from '@roadstead/contract';
import { type ChainedAction, GENESIS_HASH } from './action-hash.js';
import { type ChainLink, findFault, follows } from './chain-fault.js';

/** What is known beside the rows themselves. */
export interface ChainBounds {
  /** The newest of what retention has removed. */
  readonly checkpoint?: ChainLink;
  /** The newest action; absent where rows are all there is, as in an export. */
  readonly head?: ChainLink;
  /** Noted earlier, outside: a hash, perhaps with its number. */
  readonly noted?: { readonly id?: string; readonly hash: string };
}

export interface ChainResult {
  readonly checked: number;
  readonly firstId?: string;
  /** The last action that was in order. */
  readonly head: ChainLink;
  readonly finding?: ChainFinding;
  readonly comparison?: HeadComparison;
}

/** What the action is called that tells of a checkpoint. */
export const REMOVAL_VERB = 'actions.remove-old';
/** How far is looked beyond a break. */
const LOOK_AHEAD = 100;

/** Goes along the chain, the oldest first, to its end or the first fault. Keeps no rows. */
export async function checkChain(rows: AsyncIterable<ChainedAction>, bounds: ChainBounds): Promise<ChainResult> {
  const { checkpoint, head, noted } = bounds;
  const start: ChainLink = checkpoint ?? { id: '0', hash: GENESIS_HASH };
  const isNoted = (link: ChainLink) => link.hash === noted?.hash && (noted.id === undefined || noted.id === link.id);
  let beforeLast: ChainLink | undefined;
  let last = start;
  let firstId: string | undefined;
  let checked = 0;
  let toldOfCheckpoint = checkpoint === undefined;
  let isHeld = noted !== undefined && isNoted(start);

  const iterator = rows[Symbol.asyncIterator]();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    const row = next.value;
    if (!follows(last, row)) {
      const following = await take(iterator, LOOK_AHEAD);
      const finding = findFault({ beforeLast, last, row, following });
      return { checked, firstId, head: last, finding };
    }
    firstId ??= row.id;
    checked += 1;
    isHeld ||= isNoted(row);
    toldOfCheckpoint ||= row.verb === REMOVAL_VERB && tellsOf(row.detail, start);
    beforeLast = last;
    last = { id: row.id, hash: row.hash };
  }

  const finding =
    faultAtEnd(last, head) ?? (toldOfCheckpoint ? undefined : { fault: 'checkpoint' as const, id: start.id });
  const comparison = noted === undefined ? undefined : compare(isHeld, noted.id, checkpoint);
  return { checked, firstId, head: last, finding, comparison };
}

function faultAtEnd(last: ChainLink, head: ChainLink | undefined): ChainFinding | undefined {
  if (head === undefined || (head.id === last.id && head.hash === last.hash)) return undefined;
  const [end, noted] = [BigInt(last.id), BigInt(head.id)];
  if (end < noted) return { fault: 'cut', id: String(end + 1n), untilId: head.id };
  return end > noted ? { fault: 'inserted', id: String(noted + 1n) } : { fault: 'changed', id: last.id };
}

function compare(isHeld: boolean, notedId: string | undefined, checkpoint: ChainLink | undefined): HeadComparison {
  if (isHeld) return 'held';
  const wasRemoved = checkpoint !== undefined && notedId !== undefined && BigInt(notedId) < BigInt(checkpoint.id);
  return wasRemoved ? 'removed' : 'missing';
}

function tellsOf(detail: string, checkpoint: ChainLink): boolean {
  const { lastId, hash } = JSON.parse(detail) as { lastId?: number; hash?: string };
  return String(lastId) === checkpoint.id && hash === checkpoint.hash;
}

async function take(iterator: AsyncIterator<ChainedAction>, most: number): Promise<ChainedAction[]> {
  const taken: ChainedAction[] = [];
  while (taken.length < most) {
    const next = await iterator.next();
    if (next.done) break;
    taken.push(next.value);
  }
  await iterator.return?.();
  return taken;
}
