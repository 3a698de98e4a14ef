import { type ContainerId, type ContainerPath, type FileStat, type FileType, RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';
import { inParallel } from '../../inventory/in-parallel.js';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal } from '../engine-errors.js';
import { fileError, unknownContainer } from './file-errors.js';

const STAT_HEADER = 'x-docker-container-path-stat';
/** Stats that one caller has under way at once. */
const AT_ONCE = 8;

const EngineStat = z.object({ size: z.number(), mode: z.number(), mtime: z.string(), linkTarget: z.string() });

/** Bits of Go's os.FileMode above the permissions, which the engine sends as they are. */
const GO_MODE = {
  directory: 2 ** 31,
  link: 2 ** 27,
  device: 2 ** 26,
  pipe: 2 ** 25,
  socket: 2 ** 24,
  setuid: 2 ** 23,
  setgid: 2 ** 22,
  sticky: 2 ** 20,
  irregular: 2 ** 19,
} as const;

/** What there is at a path, without following a link at its end. @throws RoadsteadError `container.unknown`, `file.*` */
export async function statPath(api: EngineApi, containerId: ContainerId, path: ContainerPath): Promise<FileStat> {
  try {
    const header = await api.header({ method: 'HEAD', path: archivePath(containerId), query: { path } }, STAT_HEADER);
    return toFileStat(EngineStat.parse(JSON.parse(Buffer.from(header ?? '', 'base64').toString('utf8'))));
  } catch (error) {
    // An answer to HEAD has no words.
    if (error instanceof EngineRefusal) throw await explained(api, containerId, path, error);
    throw error;
  }
}

/** As `statPath` of each; null where there is no such thing. */
export function statPaths(
  api: EngineApi,
  containerId: ContainerId,
  paths: readonly ContainerPath[],
): Promise<(FileStat | null)[]> {
  return inParallel(paths, AT_ONCE, async (path) => {
    try {
      return await statPath(api, containerId, path);
    } catch (error) {
      if (error instanceof RoadsteadError && ABSENT.has(error.code)) return null;
      throw error;
    }
  });
}

const ABSENT = new Set<string>(['file.unknown', 'file.not-a-directory']);

export function archivePath(containerId: ContainerId): string {
  return `/containers/${containerId}/archive`;
}

async function explained(
  api: EngineApi,
  containerId: ContainerId,
  path: ContainerPath,
  refusal: EngineRefusal,
): Promise<unknown> {
  if ((await api.find(`/containers/${containerId}/json`, z.object({}))) === undefined) {
    return unknownContainer(api, containerId);
  }
  const place = { path, container: containerId.slice(0, 12) };
  if (refusal.status === 404) return new RoadsteadError('file.unknown', place);
  // The same with words: the engine refuses it before a body.
  try {
    const answer = await api.stream({ method: 'GET', path: archivePath(containerId), query: { path } });
    answer.on('error', () => undefined).destroy();
    return new RoadsteadError('engine.refused', { host: api.host, reason: refusal.message });
  } catch (error) {
    return fileError(error, { api, containerId, path });
  }
}

function toFileStat({ size, mode, mtime, linkTarget }: z.infer<typeof EngineStat>): FileStat {
  const has = (bit: number) => Math.floor(mode / bit) % 2 === 1;
  const special =
    (has(GO_MODE.setuid) ? 0o4000 : 0) + (has(GO_MODE.setgid) ? 0o2000 : 0) + (has(GO_MODE.sticky) ? 0o1000 : 0);
  const types: readonly FileType[] = ['directory', 'link', 'device', 'pipe', 'socket'];
  const type = types.find((each) => has(GO_MODE[each as 'directory'])) ?? (has(GO_MODE.irregular) ? 'other' : 'file');
  return {
    type,
    size,
    mode: (mode % 0o1000) + special,
    modifiedAt: new Date(mtime).toISOString(),
    ...(type === 'link' && { linkTarget }),
  };
}
