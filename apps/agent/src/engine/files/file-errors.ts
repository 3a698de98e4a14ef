import { type ContainerId, type ContainerPath, RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal } from '../engine-errors.js';

/** What engines say, in 20.10 and newer ones; `container` and `path` are what was asked for. */
const WORDS = {
  noContainer: /no such container/i,
  noPath:
    /could not find the file|no such file or directory|not found in container|too many (?:links|levels of symbolic links)/i,
  notDirectory: /not a directory/i,
  readOnly: /read-only/i,
  conflict: /cannot overwrite/i,
  permission: /permission denied|operation not permitted/i,
  diskFull: /no space left on device|disk quota exceeded/i,
};

export interface FilePlace {
  readonly api: EngineApi;
  readonly containerId: ContainerId;
  readonly path: ContainerPath;
}

/** A refusal of the engine in words for who asked; any other error as it is. */
export async function fileError(error: unknown, { api, containerId, path }: FilePlace): Promise<unknown> {
  if (!(error instanceof EngineRefusal)) return error;
  const place = { path, container: containerId.slice(0, 12) };
  const { message } = error;
  if (WORDS.noContainer.test(message)) return unknownContainer(api, containerId);
  if (WORDS.diskFull.test(message)) {
    const dataRoot = await dataRootOf(api);
    return new RoadsteadError('file.disk-full', { host: api.host, container: place.container, dataRoot });
  }
  if (WORDS.conflict.test(message)) return new RoadsteadError('file.type-conflict', place);
  if (WORDS.readOnly.test(message)) return new RoadsteadError('file.read-only', place);
  if (WORDS.notDirectory.test(message)) return new RoadsteadError('file.not-a-directory', place);
  if (WORDS.noPath.test(message)) return new RoadsteadError('file.unknown', place);
  if (WORDS.permission.test(message)) {
    return new RoadsteadError('file.no-permission', { ...place, reason: withoutHostPaths(message) });
  }
  return new RoadsteadError('engine.refused', { host: api.host, reason: withoutHostPaths(message) });
}

export function unknownContainer(api: EngineApi, containerId: ContainerId): RoadsteadError {
  return new RoadsteadError('container.unknown', { container: containerId.slice(0, 12), host: api.host });
}

/** Where the engine keeps a layer on the host is of no use to whoever looks into a container. */
function withoutHostPaths(message: string): string {
  return message.replace(/\/\S*\/(?:overlay2|rootfs|merged)\/\S*?(?:merged|fs|rootfs)(?=\/|:|\s|$)/g, '');
}

const DataRoot = z.object({ DockerRootDir: z.string() });

function dataRootOf(api: EngineApi): Promise<string> {
  return api.get('/info', DataRoot).then(
    (info) => info.DockerRootDir,
    () => 'its data root',
  );
}
