import { type JobResult, RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';
import type { VerbRequest } from './engine.js';
import type { EngineApi } from './engine-api.js';
import type { EngineRefusal } from './engine-errors.js';
import type { ImageNames } from './image-names.js';
import { explainFailure } from './verb-errors.js';

/** What became of a removal, one entry for each line of `docker rmi`, in its order. */
export const RemovedImages = z.array(z.object({ Untagged: z.string().optional(), Deleted: z.string().optional() }));
export type RemovedImages = z.infer<typeof RemovedImages>;

const NamedContainer = z.object({ Name: z.string() });
/** Both stores say which container; the containerd store and newer engines in other words. */
const USED_BY = /container ([0-9a-f]{12,64})/;

/**
 * `docker rmi`. It is done in a moment, and cannot be undone: a cancel that comes after its begin is too late.
 * @throws RoadsteadError `image.not-on-host`, `image.in-use`, `image.has-children`, `image.several-names`, `engine.*`
 */
export async function removeImage(
  api: EngineApi,
  images: ImageNames,
  { reference, force, noPrune, signal, onOutput }: VerbRequest<'image.remove'>,
): Promise<JobResult<'image.remove'>> {
  signal.throwIfAborted();
  const engineName = await images.engineName(reference);
  try {
    const query = { force, noprune: noPrune };
    const removed = await api.ask({ method: 'DELETE', path: `/images/${engineName}`, query }, RemovedImages);
    for (const line of removalLines(removed)) onOutput(line);
    return removalOf(removed);
  } catch (error) {
    const container = await containerIn(error as Error, api);
    throw await explainFailure(error, {
      api,
      doing: 'while removing an image',
      toError: (message, refusal) => removalError(message, refusal, { image: reference, host: api.host, container }),
    });
  }
}

/** Parts what was taken off from what is gone. */
export function removalOf(removed: RemovedImages): JobResult<'image.remove'> {
  return {
    untagged: removed.flatMap(({ Untagged }) => Untagged ?? []),
    deleted: removed.flatMap(({ Deleted }) => Deleted ?? []),
  };
}

/** As `docker rmi` prints it. */
function removalLines(removed: RemovedImages): string[] {
  return removed.map(({ Untagged, Deleted }) =>
    Untagged === undefined ? `Deleted: ${Deleted}` : `Untagged: ${Untagged}`,
  );
}

function removalError(
  message: string,
  { status }: EngineRefusal,
  detail: { image: string; host: string; container: string | undefined },
): RoadsteadError | undefined {
  const { image, host, container } = detail;
  if (status === 404) return new RoadsteadError('image.not-on-host', { image, host });
  if (container !== undefined) return new RoadsteadError('image.in-use', { image, host, container });
  if (/dependent child images/.test(message)) return new RoadsteadError('image.has-children', { image, host });
  if (/multiple (?:repositories|references)|must be forced/.test(message)) {
    return new RoadsteadError('image.several-names', { image, host });
  }
  return undefined;
}

/** Name of the container that the engine names by its id. */
async function containerIn({ message }: Error, api: EngineApi): Promise<string | undefined> {
  const id = USED_BY.exec(message)?.[1];
  if (id === undefined) return undefined;
  const found = await api.find(`/containers/${id}/json`, NamedContainer).catch(() => undefined);
  return found?.Name.replace(/^\//, '') ?? id;
}
