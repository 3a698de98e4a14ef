import type { JobResult } from '@roadstead/domain';
import { PURPOSE_LABEL, READS_PACKAGES } from '@roadstead/domain/packages';
import { z } from 'zod';
import type { VerbRequest } from './engine.js';
import type { EngineApi } from './engine-api.js';
import { RemovedImages, removalOf } from './remove.js';

const Space = z.object({ SpaceReclaimed: z.number() });
const PrunedImages = Space.extend({ ImagesDeleted: RemovedImages.nullish() });
const PrunedContainers = Space.extend({ ContainersDeleted: z.array(z.string()).nullish() });
const PrunedCaches = Space.extend({ CachesDeleted: z.array(z.string()).nullish() });

/** `docker image prune`. A cancel ends it between two images. */
export async function pruneImages(
  api: EngineApi,
  { dangling, until, labels, signal, onOutput }: VerbRequest<'image.prune'>,
): Promise<JobResult<'image.prune'>> {
  const query = filters({ dangling: [String(dangling)], ...labelFilters(labels), ...untilFilter(until) });
  const pruned = await api.ask({ method: 'POST', path: '/images/prune', query, signal }, PrunedImages);
  const removed = pruned.ImagesDeleted ?? [];
  const lines = removed.map(({ Untagged, Deleted }) =>
    Untagged === undefined ? `deleted: ${Deleted}` : `untagged: ${Untagged}`,
  );
  printPruned('Deleted Images:', lines, pruned.SpaceReclaimed, onOutput);
  return { ...removalOf(removed), spaceReclaimedBytes: pruned.SpaceReclaimed };
}

/** `docker container prune`. A cancel ends it between two containers. */
export async function pruneContainers(
  api: EngineApi,
  { until, labels, signal, onOutput }: VerbRequest<'container.prune'>,
): Promise<JobResult<'container.prune'>> {
  // Not what Roadstead itself has made to look into an image.
  const kept = `!${PURPOSE_LABEL}=${READS_PACKAGES}`;
  const query = filters({ ...labelFilters([...(labels ?? []), kept]), ...untilFilter(until) });
  const pruned = await api.ask({ method: 'POST', path: '/containers/prune', query, signal }, PrunedContainers);
  const deleted = pruned.ContainersDeleted ?? [];
  printPruned('Deleted Containers:', deleted, pruned.SpaceReclaimed, onOutput);
  return { deleted, spaceReclaimedBytes: pruned.SpaceReclaimed };
}

/** `docker builder prune`. A cancel ends it between two records. */
export async function pruneBuilder(
  api: EngineApi,
  { all, keepStorageBytes, until, signal, onOutput }: VerbRequest<'builder.prune'>,
): Promise<JobResult<'builder.prune'>> {
  const query = { all, 'keep-storage': keepStorageBytes, ...filters(untilFilter(until)) };
  const pruned = await api.ask({ method: 'POST', path: '/build/prune', query, signal }, PrunedCaches);
  const deleted = pruned.CachesDeleted ?? [];
  printPruned('Deleted build cache objects:', deleted, pruned.SpaceReclaimed, onOutput);
  return { deleted, spaceReclaimedBytes: pruned.SpaceReclaimed };
}

/** Source: Docker Engine API, "Delete unused images": a JSON map of lists. */
function filters(by: Record<string, readonly string[]>): { filters?: string } {
  return Object.keys(by).length === 0 ? {} : { filters: JSON.stringify(by) };
}

/** `!key` is the engine's `label!`. */
function labelFilters(labels: readonly string[] = []): Record<string, readonly string[]> {
  const without = labels.filter((label) => label.startsWith('!')).map((label) => label.slice(1));
  const having = labels.filter((label) => !label.startsWith('!'));
  return { ...(having.length > 0 && { label: having }), ...(without.length > 0 && { 'label!': without }) };
}

function untilFilter(until: string | undefined): Record<string, readonly string[]> {
  return until === undefined ? {} : { until: [until] };
}

/** As `docker … prune` prints it. */
function printPruned(title: string, lines: readonly string[], bytes: number, onOutput: (line: string) => void): void {
  if (lines.length > 0) for (const line of [title, ...lines, '']) onOutput(line);
  onOutput(`Total reclaimed space: ${decimalSize(bytes)}`);
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Four digits and a unit of 1000, as Docker's command line writes sizes. */
function decimalSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toPrecision(4))}${UNITS[unit]}`;
}
