import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

type Truthy<T> = Exclude<T, null | undefined | false | 0 | ''>;

export interface WaitOptions {
  /** @default 30_000 */
  timeoutMs?: number;
  /** @default 100 */
  pollMs?: number;
}

/**
 * Asks again and again until the condition gives something true, and resolves with that. A condition that throws
 * counts as not yet true.
 *
 * @param words what is waited for, e.g. "the job to run"
 * @throws Error `Waited 30 s for …`, with what the condition gave or threw last.
 */
export async function waitFor<T>(
  condition: () => Promise<T> | T,
  words: string,
  { timeoutMs = 30_000, pollMs = POLL_MS }: WaitOptions = {},
): Promise<Truthy<T>> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const value = await condition();
      if (value) return value as Truthy<T>;
      last = value;
    } catch (error) {
      last = error;
    }
    await sleep(pollMs);
  }
  const seen = last instanceof Error ? `; last: ${last.message}` : '';
  throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${words}${seen}`, { cause: last });
}
