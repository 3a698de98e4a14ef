import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ContainerAction,
  type ContainerId,
  ContainerState,
  LIVE_STATES,
  MAX_STOP_SECONDS,
  RoadsteadError,
} from '@roadstead/domain';
import type { ContainerActReply } from '@roadstead/protocol';
import { z } from 'zod';
import type { EngineApi, StreamCall } from '../engine-api.js';
import { EngineRefusal } from '../engine-errors.js';
import { explainFailure } from '../verb-errors.js';
import { endWithSignal, takesStopSignal } from './end-with-signal.js';
import { removeContainer } from './remove-container.js';

/** What a refusal is judged by, and what the answer tells. */
const Now = z.object({ Name: z.string(), State: z.object({ Status: ContainerState }) });
type Now = z.infer<typeof Now>;

/** The state that the verb ends. */
const BEFORE_PAUSING: { readonly [verb in ContainerAction['verb']]?: ContainerState } = {
  pause: 'running',
  unpause: 'paused',
};
/** For so long, in all two seconds, the state before may still be told. */
const MAX_LOOKS = 21;
const LOOK_MS = 100;

/** How long the engine may take past what a container is given to end. */
const GRACE_SECONDS = 60;
/** The engine's word for "it is so already". */
const NOT_MODIFIED = 304;

/**
 * One verb on one container; it is done when this answers.
 * @throws RoadsteadError `container.*`, `engine.*`
 */
export async function actOnContainer(
  api: EngineApi,
  id: ContainerId,
  action: ContainerAction,
): Promise<ContainerActReply> {
  try {
    if (action.verb === 'remove') return await removeContainer(api, id, action);
    await act(api, id, action);
    return { effect: 'changed', state: (await settled(api, id, action))?.State.Status };
  } catch (error) {
    if (!(error instanceof EngineRefusal))
      throw await explainFailure(
        error,
        failure(api, action, () => undefined),
      );
    const now = await look(api, id);
    if (isSoAlready(action, now, error)) return { effect: 'unchanged', state: now?.State.Status };
    const toError = (reason: string) => refusalError(action, now, { id, host: api.host, reason });
    throw await explainFailure(error, failure(api, action, toError));
  }
}

async function act(
  api: EngineApi,
  id: ContainerId,
  action: Exclude<ContainerAction, { verb: 'remove' }>,
): Promise<void> {
  const path = `/containers/${id}/${action.verb}`;
  switch (action.verb) {
    case 'start':
    case 'pause':
    case 'unpause':
      return api.run(post(path));
    case 'kill':
      return api.run(post(path, { signal: action.signal }));
    case 'rename':
      return api.run(post(path, { name: action.name }));
    case 'stop':
    case 'restart': {
      const { signal, timeoutSeconds } = action;
      if (signal !== undefined && !takesStopSignal(api) && (await isLive(api, id))) {
        await endWithSignal(api, id, signal, timeoutSeconds);
        // It has ended, or is killed now; what this adds is that no restart policy starts it again.
        return api.run(post(path, { t: 0 })).catch((error: unknown) => {
          if (!(error instanceof EngineRefusal) || error.status !== NOT_MODIFIED) throw error;
        });
      }
      return api.run(post(path, { t: timeoutSeconds, signal: takesStopSignal(api) ? signal : undefined }));
    }
  }
}

function post(path: string, query: StreamCall['query'] = {}): StreamCall {
  const signal = AbortSignal.timeout((MAX_STOP_SECONDS + GRACE_SECONDS) * 1000);
  return { method: 'POST', path, query, signal };
}

function look(api: EngineApi, id: ContainerId): Promise<Now | undefined> {
  return api.find(`/containers/${id}/json`, Now);
}

/** What has become of the container. Newer engines hear of a pause from containerd, at times after they have ended it. */
async function settled(api: EngineApi, id: ContainerId, { verb }: ContainerAction): Promise<Now | undefined> {
  const before = BEFORE_PAUSING[verb];
  for (let looks = 1; ; looks += 1) {
    const now = await look(api, id);
    if (before === undefined || now?.State.Status !== before || looks === MAX_LOOKS) return now;
    await sleep(LOOK_MS);
  }
}

async function isLive(api: EngineApi, id: ContainerId): Promise<boolean> {
  const now = await look(api, id);
  return now !== undefined && LIVE_STATES.includes(now.State.Status);
}

function failure(api: EngineApi, { verb }: ContainerAction, toError: (reason: string) => RoadsteadError | undefined) {
  return { api, doing: `at the ${verb} of a container`, toError };
}

/** Judged by what is, where the engine's words differ from version to version. */
function isSoAlready(action: ContainerAction, now: Now | undefined, { status, message }: EngineRefusal): boolean {
  if (status === NOT_MODIFIED) return true;
  if (now === undefined) return false;
  switch (action.verb) {
    case 'pause':
      return now.State.Status === 'paused';
    case 'unpause':
      return now.State.Status === 'running';
    case 'rename':
      return now.Name === `/${action.name}`;
    case 'remove':
      return now.State.Status === 'removing' || /removal of container .* already in progress/.test(message);
    default:
      return false;
  }
}

/** @returns undefined where the engine's own words are the best there are */
function refusalError(
  action: ContainerAction,
  now: Now | undefined,
  { id, host, reason }: { id: ContainerId; host: string; reason: string },
): RoadsteadError | undefined {
  if (now === undefined) return new RoadsteadError('container.unknown', { container: id.slice(0, 12), host });
  const container = now.Name.replace(/^\//, '');
  const state = now.State.Status;
  const isLive = LIVE_STATES.includes(state);
  switch (action.verb) {
    case 'start':
      if (state === 'paused') return new RoadsteadError('container.paused', { container, host });
      return new RoadsteadError('container.start-failed', { container, host, reason });
    case 'restart':
      return new RoadsteadError('container.start-failed', { container, host, reason });
    case 'pause':
      if (state === 'restarting') return new RoadsteadError('container.restarting', { container, host });
      return isLive ? undefined : new RoadsteadError('container.not-running', { container, host, state });
    case 'unpause':
    case 'kill':
      return isLive ? undefined : new RoadsteadError('container.not-running', { container, host, state });
    case 'rename':
      if (!/already in use/.test(reason)) return undefined;
      return new RoadsteadError('container.name-taken', { name: action.name, host });
    case 'remove':
      return isLive && !action.force ? new RoadsteadError('container.running', { container, host, state }) : undefined;
    case 'stop':
      return undefined;
  }
}
