import {
  type ContainerId,
  ContainerId as ContainerIdSchema,
  ContainerState,
  Digest,
  JOB_LABEL,
  type JobResult,
  type PulledBefore,
  RoadsteadError,
  RunParams,
} from '@roadstead/domain';
import { z } from 'zod';
import type { RunRequest } from '../engine.js';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal } from '../engine-errors.js';
import type { ImageNames } from '../image-names.js';
import { pullImage } from '../pull.js';
import { containerSpec } from './container-spec.js';
import { explainRun } from './explain-run.js';
import { newVolumes } from './new-volumes.js';

const Created = z.object({ Id: ContainerIdSchema, Warnings: z.array(z.string()).nullish() });
const Listed = z.array(z.object({ Id: ContainerIdSchema }));
const Now = z.object({ Name: z.string(), Image: z.string(), State: z.object({ Status: ContainerState }) });

interface Image {
  /** What the engine calls it. */
  readonly name: string;
  readonly pulled?: PulledBefore;
}

interface Made {
  readonly id: ContainerId;
  readonly warnings: string[];
  readonly pulled?: PulledBefore;
}

/**
 * `docker run --detach`. The container has the job's id as a label: an attempt that finds one of its job's goes on with it,
 * and makes no second. What fails or is canceled after it was made takes it, and the volumes that were made for it, away.
 * @throws RoadsteadError of `container.*`, `image.not-on-host`, `registry.*`, `engine.*`; aborted: any error
 */
export async function runContainer(
  api: EngineApi,
  images: ImageNames,
  request: RunRequest,
): Promise<JobResult<'container.run'>> {
  request.signal.throwIfAborted();
  const found = await ofJob(api, request.jobId);
  const image = found === undefined ? await imageFor(api, images, request) : { name: '' };
  const volumes = await newVolumes(api, request.mounts);
  try {
    const made = found ?? (await create(api, image, request));
    return await begin(api, images, made, request);
  } catch (error) {
    // An engine that is not reached keeps what was made for the next attempt.
    if (error instanceof EngineRefusal || request.signal.aborted) await volumes.removeNew();
    throw await explainRun(error, api, request);
  }
}

/** The container that an earlier attempt of this job made. */
async function ofJob(api: EngineApi, jobId: string): Promise<Made | undefined> {
  const filters = JSON.stringify({ label: [`${JOB_LABEL}=${jobId}`] });
  const [found] = await api.get('/containers/json', Listed, { all: true, filters });
  return found && { id: found.Id, warnings: [] };
}

/** @returns once it is there */
async function imageFor(api: EngineApi, images: ImageNames, request: RunRequest): Promise<Image> {
  const { image, pull, credential, signal, onProgress, onOutput } = request;
  const canPull = pull !== 'never' && !Digest.safeParse(image).success;
  if (!canPull || pull === 'missing') {
    try {
      return { name: await images.engineName(image) };
    } catch (error) {
      const isMissing = error instanceof RoadsteadError && error.code === 'image.not-on-host';
      if (!canPull || !isMissing) throw error;
    }
  }
  const of = { reference: image, credential, signal, onProgress, onOutput };
  const { digest, changed } = await pullImage(api, images, of);
  return { name: await images.engineName(image), pulled: { digest, changed } };
}

async function create(api: EngineApi, { name, pulled }: Image, request: RunRequest): Promise<Made> {
  request.signal.throwIfAborted();
  const call = {
    method: 'POST',
    path: '/containers/create',
    query: { name: request.name },
    body: { json: containerSpec(RunParams.parse(request), name, request.jobId) },
  } as const;
  const { Id, Warnings } = await api.ask(call, Created);
  return { id: Id, warnings: Warnings ?? [], pulled };
}

async function begin(
  api: EngineApi,
  images: ImageNames,
  { id, warnings, pulled }: Made,
  { start, signal, onOutput }: RunRequest,
): Promise<JobResult<'container.run'>> {
  try {
    signal.throwIfAborted();
    const now = await api.get(`/containers/${id}/json`, Now);
    const name = now.Name.replace(/^\//, '');
    const imageId = await images.configDigest(now.Image);
    onOutput(id);
    for (const warning of warnings) onOutput(`WARNING: ${warning}`);
    if (start && now.State.Status === 'created') await api.run({ method: 'POST', path: `/containers/${id}/start` });
    signal.throwIfAborted();
    return { containerId: id, name, imageId, pulled, warnings, started: start };
  } catch (error) {
    if (error instanceof EngineRefusal || signal.aborted) await remove(api, id);
    throw error;
  }
}

async function remove(api: EngineApi, id: ContainerId): Promise<void> {
  await api.run({ method: 'DELETE', path: `/containers/${id}`, query: { force: true, v: true } }).catch(ignoreMissing);
}

/** It is gone already: a container that is removed when it ends may have ended. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof EngineRefusal) || (error.status !== 404 && error.status !== 409)) throw error;
}
