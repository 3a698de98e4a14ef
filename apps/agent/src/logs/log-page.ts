import type { LogPage } from '@roadstead/domain';
import type { LogPageRequest } from '@roadstead/protocol';
import type { EngineLogs, LogRead } from '../engine/logs/engine-logs.js';
import { type Line, LineReader, toEntry } from './lines.js';

/** Lines read at first from the end of the log, in search of those before a moment; then ever more. */
const FIRST_TAIL = 4_000;
const TAIL_GROWTH = 6;
/** Beyond that the log is read from its beginning. */
const MAX_TAIL = 1_000_000;
/** Characters of a page. */
const MAX_PAGE_LENGTH = 4 * 1024 * 1024;
/** Before and after every moment of a log. */
const BEGINNING = '';
const END = '\uffff';

/**
 * Lines around a moment. The engine cannot read backwards from a moment, but it can from the end: so that what is near
 * the end is found at once, and what is further back costs in proportion to its distance.
 */
export async function readLogPage(
  logs: Pick<EngineLogs, 'read'>,
  request: LogPageRequest,
  signal: AbortSignal,
): Promise<LogPage> {
  const { at, before, after, since, until } = request;
  const streams: Streams = { containerId: request.containerId, stdout: request.stdout, stderr: request.stderr };
  const bounds = { since: since && canonical(since), until: until && canonical(until) };
  const moment = at === undefined ? undefined : canonical(at);
  const older = before === 0 ? NOTHING : await linesBefore(logs, streams, moment ?? END, bounds, before, signal);
  const newer = after === 0 ? NOTHING : await linesFrom(logs, streams, moment ?? BEGINNING, bounds, after, signal);
  return {
    lines: [...older.lines, ...newer.lines].map(toEntry),
    hasOlder: before === 0 ? moment !== undefined : older.hasMore,
    hasNewer: after === 0 ? moment !== undefined : newer.hasMore,
  };
}

type Streams = Pick<LogRead, 'containerId' | 'stdout' | 'stderr'>;

interface Bounds {
  readonly since?: string;
  readonly until?: string;
}
interface Part {
  readonly lines: readonly Line[];
  readonly hasMore: boolean;
}
const NOTHING: Part = { lines: [], hasMore: false };

async function linesBefore(
  logs: Pick<EngineLogs, 'read'>,
  streams: Streams,
  moment: string,
  { since, until }: Bounds,
  count: number,
  signal: AbortSignal,
): Promise<Part> {
  const isWithin = (line: Line) =>
    (since === undefined || line.at >= since) && (until === undefined || line.at <= until);
  for (let tail = FIRST_TAIL; ; tail *= TAIL_GROWTH) {
    const isWhole = tail > MAX_TAIL;
    const read = isWhole ? { ...streams, since, until: until ?? upTo(moment) } : { ...streams, tail };
    const last = new LastLines(count);
    let reachedSince = false;
    const entries = await eachLine(logs, read, signal, (line) => {
      if (since !== undefined && line.at < since) reachedSince = true;
      else if (line.at < moment && isWithin(line)) last.add(line);
      return undefined;
    });
    const isAll = isWhole || reachedSince || entries < tail;
    // With as many as were asked for, and one more, so that it is known whether there are more.
    if (isAll || last.hasMore) return { lines: last.lines(), hasMore: last.hasMore };
  }
}

async function linesFrom(
  logs: Pick<EngineLogs, 'read'>,
  streams: Streams,
  moment: string,
  { since, until }: Bounds,
  count: number,
  signal: AbortSignal,
): Promise<Part> {
  const from = since !== undefined && since > moment ? since : moment;
  const lines: Line[] = [];
  let length = 0;
  let hasMore = false;
  const read = { ...streams, since: from === BEGINNING ? undefined : from, until };
  await eachLine(logs, read, signal, (line) => {
    if (line.at < from || (until !== undefined && line.at > until)) return undefined;
    const isFull = lines.length >= count || length > MAX_PAGE_LENGTH;
    // Lines of one moment stay together, so that the next page begins after a moment.
    if (isFull && line.at !== lines.at(-1)?.at) {
      hasMore = true;
      return 'stop';
    }
    lines.push(line);
    length += line.text.length;
    return undefined;
  });
  return { lines, hasMore };
}

/**
 * Both streams are read whichever is wanted, for the engine counts both for `tail`.
 * @returns entries read
 */
async function eachLine(
  logs: Pick<EngineLogs, 'read'>,
  read: LogRead,
  signal: AbortSignal,
  onLine: (line: Line) => 'stop' | undefined,
): Promise<number> {
  const reader = new LineReader();
  const take = (line: Line) => (read[line.stream] ? onLine(line) : undefined);
  for await (const run of await logs.read({ ...read, stdout: true, stderr: true }, signal)) {
    if (reader.read(run, take)) return reader.entries;
  }
  reader.end(take);
  return reader.entries;
}

/** The last of the lines that are added, so many and no more characters than a page has. */
class LastLines {
  #lines: Line[] = [];
  #length = 0;
  #hasLost = false;

  constructor(private readonly count: number) {}

  get hasMore(): boolean {
    return this.#hasLost;
  }

  add(line: Line): void {
    this.#lines.push(line);
    this.#length += line.text.length;
    // Cut now and then only, for a log may have millions of lines.
    if (this.#lines.length > 2 * this.count + 1_000 || this.#length > 2 * MAX_PAGE_LENGTH) this.#cut();
  }

  lines(): readonly Line[] {
    this.#cut();
    return this.#lines;
  }

  #cut(): void {
    let from = Math.max(0, this.#lines.length - this.count);
    let length = this.#lines.slice(from).reduce((sum, line) => sum + line.text.length, 0);
    for (; length > MAX_PAGE_LENGTH && from < this.#lines.length - 1; from += 1) {
      length -= this.#lines[from]?.text.length ?? 0;
    }
    while (from > 0 && this.#lines[from - 1]?.at === this.#lines[from]?.at) from -= 1;
    if (from === 0) return;
    this.#hasLost = true;
    this.#lines = this.#lines.slice(from);
    this.#length = length;
  }
}

/** In the form in which the engine writes moments, so that they compare as text. */
export function canonical(moment: string): string {
  const fraction = /\.(\d{1,9})/.exec(moment)?.[1] ?? '';
  return `${new Date(moment).toISOString().slice(0, 19)}.${fraction.padEnd(9, '0')}Z`;
}

function upTo(moment: string): string | undefined {
  return moment === END ? undefined : moment;
}
