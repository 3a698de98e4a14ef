import { type ChangeKind, type ChangesLine, ContainerPath, type FileChange, type FileStat } from '@roadstead/domain';
import { z } from 'zod';
import { ChangeReader } from './change-reader.js';
import { type FilePlace, fileError } from './file-errors.js';
import { statPaths } from './path-stat.js';

/** More are counted, and not told: no page could show them. */
const MAX_TOLD = 20_000;
const PORTION = 1000;
/** Paths whose size is asked for, in so many at a time and no longer than that: each costs the engine some milliseconds. */
const MAX_SIZES = 400;
const SIZES_AT_ONCE = 40;
const SIZES_MS = 2000;

const Sizes = z.object({ SizeRw: z.number().nullish(), SizeRootFs: z.number().nullish() });

/** What the container changed against its image, as `docker diff`. @throws RoadsteadError `container.unknown`, `engine.*` */
export async function* listChanges(place: FilePlace, signal: AbortSignal): AsyncGenerator<ChangesLine> {
  const { api, containerId } = place;
  const { SizeRw, SizeRootFs } = await asked(place, () =>
    api.get(`/containers/${containerId}/json`, Sizes, { size: true }),
  );
  yield { type: 'layer', writableBytes: SizeRw ?? 0, totalBytes: SizeRootFs ?? 0 };
  const answer = await asked(place, () =>
    api.stream({ method: 'GET', path: `/containers/${containerId}/changes`, signal }),
  );
  const reader = new ChangeReader();
  const counts: Record<ChangeKind, number> = { changed: 0, added: 0, deleted: 0 };
  const told: FileChange[] = [];
  let toldTo = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    for (const change of reader.read(chunk)) {
      counts[change.kind] += 1;
      if (told.length < MAX_TOLD) told.push(change);
    }
    if (told.length - toldTo < PORTION) continue;
    yield { type: 'changes', changes: told.slice(toldTo) };
    toldTo = told.length;
  }
  if (told.length > toldTo) yield { type: 'changes', changes: told.slice(toldTo) };
  yield* sizesOf(place, told);
  yield { type: 'end', counts, isCut: counts.changed + counts.added + counts.deleted > told.length };
}

/** Sizes of the first of what is there, in the order in which they came. */
async function* sizesOf({ api, containerId }: FilePlace, changes: readonly FileChange[]): AsyncGenerator<ChangesLine> {
  const present = changes.filter(({ kind }) => kind !== 'deleted').slice(0, MAX_SIZES);
  const paths = present.flatMap(({ path }) => ContainerPath.safeParse(path).data ?? []);
  const until = Date.now() + SIZES_MS;
  for (let at = 0; at < paths.length && Date.now() < until; at += SIZES_AT_ONCE) {
    const some = paths.slice(at, at + SIZES_AT_ONCE);
    const stats = await statPaths(api, containerId, some);
    yield { type: 'sizes', sizes: some.flatMap((path, index) => sizeOf(path, stats[index])) };
  }
}

function sizeOf(path: string, stat: FileStat | null | undefined) {
  return stat ? [{ path, type: stat.type, size: stat.size }] : [];
}

async function asked<T>(place: FilePlace, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw await fileError(error, place);
  }
}
