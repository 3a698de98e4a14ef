import type { ChainFinding, ChainHead, HeadComparison } from '@roadstead/contract';
import { z } from 'zod';
import { actionHash, type ChainedAction } from './action-hash.js';
import { type ChainResult, checkChain } from './check-chain.js';
import { parseHead, verdict } from './verify-chain.js';

const Line = z.object({
  id: z.string().regex(/^\d{1,19}$/),
  at: z.string(),
  actor: z.string(),
  address: z.string().nullable(),
  verb: z.string(),
  target: z.string(),
  detail: z.string(),
  outcome: z.string(),
  chainVersion: z.number().int(),
  previousHash: z.string(),
  hash: z.string(),
}) satisfies z.ZodType<ChainedAction>;

/** As `ExportFormat` names its files. */
const HEAD_IN_NAME = /-head-(\d{1,19})-([0-9a-f]{64})\.jsonl$/;

export interface FileVerification {
  readonly result: 'intact' | 'broken';
  readonly checked: number;
  readonly firstId?: string;
  readonly head: ChainHead;
  readonly finding?: ChainFinding;
  readonly comparison?: HeadComparison;
  /** Actions that a filter left out between the first and the last; undefined where the export is to be whole. */
  readonly leftOut?: number;
}

/** What is wrong with the file itself, in words. */
export class NoExport extends Error {
  override readonly name = 'NoExport';
}

export interface FileOptions {
  /** Of the file: an export tells in it with which action it ended. */
  readonly name: string;
  /** `<hash>` or `<number>:<hash>`, from before. */
  readonly noted?: string;
  /** The export was narrowed by a filter: numbers may be missing. */
  readonly isFiltered: boolean;
}

/**
 * Computes the chain of an export anew, without the database. Of a whole export that is all of it; of a filtered one each
 * entry, and each link between two that stand side by side.
 * @throws NoExport
 */
export async function verifyFile(lines: AsyncIterable<string>, options: FileOptions): Promise<FileVerification> {
  const noted = options.noted === undefined ? undefined : parseHead(options.noted);
  if (options.isFiltered) return verifyFiltered(readActions(lines), noted);
  const rows = readActions(lines)[Symbol.asyncIterator]();
  const first = await rows.next();
  if (first.done) throw new NoExport('There is no action in it.');
  const isBeginning = first.value.id === '1';
  const result = await checkChain(rejoined(first.value, rows), {
    // What retention has removed before it, an action in the export tells of.
    checkpoint: isBeginning ? undefined : { id: String(BigInt(first.value.id) - 1n), hash: first.value.previousHash },
    head: headInName(options.name),
    noted,
  });
  return { ...result, result: verdict(result) };
}

async function verifyFiltered(
  rows: AsyncIterable<ChainedAction>,
  noted: ReturnType<typeof parseHead> | undefined,
): Promise<FileVerification> {
  let last: ChainedAction | undefined;
  let firstId: string | undefined;
  let checked = 0;
  let leftOut = 0n;
  let isHeld = false;
  let finding: ChainFinding | undefined;
  for await (const row of rows) {
    const step = last === undefined ? 1n : BigInt(row.id) - BigInt(last.id);
    const isLinked = last === undefined || step !== 1n || row.previousHash === last.hash;
    if (step < 1n) finding = { fault: 'reordered', id: row.id };
    else if (actionHash(row) !== row.hash || !isLinked) finding = { fault: 'changed', id: row.id };
    if (finding !== undefined) break;
    leftOut += step - 1n;
    firstId ??= row.id;
    checked += 1;
    isHeld ||= noted !== undefined && row.hash === noted.hash && (noted.id ?? row.id) === row.id;
    last = row;
  }
  // Which a filter may have left out, so that a head that is not among them says nothing.
  const comparison = isHeld ? 'held' : undefined;
  const head = { id: last?.id ?? '0', hash: last?.hash ?? '' };
  const result: ChainResult & { leftOut: number } = {
    checked,
    firstId,
    head,
    finding,
    comparison,
    leftOut: Number(leftOut),
  };
  return { ...result, result: verdict(result) };
}

/** @throws NoExport with the number of the line that is no action */
async function* readActions(lines: AsyncIterable<string>): AsyncGenerator<ChainedAction> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line === '') continue;
    const action = Line.safeParse(parseJson(line));
    if (!action.success) throw new NoExport(`Line ${number} is not an action as an export in JSON Lines has it.`);
    yield action.data;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function* rejoined<T>(first: T, rest: AsyncIterator<T>): AsyncGenerator<T> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function headInName(name: string): ChainHead | undefined {
  const [, id, hash] = HEAD_IN_NAME.exec(name) ?? [];
  return id === undefined || hash === undefined ? undefined : { id, hash };
}
