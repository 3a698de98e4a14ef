import type { LogSearchRecord } from '@roadstead/domain';
import { MAX_LOG_LINE_LENGTH } from '@roadstead/domain/logs';
import type { LogSearchRequest } from '@roadstead/protocol';
import type { LogRuns } from '../engine/logs/engine-logs.js';
import type { LineMatcher, Span } from './line-matcher.js';
import { type Line, LineReader, toEntry } from './lines.js';

const PROGRESS_MS = 250;
/** A search that has read for so long says how far it came. */
const MAX_SEARCH_MS = 120_000;

type Bounds = Pick<LogSearchRequest, 'context' | 'limit'>;

/** Searches the lines of a log, from the oldest on, and tells what it finds as it finds it. */
export async function* searchLog(runs: LogRuns, match: LineMatcher, bounds: Bounds): AsyncGenerator<LogSearchRecord[]> {
  const search = new Search(match, bounds);
  const reader = new LineReader();
  const begun = performance.now();
  let told = begun;
  let bytes = 0;
  let reason: 'whole' | 'limit' | 'time' = 'whole';
  for await (const run of runs) {
    bytes += run.length;
    if (reader.read(run, (line) => search.take(line))) reason = 'limit';
    const now = performance.now();
    if (reason === 'whole' && now - begun > MAX_SEARCH_MS) reason = 'time';
    const found = search.found();
    if (now - told > PROGRESS_MS) {
      told = now;
      found.push({ type: 'progress', lines: search.lines, bytes, matches: search.matches, at: search.at });
    }
    if (found.length > 0) yield found;
    if (reason !== 'whole') break;
  }
  if (reason === 'whole') reader.end((line) => search.take(line));
  yield [...search.found(), { type: 'end', reason, lines: search.lines, matches: search.matches, at: search.at }];
}

/** INVARIANT: at most `context` lines are kept for those that may match next. */
class Search {
  lines = 0;
  matches = 0;
  at: string | undefined;
  #found: LogSearchRecord[] = [];
  #before: Line[] = [];
  /** Lines after a match that are still to be told. */
  #after = 0;
  /** Lines were left out since the last that was told. */
  #isApart = false;
  #hasTold = false;

  constructor(
    private readonly match: LineMatcher,
    private readonly bounds: Bounds,
  ) {}

  found(): LogSearchRecord[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  take(line: Line): 'stop' | undefined {
    const spans = this.match(line.text);
    const isFull = this.matches >= this.bounds.limit;
    if (isFull && (spans !== undefined || this.#after === 0)) return 'stop';
    this.lines += 1;
    this.at = line.at;
    if (spans !== undefined) this.#tellMatch(line, spans);
    else if (this.#after > 0) {
      this.#after -= 1;
      this.#found.push({ type: 'context', ...toEntry(line) });
    } else this.#keep(line);
    return undefined;
  }

  #tellMatch(line: Line, spans: Span[]): void {
    if (this.#isApart && this.#hasTold) this.#found.push({ type: 'gap' });
    for (const before of this.#before) this.#found.push({ type: 'context', ...toEntry(before) });
    this.#found.push({ type: 'match', ...toEntry(line), spans: spans.filter(([, end]) => end <= MAX_LOG_LINE_LENGTH) });
    this.#before = [];
    this.#isApart = false;
    this.#hasTold = true;
    this.#after = this.bounds.context;
    this.matches += 1;
  }

  #keep(line: Line): void {
    this.#before.push(line);
    if (this.#before.length <= this.bounds.context) return;
    this.#before.shift();
    this.#isApart = true;
  }
}
