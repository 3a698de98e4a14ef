import { OFFSET } from '../platform/database/host-offset.js';
import { Prisma } from '../platform/prisma/generated/client.js';

interface Filters {
  readonly until?: string;
  readonly label?: readonly string[];
}

const SECONDS = { h: 3600, m: 60, s: 1 } as const;

/**
 * Whether a prune on the host `h` takes it: old enough by that host's clock, with all labels that are asked for, and not with
 * all of those that stand with `!`.
 * @param createdAt by the host's clock
 * @param labels a JSON object, or null
 */
export function pruneCondition({ until, label = [] }: Filters, createdAt: Prisma.Sql, labels: Prisma.Sql): Prisma.Sql {
  const wanted = label.filter((each) => !each.startsWith('!'));
  const unwanted = label.filter((each) => each.startsWith('!')).map((each) => each.slice(1));
  const all = [
    ...(until === undefined ? [] : [Prisma.sql`${createdAt} <= ${limitOf(until)}`]),
    ...wanted.map((each) => hasLabel(labels, each)),
    ...(unwanted.length === 0
      ? []
      : [
          Prisma.sql`NOT (${Prisma.join(
            unwanted.map((each) => hasLabel(labels, each)),
            ' AND ',
          )})`,
        ]),
  ];
  return all.length === 0 ? Prisma.sql`TRUE` : Prisma.join(all, ' AND ');
}

/** @param until a moment, or an age as in `1h30m` */
export function ageInSeconds(until: string): number | undefined {
  if (!/^(?:\d+[hms])+$/.test(until)) return undefined;
  const parts = [...until.matchAll(/(\d+)([hms])/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit as keyof typeof SECONDS], 0);
}

function limitOf(until: string): Prisma.Sql {
  const age = ageInSeconds(until);
  return age === undefined
    ? Prisma.sql`${new Date(until)}::timestamptz`
    : Prisma.sql`now() + ${OFFSET} - ${age}::float8 * interval '1 s'`;
}

/** @param text `key` or `key=value` */
function hasLabel(labels: Prisma.Sql, text: string): Prisma.Sql {
  const at = text.indexOf('=');
  return at < 0
    ? Prisma.sql`coalesce(${labels} ? ${text}, FALSE)`
    : Prisma.sql`coalesce(${labels} @> ${JSON.stringify({ [text.slice(0, at)]: text.slice(at + 1) })}::jsonb, FALSE)`;
}
