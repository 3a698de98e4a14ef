import type { ActionCheckpoint, ActionProtection, ActionVerification } from '@roadstead/contract';
import type { ChainedAction } from './action-hash.js';
import { type ChainResult, checkChain } from './check-chain.js';

/** Asks Postgres; the same for the API and for the program that verifies without it. All of one snapshot. */
export type Ask = <T>(sql: string, values?: readonly unknown[]) => Promise<T[]>;

/** Rows that are in memory at once. */
const BATCH = 1000;
const UTC = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;
export const utc = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', ${UTC})`;

/** All that a hash is over, as the text that it is over. */
export const CHAINED_COLUMNS = `id::text AS id, ${utc('at')} AS at, actor, address, verb, target, detail::text AS detail, outcome,
  chain_version AS "chainVersion", previous_hash AS "previousHash", hash`;

/**
 * Goes along the whole chain in batches.
 * @param ask of one snapshot, so that what is appended or removed meanwhile is not taken for tampering
 * @param noted `<hash>` or `<number>:<hash>`, from before
 */
export async function verifyChain(ask: Ask, noted?: string): Promise<ActionVerification> {
  const startedAt = new Date();
  const [head] = await ask<{ id: string; hash: string }>('SELECT last_id::text AS id, hash FROM action_chain');
  const checkpoint = await newestCheckpoint(ask);
  const result = await checkChain(readChain(ask), {
    checkpoint: checkpoint && { id: checkpoint.lastId, hash: checkpoint.hash },
    // A note of the newest action that is missing is a cut as well: no row is the last.
    head: head ?? { id: String(2n ** 63n - 1n), hash: '' },
    noted: noted === undefined ? undefined : parseHead(noted),
  });
  const at = startedAt.toISOString();
  const tookMs = Date.now() - startedAt.getTime();
  return { ...result, result: verdict(result), at, tookMs, checkpoint, protection: await protection(ask) };
}

export function verdict({ finding, comparison }: ChainResult): ActionVerification['result'] {
  return finding === undefined && comparison !== 'missing' ? 'intact' : 'broken';
}

export function parseHead(text: string): { id?: string; hash: string } {
  const [hash = '', id] = text.split(':').reverse();
  return { id, hash };
}

export async function newestCheckpoint(ask: Ask): Promise<ActionCheckpoint | undefined> {
  const [row] = await ask<ActionCheckpoint>(
    `SELECT last_id::text AS "lastId", hash, ${utc('last_at')} AS "lastAt", ${utc('at')} AS at, kept_days AS "keptDays"
    FROM action_checkpoints ORDER BY last_id DESC LIMIT 1`,
  );
  return row;
}

async function* readChain(ask: Ask): AsyncGenerator<ChainedAction> {
  const rowsAfter = (condition: string, values: unknown[]) =>
    ask<ChainedAction>(
      `SELECT ${CHAINED_COLUMNS} FROM actions WHERE ${condition} ORDER BY actions.id LIMIT ${BATCH}`,
      values,
    );
  let rows = await rowsAfter('TRUE', []);
  while (rows.length > 0) {
    yield* rows;
    rows = await rowsAfter('actions.id > $1::text::bigint', [rows.at(-1)?.id]);
  }
}

/** What holds for the role that asks, here and now. */
async function protection(ask: Ask): Promise<ActionProtection> {
  const [row] = await ask<{ mayChange: boolean; isRefused: boolean }>(
    `SELECT has_table_privilege('actions', 'UPDATE') OR has_table_privilege('actions', 'DELETE')
        OR has_table_privilege('actions', 'TRUNCATE') OR has_table_privilege('action_chain', 'UPDATE')
        OR has_table_privilege('action_checkpoints', 'INSERT') OR pg_has_role(c.relowner, 'MEMBER') AS "mayChange",
      (SELECT count(*) = 4 FROM pg_trigger t WHERE t.tgenabled IN ('O', 'A') AND (t.tgrelid = c.oid
        AND t.tgname IN ('append_only', 'checkpoint_first') OR t.tgrelid = 'action_checkpoints'::regclass
        AND t.tgname IN ('append_only', 'only_retention'))) AS "isRefused"
    FROM pg_class c WHERE c.oid = 'actions'::regclass`,
  );
  if (row === undefined || !row.mayChange) return row === undefined ? 'none' : 'role';
  return row.isRefused ? 'trigger' : 'none';
}
