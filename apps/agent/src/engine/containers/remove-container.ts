import type { ContainerAction, ContainerId } from '@roadstead/domain';
import type { ContainerActReply } from '@roadstead/protocol';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';
import { InspectedDetail } from './inspected-detail.js';
import { anonymousVolumes } from './to-container-detail.js';

/**
 * `docker rm`.
 * @returns the anonymous volumes that went with it
 * @throws EngineRefusal, RoadsteadError `engine.unreachable`
 */
export async function removeContainer(
  api: EngineApi,
  id: ContainerId,
  { force, volumes: withVolumes }: Extract<ContainerAction, { verb: 'remove' }>,
): Promise<ContainerActReply> {
  const path = `/containers/${id}`;
  const before = withVolumes ? await api.find(`${path}/json`, InspectedDetail) : undefined;
  await api.run({ method: 'DELETE', path, query: { force, v: withVolumes } });
  const volumes = before === undefined ? [] : await gone(api, anonymousVolumes(before));
  return { effect: 'changed', ...(withVolumes && { volumes }) };
}

/** One that another container still uses stays. */
async function gone(api: EngineApi, names: readonly string[]): Promise<string[]> {
  const left = await Promise.all(names.map((name) => api.find(`/volumes/${name}`, z.object({ Name: z.string() }))));
  return names.filter((_name, i) => left[i] === undefined);
}
