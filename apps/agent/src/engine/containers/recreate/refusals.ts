import { type ContainerId, RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from '../../engine-api.js';
import type { Recreatable } from './recreatable.js';

const SWARM_TASK_LABEL = 'com.docker.swarm.task.id';
const Listed = z.array(z.object({ Id: z.string() }));
const Guest = z.object({
  Name: z.string(),
  HostConfig: z.object({
    NetworkMode: z.string().nullish(),
    PidMode: z.string().nullish(),
    IpcMode: z.string().nullish(),
  }),
});
/** Inspects under way at once. */
const AT_ONCE = 8;

/** @throws RoadsteadError `container.*` for one that cannot be replaced and brought back */
export async function requireRecreatable(api: EngineApi, old: Recreatable): Promise<void> {
  const about = { container: old.Name, host: api.host };
  if (old.State.Status === 'paused') throw new RoadsteadError('container.paused', about);
  if (old.HostConfig.AutoRemove) throw new RoadsteadError('container.removed-when-it-ends', about);
  if (old.Config.Labels?.[SWARM_TASK_LABEL] !== undefined) throw new RoadsteadError('container.swarm-task', about);
  const guests = await guestsOf(api, old);
  if (guests.length === 0) return;
  throw new RoadsteadError('container.lends-namespaces', { ...about, dependents: guests.join(', ') });
}

/** Names of the containers that live in a namespace of this one. */
async function guestsOf(api: EngineApi, { Id, Name }: Recreatable): Promise<string[]> {
  const listed = await api.get('/containers/json', Listed, { all: true });
  const others = listed.filter((each) => each.Id !== Id);
  const names: string[] = [];
  for (let at = 0; at < others.length; at += AT_ONCE) {
    const looks = others.slice(at, at + AT_ONCE).map((each) => api.find(`/containers/${each.Id}/json`, Guest));
    for (const guest of await Promise.all(looks)) {
      if (guest !== undefined && isGuest(guest, Id, Name)) names.push(guest.Name.replace(/^\//, ''));
    }
  }
  return names;
}

function isGuest({ HostConfig }: z.infer<typeof Guest>, id: ContainerId, name: string): boolean {
  const hosts = [HostConfig.NetworkMode, HostConfig.PidMode, HostConfig.IpcMode].flatMap((mode) =>
    mode?.startsWith('container:') ? [mode.slice('container:'.length)] : [],
  );
  return hosts.some((host) => host !== '' && (host === name || id.startsWith(host)));
}
