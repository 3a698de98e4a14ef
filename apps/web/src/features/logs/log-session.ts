import { type FieldFilter, lineHolds, stripControls } from '@roadstead/domain/logs';
import { FloodDrawing } from './flood-drawing';
import { type After, followAfter } from './follow-after';
import { LineStore } from './line-store';
import { type FeedStatus, LogFeed, type LogSource } from './log-feed';
import type { LogLine, StreamName } from './log-line';
import { linesAfter, newerLines, olderLines, type Part } from './log-pages';
import { MergeWindow } from './merge-window';
import { WrittenLine } from './written-line';

export const KEPT_LINES = 50_000;
/** Time of a frame that may go into taking lines in; the rest is for drawing. */
const BUDGET_MS = 8;
/** More lines than this at once leave nothing in sight of what was there: a flood, which nobody reads. */
const FLOOD_LINES = 100;
/** A flood is taken in so often, and drawn less often. */
const FLOOD_INTERVAL_MS = 50;
/** Of a log of which none are at hand when it is followed. */
const NEWEST_LINES = 1_000;
/** How often lines are taken in while the page is not in sight and draws no frames. */
const HIDDEN_INTERVAL_MS = 250;
/** Several logs are put in order once all of them are at their end; one that does not come is not waited for longer. */
const SETTLE_MS = 3_000;

/**
 * What is looked at: the end, as it is written; or a place in the past, from the moment `at` or from the beginning, or the
 * end of a time that is over.
 */
export type LogPlace =
  | { kind: 'live'; tail: number }
  | { kind: 'at'; at: string }
  | { kind: 'beginning' }
  | { kind: 'end' };

export interface LogChoice extends Part {
  sources: readonly LogSource[];
  place: LogPlace;
}

type Fetching = 'older' | 'newer' | undefined;

/**
 * The lines of one or several containers: what was written before comes in pages, what is written now is followed.
 *
 * INVARIANT: while held, no line at hand gives way to a newer one: when the store is full, nothing more is taken in.
 */
export class LogSession {
  readonly store = new LineStore(KEPT_LINES);
  /** What is shown: all lines, or those that the filter lets through. */
  shown = this.store;
  feeds: LogFeed[] = [];
  isLive = false;
  hasOlder = true;
  hasNewer = false;
  fetching: Fetching;
  problem: unknown;
  /** Lines that came and were written, also those that were skipped: shown and not shown are these. */
  readonly counts = { taken: 0, skipped: 0 };
  #filter: FieldFilter = [];
  readonly #window = new MergeWindow();
  readonly #listeners = new Set<() => void>();
  #version = 0;
  #isHeld = false;
  #isScheduled = false;
  /** When lines are taken in again, at the earliest; on the page's clock. */
  #nextTaking = 0;
  readonly #drawing = new FloodDrawing(() => this.#tell());
  #begun = performance.now();
  readonly #abort = new AbortController();

  constructor(readonly choice: LogChoice) {
    const { place } = choice;
    if (place.kind === 'live') this.#follow({ tail: place.tail });
    else void this.#begin(place);
  }

  /** Changes with every batch of lines and every status: for `useSyncExternalStore`. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Of all containers together: what needs attention goes before what does not. */
  get status(): FeedStatus {
    const order = ['failed', 'reconnecting', 'connecting', 'following', 'ended'] as const;
    for (const state of order) {
      const feed = this.feeds.find(({ status }) => status.state === state);
      if (feed !== undefined) return feed.status;
    }
    return { state: this.fetching === undefined ? 'ended' : 'connecting' };
  }

  /** Held: the reader looks at older lines, which must stay where they are. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#schedule();
  }

  setFilter(filter: FieldFilter): void {
    this.#filter = filter;
    this.shown = this.store;
    if (filter.length > 0) {
      this.shown = new LineStore(KEPT_LINES);
      for (const line of this.store) if (this.#holds(line)) this.shown.push(line);
    }
    this.#tell();
  }

  /** Asks for what followed the last line, after an end or a failure. */
  resume(): void {
    for (const feed of this.feeds) if (feed.status.state === 'ended' || feed.status.state === 'failed') feed.resume();
  }

  close(): void {
    this.#abort.abort();
    for (const feed of this.feeds) feed.close();
  }

  /** Puts the page before the first line in front. */
  async loadOlder(): Promise<void> {
    // A notice has no moment.
    const first = this.#firstWritten();
    if (!this.hasOlder || this.fetching !== undefined) return;
    await this.#fetch('older', async () => {
      const { lines, hasMore } = await olderLines(this.choice.sources, this.choice, first?.at, this.#abort.signal);
      this.hasOlder = hasMore;
      if (this.shown !== this.store) this.shown.prepend(lines.filter((line) => this.#holds(line)));
      if (this.store.prepend(lines)) this.#leaveLive();
    });
  }

  /** Puts the page after the last line behind it; at the end of the log the session follows it. */
  async loadNewer(): Promise<void> {
    const last = this.store.at(this.store.length - 1);
    if (this.isLive || !this.hasNewer || this.fetching !== undefined || last === undefined) return;
    await this.#fetch('newer', async () => {
      const { lines, hasMore } = await linesAfter(this.choice.sources, this.choice, last.at, this.#abort.signal);
      for (const line of lines) this.#push(line);
      this.hasNewer = hasMore;
      if (!hasMore) this.#goLive();
    });
  }

