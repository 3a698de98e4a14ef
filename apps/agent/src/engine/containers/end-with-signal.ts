import type { ContainerId } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';

const Config = z.object({ Config: z.object({ StopTimeout: z.number().nullish() }) });
const DEFAULT_SECONDS = 10;

/** From Docker 23 on a stop takes a signal; before, it is put together of what there is. */
export function takesStopSignal(api: EngineApi): boolean {
  return api.speaks(1, 42);
}

/**
 * Sends the signal and waits for the end, for so many seconds at most; absent: as long as the container is given.
 * @throws EngineRefusal, RoadsteadError `engine.unreachable`
 */
export async function endWithSignal(
  api: EngineApi,
  id: ContainerId,
  signal: string,
  timeoutSeconds: number | undefined,
): Promise<void> {
  const path = `/containers/${id}`;
  const { StopTimeout } = (await api.get(`${path}/json`, Config)).Config;
  const seconds = timeoutSeconds ?? StopTimeout ?? DEFAULT_SECONDS;
  const deadline = AbortSignal.timeout(seconds * 1000);
  // Begun before the signal is sent: the end may come at once, and after it a restart policy's new start.
  const ended = api.run({ method: 'POST', path: `${path}/wait`, query: { condition: 'next-exit' }, signal: deadline });
  ended.catch(() => undefined);
  await api.run({ method: 'POST', path: `${path}/kill`, query: { signal } });
  await ended.catch((error: unknown) => {
    if (!deadline.aborted) throw error;
  });
}
