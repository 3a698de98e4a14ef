import { z } from 'zod';
import { PageQuery, pageOf, Timestamp } from './paging.js';

/** SHA-256 in hexadecimal. */
const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'this is not a hash of the log: 64 hexadecimal digits');
/** Numbers of actions have no gaps; as text, because they may become larger than a number of JavaScript. */
const ActionNumber = z.string().regex(/^\d{1,19}$/);

/** What somebody did. */
export const Action = z.object({
  id: ActionNumber,
  at: Timestamp,
  /** User name, `agent:<host>` or `system`. */
  actor: z.string(),
  address: z.string().optional(),
  /** noun.verb, e.g. `host.revoke` */
  verb: z.string(),
  target: z.string(),
  /** Parameters without secrets. */
  detail: z.record(z.string(), z.unknown()),
  /** `ok`, or the code of the error. */
  outcome: z.string(),
  /** Over all that is above and the hash of the action before. */
  hash: Hash,
  previousHash: Hash,
});
export type Action = z.infer<typeof Action>;

/** All that are given hold at once. */
export const ActionFilter = z.object({
  /** That one. */
  id: ActionNumber.optional(),
  actor: z.string().min(1).max(200).optional(),
  /** Whole, or its beginning up to a dot: `container` finds all that was done to containers. */
  verb: z
    .string()
    .regex(/^[a-z][a-z.-]{0,60}$/, 'a verb is like container.stop, or a noun alone')
    .optional(),
  target: z.string().min(1).max(500).optional(),
  outcome: z.enum(['ok', 'failed']).optional(),
  address: z.string().min(1).max(100).optional(),
  from: Timestamp.optional(),
  /** Not included. */
  to: Timestamp.optional(),
  /** Found in who, what, on what and the parameters. */
  q: z.string().max(200).optional(),
});
export type ActionFilter = z.infer<typeof ActionFilter>;

export const ActionQuery = PageQuery.extend(ActionFilter.shape);
export type ActionQuery = z.infer<typeof ActionQuery>;

/** An action by which the whole chain before it is pinned: to be noted outside of the database. */
export const ChainHead = z.object({ id: ActionNumber, hash: Hash });
export type ChainHead = z.infer<typeof ChainHead>;

/** What retention has removed. */
export const ActionCheckpoint = z.object({
  /** The last action that went. */
  lastId: ActionNumber,
  hash: Hash,
  lastAt: Timestamp,
  /** When it went, and by what setting. */
  at: Timestamp,
  keptDays: z.number().int(),
});
export type ActionCheckpoint = z.infer<typeof ActionCheckpoint>;

export const ActionPage = pageOf(Action).extend({
  /** As `total` for a filter that matches very much: it is not counted beyond that. */
  totalIsLeast: z.boolean(),
  head: ChainHead,
  checkpoint: ActionCheckpoint.optional(),
  /** Absent: actions are kept for ever. */
  keptDays: z.number().int().optional(),
});
export type ActionPage = z.infer<typeof ActionPage>;

export const ActionExportQuery = ActionFilter.extend({ format: z.enum(['csv', 'jsonl']).default('csv') });
export type ActionExportQuery = z.infer<typeof ActionExportQuery>;

/**
 * What the database does against a change of what is written. role: the API's own role has no right to it · trigger: it is
 * refused, but the role owns the table and could lift that · none: nothing does
 */
export const ActionProtection = z.enum(['role', 'trigger', 'none']);
export type ActionProtection = z.infer<typeof ActionProtection>;

export const ChainFault = z.enum(['changed', 'removed', 'inserted', 'reordered', 'cut', 'checkpoint']);
export type ChainFault = z.infer<typeof ChainFault>;

export const ChainFinding = z.object({
  /**
   * changed: its fields are not those that were written · removed: actions are missing before it · inserted: it was not
   * written by the log · reordered: it stands in another's place · cut: actions after it are missing at the end ·
   * checkpoint: what retention is said to have removed, no action tells of
   */
  fault: ChainFault,
  /** The first action that is not as it was, or the first that is missing. */
  id: z.string(),
  /** The last that is missing. */
  untilId: z.string().optional(),
});
export type ChainFinding = z.infer<typeof ChainFinding>;

/** What became of a head that was noted earlier. removed: by retention, so that nothing can be said. */
export const HeadComparison = z.enum(['held', 'missing', 'removed']);
export type HeadComparison = z.infer<typeof HeadComparison>;

export const ActionVerification = z.object({
  result: z.enum(['intact', 'broken']),
  checked: z.number().int(),
  /** The first of them and the last. */
  firstId: ActionNumber.optional(),
  head: ChainHead,
  at: Timestamp,
  tookMs: z.number().int(),
  finding: ChainFinding.optional(),
  comparison: HeadComparison.optional(),
  checkpoint: ActionCheckpoint.optional(),
  protection: ActionProtection,
});
export type ActionVerification = z.infer<typeof ActionVerification>;

export const VerifyActionsQuery = z.object({
  /** `<hash>` or `<number>:<hash>`, as the page shows it. */
  head: z
    .string()
    .regex(/^(\d{1,19}:)?[0-9a-f]{64}$/, 'a head is a hash of 64 hexadecimal digits, or number:hash')
    .optional(),
});
