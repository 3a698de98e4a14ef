import { setTimeout as sleep } from 'node:timers/promises';
import {
  ContainerId,
  JOB_LABEL,
  type JobResult,
  RECREATES_LABEL,
  type Reason,
  type RecreateStep,
  RoadsteadError,
  reason,
} from '@roadstead/domain';
import { z } from 'zod';
import type { RecreateRequest } from '../../engine.js';
import type { EngineApi } from '../../engine-api.js';
import { EngineRefusal } from '../../engine-errors.js';
import type { ImageNames } from '../../image-names.js';
import { pullImage } from '../../pull.js';
import { explainRun } from '../explain-run.js';
import { lastLines } from './last-lines.js';
import { makeReplacement } from './make-replacement.js';
import { Recreatable } from './recreatable.js';
import { readNote, recreationNames } from './recreation-names.js';
import { requireRecreatable } from './refusals.js';
import { StepTrail } from './step-trail.js';
import { exchangeNames, letGo, look, type Pair, refusal, removeOld, rollBack, start, stopOld } from './swap.js';
import { verdictOf } from './verdict.js';

const POLL_MS = 250;
/** At one that is being removed. */
const MAX_LOOKS = 40;
/** A container that the engine starts again and again runs, too, as far as its owner is concerned. */
const RUNNING = ['running', 'restarting'];

const Listed = z.array(z.object({ Id: ContainerId }));

/** The new container did not prove itself. */
class NotReplaced extends Error {
  constructor(readonly why: Reason) {
    super(why.reason);
  }
}

/**
 * Makes a container anew with its own settings on what an image's name stands for.
 *
 * ```
 *  web ──────────────────────── stopped ─▶ web.old-… ──────────── web.replaced-… ─▶ removed
 *  web.new-… made ─────────────────────▶ web ─▶ started ─▶ watched ─┬▶ stays
 *                                                       not good ───┴▶ removed, and the old one is web and runs again
 * ```
 * INVARIANT: while one of the two is there and not yet settled, both are; their names and the new one's label tell how far it
 * has come, to whoever finds them (`Recreations.sweep`).
 * @param hold told of the new container as soon as it is there
 * @throws RoadsteadError of `container.*`, `image.not-on-host`, `registry.*`, `engine.*`; aborted: any error
 */
export async function recreateContainer(
  api: EngineApi,
  images: ImageNames,
  request: RecreateRequest,
  hold: (id: ContainerId) => void,
): Promise<JobResult<'container.recreate'>> {
  const old = await look(api, request.containerId);
  if (old === undefined) return ofEarlierAttempt(api, images, request);
  await requireRecreatable(api, old);
  const running = RUNNING.includes(old.State.Status);
  const trail = new StepTrail(plan(request.pull, running), request);
  const { onOutput, ...rest } = request;
  const watched = { ...rest, onOutput: (line: string) => trail.write(line) };
  try {
    return await replace(api, images, old, watched, trail, hold);
  } catch (error) {
    const explained = await explainRun(error, api, { ...request, name: old.Name });
    const isCanceled = request.signal.aborted;
    trail.breakOff(isCanceled ? 'canceled' : 'failed', isCanceled ? undefined : (explained as Error).message);
    throw explained;
  }
}

function plan(pull: boolean, running: boolean): RecreateStep[] {
  return [
    ...(pull ? (['pull'] as const) : []),
    'create',
    ...(running ? (['stop', 'start', 'watch'] as const) : []),
    'remove',
  ];
}

async function replace(
  api: EngineApi,
  images: ImageNames,
  old: Recreatable,
  request: RecreateRequest,
  trail: StepTrail,
  hold: (id: ContainerId) => void,
): Promise<JobResult<'container.recreate'>> {
  const { signal } = request;
  const running = RUNNING.includes(old.State.Status);
  const pulled = await pull(api, images, request, trail);
  const imageName = await images.engineName(request.image);
  signal.throwIfAborted();
  trail.begin('create');
  const names = recreationNames(old.Name, request.jobId);
  const { id: newId, warnings } = await makeReplacement(api, old, imageName, names.coming, running, request);
  hold(newId);
  trail.write(`made ${names.coming} (${short(newId)}) of ${imageName}`);
  for (const warning of warnings) trail.write(`WARNING: ${warning}`);
  const pair: Pair = { oldId: old.Id, newId, names, running };
  const imageId = await takePlace(api, pair, request, trail, async () => {
    const fresh = await api.get(`/containers/${newId}/json`, Recreatable);
    return images.configDigest(fresh.Image);
  });
  const previousImageId = await images.configDigest(old.Image).catch(() => undefined);
  const left = await leaveOld(api, pair, trail);
  return {
    containerId: newId,
    name: names.name,
    imageId,
    previousImageId,
    pulled,
    warnings: warnings.concat(left),
    running,
  };
}

/** The container is replaced, whatever goes wrong here. @returns what, in words */
async function leaveOld(api: EngineApi, pair: Pair, trail: StepTrail): Promise<string[]> {
  trail.begin('remove');
  const { oldId, names } = pair;
  const problem = await letGo(api, pair).catch(refusal);
  const refused = await removeOld(api, pair).catch(refusal);
  if (refused === undefined) {
    trail.write(`removed the old one (${short(oldId)})`);
    trail.finish();
    return [];
  }
  const name = problem === undefined ? names.replaced : names.kept;
  const words = `the old container, ${name}, is stopped and could not be removed: ${refused.message}`;
  trail.breakOff('failed', words);
  return [words];
}

