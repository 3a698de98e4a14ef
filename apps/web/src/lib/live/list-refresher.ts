import type { LiveTopic } from '@roadstead/contract';
import type { QueryClient } from '@tanstack/react-query';
import { KEYS } from './query-keys';

const MIN_INTERVAL_MS = 1_000;

const TOPIC_KEYS: Partial<Record<string, readonly (readonly string[])[]>> = {
  overview: [KEYS.overview],
  hosts: [KEYS.hosts, ['host']],
  containers: [KEYS.containers, ['container']],
  images: [KEYS.images, ['image'], ['image-layers']],
  jobs: [KEYS.jobs],
  host: [['host']],
  job: [['job']],
  batch: [['batch']],
};

/** Fetches lists again, each at most once a second for each page of it that is loaded, so that churn costs a bounded rate. */
export class ListRefresher {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly cache: QueryClient) {}

  refresh(key: readonly string[]): void {
    const name = key.join('/');
    if (this.#timers.has(name)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      void this.cache.invalidateQueries({ queryKey: key });
    }, MIN_INTERVAL_MS * this.#loadedPages(key));
    this.#timers.set(name, timer);
  }

  refreshTopic(topic: LiveTopic): void {
    for (const key of TOPIC_KEYS[topic.split('/', 1)[0] ?? ''] ?? []) this.refresh(key);
  }

  #loadedPages(key: readonly string[]): number {
    const lists = this.cache.getQueriesData<{ pages?: unknown[] }>({ queryKey: key });
    return Math.max(1, ...lists.map(([, list]) => list?.pages?.length ?? 1));
  }
}
