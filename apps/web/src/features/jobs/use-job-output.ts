import type { JOB_LOG_POSITION, Job } from '@roadstead/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { routeUrl } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';
import { useLiveStatus } from '../../lib/live/use-live';
import { isOver } from './job-facts';
import { JobOutput } from './job-output';

/** As the contract names it; its type keeps the two the same while the contract's schemas stay out of the page. */
const POSITION: typeof JOB_LOG_POSITION = 'x-job-log-position';
/** While it runs; its signals come live, and one of them may be lost on the way to a slow browser. */
const FALLBACK_MS = 5_000;

/** Fetches what a job has written, each time only what is new, one request at a time. */
class OutputFollower {
  readonly output = new JobOutput();
  #position: string | undefined;
  #isFetching = false;
  #isWanted = false;
  #version = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #ended = new AbortController();

  constructor(private readonly jobId: string) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly version = (): number => this.#version;

  /** Asked for while a request runs, it is done once more after that. */
  async fetchMore(): Promise<void> {
    this.#isWanted = true;
    if (this.#isFetching) return;
    this.#isFetching = true;
    clearTimeout(this.#retry);
    let isAnswered = true;
    while (this.#isWanted && !this.#ended.signal.aborted) {
      this.#isWanted = false;
      isAnswered = await this.#fetchOnce();
    }
    this.#isFetching = false;
    // Of a job that has ended nothing else would ask again.
    if (!isAnswered && !this.#ended.signal.aborted) this.#retry = setTimeout(() => this.fetchMore(), FALLBACK_MS);
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#ended.abort();
  }

  /** @returns false where another time may do better */
  async #fetchOnce(): Promise<boolean> {
    const url = routeUrl('jobLog', { params: { jobId: this.jobId }, query: { after: this.#position } });
    try {
      const response = await fetch(url, { signal: this.#ended.signal });
      if (!response.ok) return response.status < 500;
      const text = await response.text();
      this.#position = response.headers.get(POSITION) ?? this.#position;
      if (text === '') return true;
      this.output.append(text);
      this.#version += 1;
      for (const listener of this.#listeners) listener();
      return true;
    } catch {
      // The page is left, or nobody answers.
      return false;
    }
  }
}

const NOTHING = new JobOutput();
const NEVER = () => () => {};

/** What a job has written so far, kept up to date while it runs. */
export function useJobOutput(job: Pick<Job, 'id' | 'state'>): JobOutput {
  const [follower, setFollower] = useState<OutputFollower>();
  useEffect(() => {
    const made = new OutputFollower(job.id);
    setFollower(made);
    return () => made.close();
  }, [job.id]);
  const version = follower?.version ?? (() => 0);
  useSyncExternalStore(follower?.subscribe ?? NEVER, version, version);
  const live = useLiveStatus();
  const { data: written } = useQuery<number>({ queryKey: KEYS.jobWritten(job.id), queryFn: () => 0, enabled: false });
  const hasEnded = isOver(job);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them is a reason to ask for more
  useEffect(() => void follower?.fetchMore(), [follower, written, live.state, hasEnded]);
  useEffect(() => {
    if (hasEnded) return;
    const timer = setInterval(() => follower?.fetchMore(), FALLBACK_MS);
    return () => clearInterval(timer);
  }, [follower, hasEnded]);
  return follower?.output ?? NOTHING;
}