  async #begin(place: Exclude<LogPlace, { kind: 'live' }>): Promise<void> {
    await this.#fetch('newer', async () => {
      const { sources } = this.choice;
      const at = place.kind === 'at' ? place.at : undefined;
      const { signal } = this.#abort;
      const older = place.kind === 'beginning' ? undefined : await olderLines(sources, this.choice, at, signal);
      const newer = place.kind === 'end' ? undefined : await newerLines(sources, this.choice, at, signal);
      for (const line of [...(older?.lines ?? []), ...(newer?.lines ?? [])]) this.#push(line);
      this.hasOlder = older?.hasMore ?? false;
      this.hasNewer = newer?.hasMore ?? false;
      if (!this.hasNewer) this.#goLive();
    });
  }

  /** From the end of the pages on. A time that is over has nothing to follow. */
  #goLive(): void {
    if (this.choice.until !== undefined) return;
    const { place, sources } = this.choice;
    const begun = place.kind === 'at' ? place.at : undefined;
    this.#follow({ tail: NEWEST_LINES, after: followAfter(this.store, sources.length, begun) });
  }

  /** @param after by source; where it says nothing, so many of the last lines are asked for */
  #follow({ tail, after = [] }: { tail: number; after?: readonly After[] }): void {
    const { sources, streams, since } = this.choice;
    this.isLive = true;
    this.#begun = performance.now();
    this.feeds = sources.map(
      (source, index) =>
        new LogFeed({
          source,
          index,
          streams,
          since,
          tail,
          after: after[index],
          onLine: (line) => this.#onLine(line),
          onWritten: (stream, bytes, from, to) => this.#onWritten(index, stream, bytes, from, to),
          onNews: () => this.#schedule(),
        }),
    );
  }

  #firstWritten(): LogLine | undefined {
    for (const line of this.store) if (line.at !== '') return line;
    return undefined;
  }

  /** What comes now does not follow the last line at hand any more. */
  #leaveLive(): void {
    for (const feed of this.feeds) feed.close();
    this.feeds = [];
    this.isLive = false;
    this.hasNewer = true;
  }

  async #fetch(what: Fetching, work: () => Promise<void>): Promise<void> {
    this.fetching = what;
    this.problem = undefined;
    this.#tell();
    try {
      await work();
    } catch (error) {
      if (!this.#abort.signal.aborted) this.problem = error;
    }
    this.fetching = undefined;
    this.#tell();
  }

  #onLine(line: LogLine): void {
    if (line.skipped === undefined) this.counts.taken += 1;
    else this.counts.skipped += line.skipped;
    if (this.choice.sources.length === 1) this.#push(line);
    else this.#window.add(line, performance.now());
  }

  #onWritten(source: number, stream: StreamName, bytes: Uint8Array, from: number, to: number): void {
    if (this.choice.sources.length > 1 || this.shown !== this.store) {
      this.#onLine(new WrittenLine(source, stream, bytes, from, to));
      return;
    }
    this.counts.taken += 1;
    this.store.pushWritten(source, stream, bytes, from, to);
    if (this.store.dropped > 0) this.hasOlder = true;
  }

  #push(line: LogLine): void {
    this.store.push(line);
    if (this.shown !== this.store && this.#holds(line)) this.shown.push(line);
    if (this.store.dropped > 0) this.hasOlder = true;
  }

  #holds(line: LogLine): boolean {
    return line.skipped !== undefined || lineHolds(this.#filter, stripControls(line.text));
  }

  #schedule(): void {
    if (this.#isScheduled || this.#abort.signal.aborted) return;
    this.#isScheduled = true;
    const run = () => {
      this.#isScheduled = false;
      this.#pump();
    };
    const wait = this.#nextTaking - performance.now();
    if (document.hidden) setTimeout(run, HIDDEN_INTERVAL_MS);
    else if (wait > 0) setTimeout(run, wait);
    else requestAnimationFrame(run);
  }

  #pump(): void {
    const isStuck = this.#isHeld && this.store.isFull;
    if (isStuck) return;
    const begun = performance.now();
    const before = this.counts.taken + this.counts.skipped;
    for (const feed of this.feeds) feed.take(begun + BUDGET_MS);
    this.#releaseMerged();
    const isFlood = this.counts.taken + this.counts.skipped - before > FLOOD_LINES && !document.hidden;
    if (isFlood) this.#nextTaking = begun + FLOOD_INTERVAL_MS;
    if (isFlood || this.#drawing.isDue) this.#drawing.plan();
    else this.#tell();
    const isWaiting = this.feeds.some(({ hasWaiting }) => hasWaiting) || this.#window.length > 0;
    if (isWaiting) this.#schedule();
  }

  #releaseMerged(): void {
    const now = performance.now();
    const isSettled = this.feeds.every(({ isLive }) => isLive) || now - this.#begun > SETTLE_MS;
    if (isSettled) for (const line of this.#window.release(now)) this.#push(line);
  }

  #tell(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
