import { Prisma } from '../platform/prisma/generated/client.js';
import type { HostKey, Matching } from './matching.js';
import { byWildHosts, conditions, type Way, waysTo } from './run-ways.js';
import type { TimeWindow } from './time-window.js';

/** How far hosts' clocks are off, as far as ranges of an index have to be wider for it. */
export interface Clocks {
  readonly leastMs: number;
  readonly mostMs: number;
  /** Hosts whose clocks are off by more than a day: they are looked through by themselves. */
  readonly wild: readonly HostKey[];
  /** Of each host by its key, as a list of Postgres: to look a host up for each run costs more than all else. */
  readonly aheadMs: string;
}

export interface RunQuery {
  readonly window: TimeWindow;
  readonly matching: Matching;
  readonly clocks: Clocks;
  /**
   * Of `p` (runs). From an index alone, whatever is filtered by: ids, keys, container names and times. With other columns each
   * run that goes on then is fetched: where they are many, take ids, and fetch what is wanted by them.
   */
  readonly columns: Prisma.Sql;
  /** Only what ended by then. */
  readonly endedBy?: Date;
  /** Only what began after that. */
  readonly startedAfter?: Date;
  readonly condition?: Prisma.Sql;
  /** By when they began, with all that began at once with the last: an index has no other order, and ends there. */
  readonly order?: 'asc' | 'desc';
  readonly limit?: number;
}

/**
 * Runs that match, as a SELECT: for each way by which an index leads to them, and for each key on it, no more than `limit`
 * in the order that is wanted. Whoever takes it sorts and cuts once more.
 *
 * Times of the rows are by the hosts' clocks, those of the window by the control plane's. Ranges of an index are as wide as
 * clocks are apart; each host's own offset decides.
 */
export function runs(query: RunQuery): Prisma.Sql {
  const { window, clocks, matching, endedBy, startedAfter } = query;
  const tame = clocks.wild.length === 0 ? [] : [Prisma.sql`p.host_key <> ALL(${clocks.wild}::int[])`];
  const from = window.type === 'span' ? window.from : window.at;
  const to = window.type === 'span' ? window.to : window.at;
  const least = from && shifted(from, clocks.leastMs);
  const most = to && shifted(to, clocks.mostMs);
  const begun = most === undefined || window.type === 'now' ? [] : [Prisma.sql`p.started_at <= ${most}`];
  const ended = least === undefined ? [] : [Prisma.sql`p.ended_at >= ${least}`];
  const exactly = byOffset(clocks);
  const began = startedAfter && Prisma.sql`p.started_at > ${exactly(startedAfter)}`;
  const gone = endedBy && Prisma.sql`p.ended_at <= ${exactly(endedBy)}`;
  if (startedAfter !== undefined) {
    begun.push(
      Prisma.sql`p.started_at > ${shifted(startedAfter, clocks.leastMs)}`,
      Prisma.sql`(p.started_at > ${shifted(startedAfter, clocks.mostMs)}::timestamptz OR ${began})`,
    );
  }
  if (endedBy !== undefined) {
    ended.push(
      Prisma.sql`p.ended_at <= ${shifted(endedBy, clocks.mostMs)}`,
      Prisma.sql`(p.ended_at <= ${shifted(endedBy, clocks.leastMs)}::timestamptz OR ${gone})`,
    );
  }
  const branches: Prisma.Sql[] = [];
  for (const way of waysTo(matching, window, least)) {
    if (endedBy === undefined) {
      branches.push(
        branch(query, way, [way.open, Prisma.sql`p.ended_at IS NULL`, ...begun, ...tame, during(window, clocks, true)]),
      );
    }
    if (window.type !== 'now') {
      branches.push(
        branch(query, { ...way, keys: way.closedKeys ?? way.keys }, [
          way.closed,
          Prisma.sql`p.ended_at IS NOT NULL`,
          ...begun,
          ...ended,
          ...tame,
          during(window, clocks, false),
        ]),
      );
    }
  }
  if (clocks.wild.length > 0) {
    const way = byWildHosts(clocks.wild);
    const open = window.type === 'now' ? Prisma.sql`p.ended_at IS NULL` : Prisma.sql`TRUE`;
    const exact = [began, gone].filter((each) => each !== undefined);
    branches.push(branch(query, way, [way.open, open, goesOn(window, exactly, exactly), ...exact]));
  }
  return Prisma.join(branches, ' UNION ALL ');
}

