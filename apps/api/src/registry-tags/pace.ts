import { RoadsteadError } from '@roadstead/domain';

const SHORTEST_MS = 30_000;
const LONGEST_FAULT_MS = 30 * 60_000;
const LONGEST_LIMIT_MS = 6 * 60 * 60_000;

/** Whose fault it is that a registry gave no answer. */
export type Failure = 'tag' | 'registry' | 'limit';

/** What is wrong with one tag alone leaves the others to be asked about. */
const OF_ONE_TAG = new Set(['registry.image-not-found', 'registry.not-shown', 'registry.sign-in-needed']);

export function failureOf({ code }: RoadsteadError): Failure {
  if (code === 'registry.rate-limited') return 'limit';
  return OF_ONE_TAG.has(code) ? 'tag' : 'registry';
}

/**
 * How long a registry is left alone after a failure that is its own: twice as long each time, or as long as it asks for.
 * @param failures one after another, this one included @param random from 0 to 1: processes do not come back all at once
 */
export function pauseMs(error: RoadsteadError, failures: number, random = Math.random()): number {
  const isLimit = failureOf(error) === 'limit';
  const longest = isLimit ? LONGEST_LIMIT_MS : LONGEST_FAULT_MS;
  const asked = error.detail.retryAfter;
  if (isLimit && typeof asked === 'number') {
    return Math.min(Math.max(asked, 1) * 1000 + Math.round(random * 1000), longest);
  }
  const doubled = SHORTEST_MS * 2 ** Math.min(Math.max(failures - 1, 0), 20);
  return Math.round(Math.min(doubled, longest) * (0.8 + 0.4 * random));
}

/** When a tag is checked again: about as long after as is set, so that tags found together are not asked about together for ever. */
export function nextAfterMs(everyMinutes: number, random = Math.random()): number {
  return Math.round(everyMinutes * 60_000 * (0.9 + 0.2 * random));
}
