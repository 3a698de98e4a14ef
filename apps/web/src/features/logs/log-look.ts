import { type FieldFilter, FieldFilterProblem, parseFieldFilter } from '@roadstead/domain/logs';
import { useMemo, useState } from 'react';
import { serverNow } from '../../lib/clock/server-clock';
import { useUrlState } from '../../lib/ui/use-url-state';
import type { Streams } from './log-feed';
import type { LogPlace } from './log-session';

const MINUTE_MS = 60_000;
/** Spans that end now, in minutes. */
export const SPANS = { '15m': 15, '1h': 60, '24h': 1_440 } as const;
export const RANGES = ['live', '15m', '1h', '24h', 'start', 'custom'] as const;
export type Range = (typeof RANGES)[number];

const LIVE_LINES = 1_000;

/** What of a log is looked at, and how: all of it but the last two is in the address, so that it can be sent to somebody. */
export interface LogLook {
  range: Range;
  /** ISO 8601; of a range that is chosen freely. */
  from?: string;
  to?: string;
  /** The moment of a line that somebody points at. */
  line?: string;
  streams: Streams;
  where: string;
  times: boolean;
  wraps: boolean;
}

export function useLogLook() {
  const url = useUrlState();
  const [ways, setWays] = useState({ times: false, wraps: false });
  const range = RANGES.find((each) => each === url.get('range')) ?? 'live';
  const streams = url.get('streams');
  const look: LogLook = {
    range,
    from: moment(url.get('from')),
    to: moment(url.get('to')),
    line: moment(url.get('line')),
    streams: streams === 'stdout' || streams === 'stderr' ? streams : 'both',
    where: url.get('where') ?? '',
    ...ways,
  };
  const change = (next: Partial<LogLook>) => {
    const { times, wraps, range: nextRange, streams: nextStreams, ...rest } = next;
    if (times !== undefined || wraps !== undefined) {
      setWays((now) => ({ times: times ?? now.times, wraps: wraps ?? now.wraps }));
    }
    const inAddress: Record<string, string | undefined> = rest;
    if (nextRange !== undefined) inAddress.range = nextRange === 'live' ? undefined : nextRange;
    if (nextStreams !== undefined) inAddress.streams = nextStreams === 'both' ? undefined : nextStreams;
    if (Object.keys(inAddress).length > 0 || 'line' in next) url.set(inAddress);
  };
  return { look, change };
}

/** Where a look begins. */
export function placeOf({ range, line, to }: LogLook): LogPlace {
  if (line !== undefined) return { kind: 'at', at: line };
  if (range === 'start') return { kind: 'beginning' };
  if (range === 'custom' && to !== undefined) return { kind: 'end' };
  return { kind: 'live', tail: LIVE_LINES };
}

export function boundsOf({ range, from, to }: LogLook): { since?: string; until?: string } {
  if (range === 'custom') return { since: from, until: to };
  if (range === 'live' || range === 'start') return {};
  return { since: new Date(serverNow() - SPANS[range] * MINUTE_MS).toISOString() };
}

/** The filter that a text means, or what is wrong with it. */
export function useFilter(where: string): { filter: FieldFilter; problem?: FieldFilterProblem } {
  return useMemo(() => {
    try {
      return { filter: parseFieldFilter(where) };
    } catch (error) {
      if (error instanceof FieldFilterProblem) return { filter: [], problem: error };
      throw error;
    }
  }, [where]);
}

/** Nothing of an address that is no moment goes any further. */
function moment(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text))
    ? text
    : undefined;
}
