import type { LogPageQuery } from '@roadstead/contract';
import type { LogPage } from '@roadstead/domain';
import { call } from '../../lib/api/call';
import type { LogSource, Streams } from './log-feed';
import { type LogLine, nextMoment } from './log-line';
import { joinNewer, joinOlder } from './merge-window';

export const PAGE_LINES = 500;

export interface Part {
  streams: Streams;
  since?: string;
  until?: string;
}

interface Joined {
  lines: LogLine[];
  hasMore: boolean;
}

/** Lines of several containers before a moment; of the end of their logs where none is given. */
export async function olderLines(
  sources: readonly LogSource[],
  part: Part,
  at?: string,
  signal?: AbortSignal,
): Promise<Joined> {
  const pages = await pagesOf(sources, part, { at, before: PAGE_LINES, after: 0 }, signal);
  const parts = pages.map(({ lines, hasOlder }) => ({ lines, hasMore: hasOlder }));
  return { lines: joinOlder(parts), hasMore: parts.some(({ hasMore }) => hasMore) };
}

/** Lines from a moment on; from the beginning of their logs where none is given. */
export async function newerLines(
  sources: readonly LogSource[],
  part: Part,
  at?: string,
  signal?: AbortSignal,
): Promise<Joined> {
  const pages = await pagesOf(sources, part, { at, before: 0, after: PAGE_LINES }, signal);
  const parts = pages.map(({ lines, hasNewer }) => ({ lines, hasMore: hasNewer }));
  return { lines: joinNewer(parts), hasMore: parts.some(({ hasMore }) => hasMore) };
}

export function linesAfter(
  sources: readonly LogSource[],
  part: Part,
  last: string,
  signal?: AbortSignal,
): Promise<Joined> {
  return newerLines(sources, part, nextMoment(last), signal);
}

type Page = Omit<LogPage, 'lines'> & { lines: LogLine[] };

function pagesOf(
  sources: readonly LogSource[],
  { streams, since, until }: Part,
  query: Partial<LogPageQuery>,
  signal?: AbortSignal,
): Promise<Page[]> {
  const wanted = {
    ...query,
    since,
    until,
    stdout: streams === 'stderr' ? ('false' as const) : undefined,
    stderr: streams === 'stdout' ? ('false' as const) : undefined,
  };
  return Promise.all(
    sources.map(async (params, source) => {
      const page = await call('logPage', { params: { ...params }, query: wanted, signal });
      return { ...page, lines: page.lines.map((line) => ({ ...line, source })) };
    }),
  );
}