/** Up to the moment in which the old one is needed no more; what goes wrong before is rolled back. */
async function takePlace<T>(
  api: EngineApi,
  pair: Pair,
  request: RecreateRequest,
  trail: StepTrail,
  prove: () => Promise<T>,
): Promise<T> {
  const { signal } = request;
  try {
    signal.throwIfAborted();
    if (pair.running) {
      trail.begin('stop');
      await stopOld(api, pair);
      trail.write(`stopped ${pair.names.name} (${short(pair.oldId)})`);
      signal.throwIfAborted();
      trail.begin('start');
    }
    await exchangeNames(api, pair);
    if (pair.running) {
      await startNew(api, pair, request);
      trail.write(`started ${pair.names.name} (${short(pair.newId)})`);
      trail.begin('watch');
      trail.write(await untilGood(api, pair, request));
    }
    const proof = await prove();
    signal.throwIfAborted();
    return proof;
  } catch (error) {
    throw await goBack(api, pair, error, request, trail);
  }
}

/** @returns why, once all is as it was before */
async function goBack(
  api: EngineApi,
  pair: Pair,
  error: unknown,
  { signal }: RecreateRequest,
  trail: StepTrail,
): Promise<unknown> {
  const about = { container: pair.names.name, host: api.host };
  const why =
    error instanceof NotReplaced ? new RoadsteadError('container.not-replaced', { ...about, ...error.why }) : error;
  const fresh = await look(api, pair.newId);
  if (fresh !== undefined && fresh.State.Status !== 'created') {
    for (const line of await lastLines(api, pair.newId, fresh.Config.Tty)) trail.write(line);
  }
  trail.breakOff(signal.aborted ? 'canceled' : 'failed', signal.aborted ? undefined : (why as Error).message);
  trail.begin('roll-back');
  let isBack: boolean;
  try {
    isBack = await rollBack(api, pair);
  } catch (problem) {
    if (!(problem instanceof EngineRefusal)) return problem;
    // Somebody has removed it between two calls.
    if (await isGone(api, pair.oldId)) return withoutWayBack(api, pair, why, trail);
    const failed = new RoadsteadError('container.rollback-failed', { ...about, reason: problem.message });
    trail.breakOff('failed', failed.message);
    return failed;
  }
  if (!isBack) return withoutWayBack(api, pair, why, trail);
  trail.write(`${pair.names.name} is ${short(pair.oldId)} again`);
  trail.finish();
  return why;
}

/** @returns why, in words; nothing is left of a new one that has not its place */
async function withoutWayBack(api: EngineApi, pair: Pair, cause: unknown, trail: StepTrail): Promise<unknown> {
  await rollBack(api, pair);
  const about = { container: pair.names.name, host: api.host };
  const gone = new RoadsteadError('container.removed-meanwhile', about, { cause });
  trail.breakOff('failed', gone.message);
  return gone;
}

/** One that is being removed soon is. */
async function isGone(api: EngineApi, id: ContainerId): Promise<boolean> {
  for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
    const found = await look(api, id);
    if (found === undefined) return true;
    if (found.State.Status !== 'removing') return false;
    await sleep(POLL_MS);
  }
  return false;
}

function short(id: ContainerId): string {
  return id.slice(0, 12);
}

/** @returns what came of it; undefined where none was asked for */
async function pull(
  api: EngineApi,
  images: ImageNames,
  { image, pull: isAsked, credential, signal, onOutput }: RecreateRequest,
  trail: StepTrail,
): Promise<JobResult<'container.recreate'>['pulled']> {
  if (!isAsked) return undefined;
  trail.begin('pull');
  const onProgress = trail.transfer.bind(trail);
  const { digest, changed } = await pullImage(api, images, {
    reference: image,
    credential,
    signal,
    onProgress,
    onOutput,
  });
  return { digest, changed };
}

async function startNew(api: EngineApi, { newId, names }: Pair, { image }: RecreateRequest): Promise<void> {
  try {
    await start(api, newId);
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    const explained = await explainRun(error, api, { image, name: names.name });
    throw new NotReplaced(
      reason('replacement-not-started', { words: (explained as Error).message.replace(/\.$/, '') }),
    );
  }
}

/** @returns by what it has proved itself, in words */
async function untilGood(
  api: EngineApi,
  { newId }: Pair,
  { signal, healthySeconds, steadySeconds }: RecreateRequest,
): Promise<string> {
  for (;;) {
    const fresh = await look(api, newId);
    if (fresh === undefined) throw new NotReplaced(reason('replacement-gone'));
    const verdict = verdictOf(fresh, { healthySeconds, steadySeconds }, new Date());
    if (verdict === 'good') {
      return fresh.State.Health ? 'its health check says that it is healthy' : `it has run for ${steadySeconds} s`;
    }
    if (verdict !== 'wait') throw new NotReplaced(verdict);
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** The old one is gone: an attempt before this one may have come to its end without a word. */
async function ofEarlierAttempt(
  api: EngineApi,
  images: ImageNames,
  { containerId, jobId }: RecreateRequest,
): Promise<JobResult<'container.recreate'>> {
  const filters = JSON.stringify({ label: [`${JOB_LABEL}=${jobId}`] });
  for (const { Id } of await api.get('/containers/json', Listed, { all: true, filters })) {
    const found = await look(api, Id);
    const note = readNote(found?.Config.Labels?.[RECREATES_LABEL]);
    if (found === undefined || note?.container !== containerId) continue;
    const imageId = await images.configDigest(found.Image);
    return { containerId: Id, name: found.Name, imageId, warnings: [], running: note.running };
  }
  throw new RoadsteadError('container.unknown', { container: containerId.slice(0, 12), host: api.host });
}
