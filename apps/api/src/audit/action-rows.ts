import type { Action, ActionFilter } from '@roadstead/contract';
import { containsPattern } from '../platform/database/keyset.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { ChainedAction } from './chain/action-hash.js';

export function toAction(row: ChainedAction): Action {
  const { chainVersion: _chainVersion, address, detail, ...action } = row;
  return { ...action, address: address ?? undefined, detail: JSON.parse(detail) };
}

/** The rows that are asked for. */
export function matching(filter: ActionFilter): Prisma.Sql {
  const { id, actor, verb, target, outcome, address, from, to, q } = filter;
  const all = [Prisma.sql`TRUE`];
  if (id !== undefined) all.push(Prisma.sql`actions.id = ${id}::text::numeric`);
  if (actor !== undefined) all.push(Prisma.sql`actor = ${actor}`);
  if (verb !== undefined) {
    const noun = verb.replace(/\.$/, '');
    all.push(Prisma.sql`(verb = ${noun} OR verb LIKE ${`${noun}.%`})`);
  }
  if (target !== undefined) all.push(Prisma.sql`lower(target) LIKE ${containsPattern(target)}`);
  if (outcome !== undefined) all.push(outcome === 'ok' ? Prisma.sql`outcome = 'ok'` : Prisma.sql`outcome <> 'ok'`);
  if (address !== undefined) all.push(Prisma.sql`address = ${address}`);
  if (from !== undefined) all.push(Prisma.sql`at >= ${from}::text::timestamptz`);
  if (to !== undefined) all.push(Prisma.sql`at < ${to}::text::timestamptz`);
  if (q !== undefined && q !== '') {
    const text = Prisma.sql`lower(concat_ws(' ', actor, address, verb, target, outcome, detail::text))`;
    all.push(Prisma.sql`${text} LIKE ${containsPattern(q)}`);
  }
  return Prisma.join(all, ' AND ');
}
