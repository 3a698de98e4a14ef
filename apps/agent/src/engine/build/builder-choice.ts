import { type JobParams, RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';

export type Builder = 'buildkit' | 'classic';

/**
 * Before this engine BuildKit on the containerd image store asks the registry for every base image, also for one that is
 * there: without a way to the registry each costs two times 20 seconds.
 */
const FIRST_ON_CONTAINERD_STORE = [27, 5] as const;

const EngineVersion = z.object({ Version: z.string() });

/** @throws RoadsteadError `build.no-buildkit` when that is asked for where it is not */
export async function chooseBuilder(
  api: EngineApi,
  containerdStore: boolean,
  { builder, limits }: Pick<JobParams<'image.build'>, 'builder' | 'limits'>,
): Promise<Builder> {
  if (builder === 'classic' || (builder === undefined && limits !== undefined)) return 'classic';
  const usable = await hasBuildKit(api);
  if (builder === undefined) return usable && (await isFirstChoice(api, containerdStore)) ? 'buildkit' : 'classic';
  if (!usable) throw new RoadsteadError('build.no-buildkit', { host: api.host });
  return 'buildkit';
}

/** Docker 20.10 says nothing and has it; later ones say which builder is theirs. */
async function hasBuildKit(api: EngineApi): Promise<boolean> {
  return (await api.pingHeader('builder-version')) !== '1';
}

async function isFirstChoice(api: EngineApi, containerdStore: boolean): Promise<boolean> {
  return !containerdStore || isNewEnough((await api.get('/version', EngineVersion)).Version);
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [firstMajor, firstMinor] = FIRST_ON_CONTAINERD_STORE;
  return major > firstMajor || (major === firstMajor && minor >= firstMinor);
}
