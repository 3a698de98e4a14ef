import { createHash } from 'node:crypto';

/** A row of the log, its fields as the text that its hash is over. */
export interface ChainedAction {
  readonly id: string;
  /** In UTC with six places, as the database writes it: `2026-11-28T03:00:00.000000Z`. */
  readonly at: string;
  readonly actor: string;
  readonly address: string | null;
  readonly verb: string;
  readonly target: string;
  /** The text of Postgres' jsonb, to the byte. */
  readonly detail: string;
  readonly outcome: string;
  readonly chainVersion: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** What the first action of all has as the hash before it. */
export const GENESIS_HASH = '0'.repeat(64);

/**
 * Length before content, so that no two rows have the same text. The same as `action_hash` of the migration that made the
 * chain; a row keeps the version by which it was hashed.
 * @param id as if the row had this number
 */
export function actionHash(action: ChainedAction, id = action.id): string {
  const { at, actor, address, verb, target, detail, outcome, chainVersion, previousHash } = action;
  const fields = [
    `roadstead-action/${chainVersion}`,
    previousHash,
    id,
    at,
    actor,
    address,
    verb,
    target,
    detail,
    outcome,
  ];
  return createHash('sha256').update(fields.map(netstring).join(''), 'utf8').digest('hex');
}

function netstring(content: string | null): string {
  return content === null ? '-,' : `${Buffer.byteLength(content)}:${content},`;
}
