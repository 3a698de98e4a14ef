import { RoadsteadError, type Volume, type VolumeSpec } from '@roadstead/domain';
import { MAX_RESOURCES, type VolumeList } from '@roadstead/protocol';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal } from '../engine-errors.js';
import { type ContainerUse, namesOfUsers, readContainerUses } from './resource-users.js';

const EngineVolume = z.object({
  Name: z.string(),
  Driver: z.string(),
  Scope: z.string().default('local'),
  Mountpoint: z.string().default(''),
  CreatedAt: z.string().optional(),
  Labels: z.record(z.string(), z.string()).nullish(),
  Options: z.record(z.string(), z.string()).nullish(),
});
type EngineVolume = z.infer<typeof EngineVolume>;
const EngineVolumes = z.object({ Volumes: z.array(EngineVolume).nullish() });

/** What the engine calls a volume that nobody has named. */
const ANONYMOUS = /^[0-9a-f]{64}$/;
/** Newer engines label such a volume. */
const ANONYMOUS_LABEL = 'com.docker.volume.anonymous';

/** @param sizes bytes by name, where they were counted */
export async function listVolumes(api: EngineApi, sizes: ReadonlyMap<string, number> = new Map()): Promise<VolumeList> {
  const [{ Volumes }, uses] = await Promise.all([api.get('/volumes', EngineVolumes), readContainerUses(api)]);
  const all = (Volumes ?? []).sort((a, b) => (a.Name < b.Name ? -1 : 1));
  const volumes = all.slice(0, MAX_RESOURCES).map((raw) => toVolume(raw, uses, sizes.get(raw.Name)));
  return { volumes, total: all.length };
}

/**
 * The engine itself takes a name that there is for the volume that was meant; here it is refused, so that nobody gets
 * somebody else's data.
 * @throws RoadsteadError `volume.name-taken`, `volume.driver-unknown`, `volume.refused`
 */
export async function createVolume(api: EngineApi, { name, driver, options, labels }: VolumeSpec): Promise<Volume> {
  const { host } = api;
  if (name !== undefined && (await findVolume(api, name)) !== undefined) {
    throw new RoadsteadError('volume.name-taken', { volume: name, host });
  }
  const json = { Name: name, Driver: driver, DriverOpts: options, Labels: labels };
  try {
    const made = await api.ask({ method: 'POST', path: '/volumes/create', body: { json } }, EngineVolume);
    return toVolume(made, []);
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    if (/plugin .* not found|error looking up volume plugin/i.test(error.message)) {
      throw new RoadsteadError('volume.driver-unknown', { driver, host });
    }
    throw new RoadsteadError('volume.refused', { host, reason: error.message });
  }
}

/** @throws RoadsteadError `volume.unknown`, `volume.in-use` */
export async function removeVolume(api: EngineApi, name: string, force: boolean): Promise<void> {
  const detail = { volume: name, host: api.host };
  // With `force` the engine is content with a volume that there is not.
  if ((await findVolume(api, name)) === undefined) throw new RoadsteadError('volume.unknown', detail);
  try {
    await api.run({ method: 'DELETE', path: `/volumes/${encodeURIComponent(name)}`, query: { force } });
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    if (error.status === 404) throw new RoadsteadError('volume.unknown', detail);
    if (error.status !== 409) throw error;
    const users = usersOf(name, await readContainerUses(api));
    throw new RoadsteadError('volume.in-use', { ...detail, containers: namesOfUsers(users) || error.message });
  }
}

function findVolume(api: EngineApi, name: string): Promise<EngineVolume | undefined> {
  return api.find(`/volumes/${encodeURIComponent(name)}`, EngineVolume);
}

function toVolume(raw: EngineVolume, uses: readonly ContainerUse[], sizeBytes?: number): Volume {
  return {
    name: raw.Name,
    anonymous: ANONYMOUS.test(raw.Name) || raw.Labels?.[ANONYMOUS_LABEL] !== undefined,
    driver: raw.Driver,
    scope: raw.Scope,
    mountpoint: raw.Mountpoint,
    createdAt: time(raw.CreatedAt),
    labels: raw.Labels ?? {},
    options: Object.fromEntries(
      Object.entries(raw.Options ?? {}).map(([name, value]) => [name, withoutSecrets(value)]),
    ),
    sizeBytes,
    usedBy: usersOf(raw.Name, uses),
  };
}

function usersOf(volume: string, uses: readonly ContainerUse[]) {
  return uses
    .filter(({ volumes }) => volumes.includes(volume))
    .map(({ containerId, name, running }) => ({ containerId, name, running }));
}

/** Drivers may give nothing, or a time of their own making. */
function time(text: string | undefined): string | undefined {
  return text !== undefined && z.iso.datetime({ offset: true }).safeParse(text).success ? text : undefined;
}

/** Mount options may hold the password of a file server. */
function withoutSecrets(value: string): string {
  return value.replace(/\b(pass(?:word|wd|2)?|secret)=[^,]*/gi, '$1=…');
}
