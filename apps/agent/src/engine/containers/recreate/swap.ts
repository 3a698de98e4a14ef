import type { ContainerId } from '@roadstead/domain';
import type { EngineApi } from '../../engine-api.js';
import { EngineRefusal } from '../../engine-errors.js';
import { Recreatable } from './recreatable.js';
import type { RecreationNames } from './recreation-names.js';

const NOT_MODIFIED = 304;

/** Two containers of which the new one is to take the old one's place. */
export interface Pair {
  readonly oldId: ContainerId;
  readonly newId: ContainerId;
  readonly names: RecreationNames;
  /** Whether the old one ran, and so the new one is to run. */
  readonly running: boolean;
}

export function look(api: EngineApi, id: ContainerId): Promise<Recreatable | undefined> {
  return api.find(`/containers/${id}/json`, Recreatable);
}

/** It ends as it is told to end by `docker stop`, and a restart of the engine does not start it again beside the new one. */
export async function stopOld(api: EngineApi, { oldId }: Pair): Promise<void> {
  await stop(api, oldId);
  await setRestartPolicy(api, oldId, { Name: 'no' });
}

export async function exchangeNames(api: EngineApi, { oldId, newId, names }: Pair): Promise<void> {
  await rename(api, oldId, names.kept);
  await rename(api, newId, names.name);
}

export async function start(api: EngineApi, id: ContainerId): Promise<void> {
  await unlessSo(api.run({ method: 'POST', path: `/containers/${id}/start` }));
}

/** The new one has proved itself: from here on nobody goes back, whatever becomes of it. */
export async function letGo(api: EngineApi, { oldId, names }: Pair): Promise<void> {
  await rename(api, oldId, names.replaced);
}

/** The new one is what there is from here on. Volumes stay: the new one has them. */
export async function removeOld(api: EngineApi, { oldId }: Pick<Pair, 'oldId'>): Promise<void> {
  await remove(api, oldId, { force: true });
}

/**
 * From whatever state the two are in to the one before: done again it goes on from where it broke off.
 * The new one goes last, for it knows what the old one was like.
 * @returns false where somebody has removed the old one: the new one stays if it had its place already
 * @throws EngineRefusal the old one could not be started; all else is as before
 */
export async function rollBack(api: EngineApi, { oldId, newId, names, running }: Pair): Promise<boolean> {
  const [old, fresh] = await Promise.all([look(api, oldId), look(api, newId)]);
  if (old === undefined) {
    if (fresh?.Name === names.coming) await remove(api, newId, { force: true, v: true });
    return false;
  }
  if (fresh !== undefined) {
    await stop(api, newId);
    if (fresh.Name === names.name) await rename(api, newId, names.coming);
  }
  if (old.Name === names.kept) await rename(api, oldId, names.name);
  const policy = fresh?.HostConfig.RestartPolicy;
  if (running && policy) await setRestartPolicy(api, oldId, policy);
  const problem = running ? await start(api, oldId).catch(refusal) : undefined;
  // With the volumes that only it had.
  if (fresh !== undefined) await remove(api, newId, { force: true, v: true });
  if (problem !== undefined) throw problem;
  return true;
}

export function refusal(error: unknown): EngineRefusal {
  if (error instanceof EngineRefusal) return error;
  throw error;
}

async function stop(api: EngineApi, id: ContainerId): Promise<void> {
  await unlessSo(api.run({ method: 'POST', path: `/containers/${id}/stop` }));
}

function rename(api: EngineApi, id: ContainerId, name: string): Promise<void> {
  return api.run({ method: 'POST', path: `/containers/${id}/rename`, query: { name } });
}

function setRestartPolicy(api: EngineApi, id: ContainerId, RestartPolicy: object): Promise<void> {
  return api.run({ method: 'POST', path: `/containers/${id}/update`, body: { json: { RestartPolicy } } });
}

export async function remove(
  api: EngineApi,
  id: ContainerId,
  query: { readonly force: boolean; readonly v?: boolean },
): Promise<void> {
  await api.run({ method: 'DELETE', path: `/containers/${id}`, query }).catch((error: unknown) => {
    // Gone already, or on its way.
    if (!(error instanceof EngineRefusal) || (error.status !== 404 && error.status !== 409)) throw error;
  });
}

async function unlessSo(call: Promise<void>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!(error instanceof EngineRefusal) || error.status !== NOT_MODIFIED) throw error;
  });
}