function branch(query: RunQuery, { keys, by }: Way, on: readonly Prisma.Sql[]): Prisma.Sql {
  const { matching, columns, condition, order, limit } = query;
  const all = [...on, ...conditions(matching, by)];
  if (condition !== undefined) all.push(condition);
  const where = Prisma.join(all, ' AND ');
  const ordered = Prisma.sql`ORDER BY p.started_at ${Prisma.raw(order ?? 'asc')} FETCH FIRST (${limit}) ROWS WITH TIES`;
  const first = limit === undefined ? Prisma.empty : Prisma.sql`LIMIT ${limit}`;
  const select = Prisma.sql`SELECT ${columns} FROM runs p WHERE ${where} ${order === undefined ? first : ordered}`;
  return keys === undefined
    ? Prisma.sql`(${select})`
    : Prisma.sql`(SELECT r.* FROM ${keys} CROSS JOIN LATERAL (${select}) AS r)`;
}

/** How a time of the control plane's clock is written as one of a host's. */
type ByClock = (time: Date) => Prisma.Sql;

/**
 * Of a run `p` of a tame host: it goes on at some moment of the window. Most do whatever the host's clock says, or are left out
 * by ranges: the host's own offset is looked at for the others. What is added to a time in SQL is added again for each row.
 */
function during(window: TimeWindow, clocks: Clocks, isOpen: boolean): Prisma.Sql {
  const exactly = byOffset(clocks);
  const exact = goesOn(window, exactly, exactly, isOpen);
  if (window.type === 'now') return exact;
  const constant =
    (ms: number): ByClock =>
    (time) =>
      Prisma.sql`${shifted(time, ms)}::timestamptz`;
  const quick = goesOn(window, constant(clocks.leastMs), constant(clocks.mostMs), isOpen);
  return clocks.leastMs === clocks.mostMs ? quick : Prisma.sql`(${quick} OR ${exact})`;
}

function byOffset({ aheadMs }: Clocks): ByClock {
  return (time) => Prisma.sql`${time}::timestamptz + (${aheadMs}::int[])[p.host_key] * interval '1 ms'`;
}

function shifted(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms);
}

/**
 * Of `p`: the run goes on at some moment of the window.
 * @param least by a clock that is ahead of the control plane's by the least
 * @param isOpen known of the run; absent: it may be or not
 */
function goesOn(window: TimeWindow, least: ByClock, most: ByClock, isOpen?: boolean): Prisma.Sql {
  if (isOpen === undefined) {
    const of = (open: boolean) => goesOn(window, least, most, open);
    return Prisma.sql`CASE WHEN p.ended_at IS NULL THEN ${of(true)} ELSE ${of(false)} END`;
  }
  switch (window.type) {
    case 'now':
      return Prisma.sql`TRUE`;
    case 'moment':
      return isOpen
        ? Prisma.sql`p.started_at <= ${least(window.at)}`
        : Prisma.sql`(p.started_at <= ${least(window.at)} AND p.ended_at > ${most(window.at)})`;
    case 'span': {
      const { from, to } = window;
      const begun = to === undefined ? Prisma.sql`TRUE` : Prisma.sql`p.started_at < ${least(to)}`;
      // What ended at once ran at the moment of its start.
      const ended =
        from === undefined || isOpen
          ? Prisma.sql`TRUE`
          : Prisma.sql`(p.ended_at > ${most(from)} OR p.started_at >= ${most(from)})`;
      return Prisma.sql`(${begun} AND ${ended})`;
    }
  }
}
