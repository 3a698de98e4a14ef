import { ContainerId, JOB_LABEL, RECREATES_LABEL } from '@roadstead/domain';
import { z } from 'zod';
import type { RecreateRequest } from '../../engine.js';
import type { EngineApi } from '../../engine-api.js';
import { type Recreatable, SharedConfig } from './recreatable.js';
import type { Note } from './recreation-names.js';
import { replacementSpec } from './replacement-spec.js';
import { remove } from './swap.js';

const Created = z.object({ Id: ContainerId, Warnings: z.array(z.string()).nullish() });
const ImageInspect = z.object({ Id: z.string(), Config: SharedConfig.nullish() });

/** Made and joined to its networks, and not started; what fails leaves nothing. */
export async function makeReplacement(
  api: EngineApi,
  old: Recreatable,
  imageName: string,
  name: string,
  running: boolean,
  { jobId, steadySeconds, healthySeconds }: RecreateRequest,
): Promise<{ id: ContainerId; warnings: string[] }> {
  const newImage = await api.get(`/images/${imageName}/json`, ImageInspect);
  const oldImage = await api.find(`/images/${old.Image}/json`, ImageInspect);
  const note: Note = { container: old.Id, running, steadySeconds, healthySeconds };
  const spec = replacementSpec(
    withoutMarks(old),
    oldImage && (oldImage.Config ?? {}),
    { name: imageName, engineId: newImage.Id },
    { jobId, recreates: JSON.stringify(note) },
  );
  const call = { method: 'POST', path: '/containers/create', query: { name }, body: { json: spec.body } } as const;
  const { Id: id, Warnings } = await api.ask(call, Created);
  try {
    for (const { id: network, endpoint } of spec.networks) await connect(api, network, id, endpoint);
    if (spec.leaves !== undefined) await disconnect(api, spec.leaves, id);
  } catch (error) {
    await remove(api, id, { force: true, v: true });
    throw error;
  }
  const unknown =
    oldImage === undefined ? ['the old image is gone: what the container had of it was kept as its own'] : [];
  return { id, warnings: [...(Warnings ?? []), ...unknown] };
}

/** What a recreation before has left with it. */
function withoutMarks(old: Recreatable): Recreatable {
  const { [JOB_LABEL]: _job, [RECREATES_LABEL]: _note, ...Labels } = old.Config.Labels ?? {};
  return { ...old, Config: { ...old.Config, Labels } };
}

function connect(api: EngineApi, network: string, Container: ContainerId, EndpointConfig: object): Promise<void> {
  return api.run({
    method: 'POST',
    path: `/networks/${network}/connect`,
    body: { json: { Container, EndpointConfig } },
  });
}

function disconnect(api: EngineApi, network: string, Container: ContainerId): Promise<void> {
  return api.run({
    method: 'POST',
    path: `/networks/${network}/disconnect`,
    body: { json: { Container, Force: true } },
  });
}
