import type { LiveDelta } from '@roadstead/contract';
import type { Query, QueryCache, QueryClient } from '@tanstack/react-query';

/** Which queries, by the first part of their keys, show rows of a delta. */
const SHOWN_BY = {
  hosts: ['hosts', 'host'],
  removedHosts: ['hosts', 'host'],
  containers: ['containers', 'container'],
  removedContainers: ['containers', 'container'],
  images: ['images', 'image', 'image-layers'],
  removedImages: ['images', 'image', 'image-layers'],
  jobs: ['jobs', 'job', 'batch'],
} as const satisfies Partial<Record<keyof LiveDelta, readonly string[]>>;

/**
 * A delta can change only rows that are there. One that comes while a query waits for its first answer is not kept: that
 * answer may have been read before the change, and is asked for again once it is there.
 */
export class LateAnswers {
  readonly #outrun = new Set<string>();

  constructor(private readonly cache: QueryClient) {
    // The cache ends with the page, and so does this.
    cache.getQueryCache().subscribe((event) => {
      if (event.type === 'removed') this.#outrun.delete(event.query.queryHash);
      else if (event.type === 'updated' && event.action.type === 'success' && event.action.manual !== true) {
        this.#onAnswer(event.query);
      }
    });
  }

  /** To be called with each delta and each snapshot, before it is put into the cache. */
  note(delta: LiveDelta): void {
    const names = new Set<unknown>(
      Object.entries(SHOWN_BY).flatMap(([part, shown]) => (delta[part as keyof LiveDelta] === undefined ? [] : shown)),
    );
    if (delta.stale) this.#noteAll();
    else if (names.size > 0) for (const query of this.#waiting()) if (names.has(query.queryKey[0])) this.#note(query);
  }

  #noteAll(): void {
    for (const query of this.#waiting()) this.#note(query);
  }

  #note({ queryHash }: Query): void {
    this.#outrun.add(queryHash);
  }

  #waiting(): Query[] {
    const all: ReturnType<QueryCache['getAll']> = this.cache.getQueryCache().getAll();
    return all.filter(({ state }) => state.data === undefined && state.fetchStatus !== 'idle');
  }

  #onAnswer({ queryHash, queryKey }: Query): void {
    if (!this.#outrun.delete(queryHash)) return;
    // Not in the midst of the answer's own arrival.
    queueMicrotask(() => void this.cache.invalidateQueries({ queryKey, exact: true }));
  }
}
