import { Injectable } from '@nestjs/common';
import type { ChangesPage, PlacementActivity, PlacementChange } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import type { QueryOf } from '../platform/http/route.js';
import { ActivityRepository, type BucketRow, type Buckets, type Counts } from './activity.repository.js';
import { summedBuckets } from './activity-span.js';
import { type ChangeRow, ChangesRepository } from './changes.repository.js';
import { hostIdsOf, isAll, isNever, type Matching } from './matching.js';
import { MatchingRepository } from './matching.repository.js';
import { MatchingService } from './matching.service.js';
import { ObservationsRepository } from './observations.repository.js';
import { MOST_SPANS } from './placements.service.js';
import type { Clocks } from './run-source.js';
import { timeSpan } from './time-window.js';

const NONE: Record<PlacementChange['type'], number> = { came: 0, went: 0, changed: 0, restarted: 0 };

/** What differs between two moments, and how much goes on over time. */
@Injectable()
export class ChangesService {
  constructor(
    private readonly matching: MatchingService,
    private readonly names: MatchingRepository,
    private readonly changes: ChangesRepository,
    private readonly activities: ActivityRepository,
    private readonly observations: ObservationsRepository,
  ) {}

  /** @throws RoadsteadError `history.*`, `host.unknown`, `reference.malformed`, `request.invalid` for a foreign cursor */
  async list({
    from: begins,
    to: ends,
    type,
    limit,
    cursor,
    ...filter
  }: QueryOf<'listPlacementChanges'>): Promise<ChangesPage> {
    const { from, to } = between(begins, ends);
    const [matching, clocks] = await Promise.all([this.matching.resolve(filter), this.names.clocks()]);
    const unobserved = (at: Date) =>
      this.observations.unobserved(hostIdsOf(matching), { from: at, to: at }, MOST_SPANS);
    // One moment after the other: what differs takes longer than both.
    const [{ rows, counts, nextCursor }, { before, after }] = await Promise.all([
      isNever(matching)
        ? { rows: [], counts: {}, nextCursor: undefined }
        : this.changes.page({ matching, clocks, from, to, type, limit, cursor }),
      (async () => ({ before: await unobserved(from), after: await unobserved(to) }))(),
    ]);
    const all = { ...NONE, ...counts };
    const spans = new Map([...before.spans, ...after.spans].map((span) => [`${span.hostId} ${span.from}`, span]));
    const leftOut = before.leftOut + after.leftOut;
    return {
      items: rows.map(toChange),
      total: type === undefined ? Object.values(all).reduce((sum, count) => sum + count, 0) : all[type],
      nextCursor,
      from: from.toISOString(),
      to: to.toISOString(),
      counts: all,
      unobserved: [...spans.values()],
      unobservedLeftOut: leftOut === 0 ? undefined : leftOut,
      unobservedLeftOutIsLeast: before.leftOutIsLeast || after.leftOutIsLeast || undefined,
    };
  }

  /** @throws RoadsteadError `history.*`, `host.unknown`, `reference.malformed` */
  async activity({
    from: begins,
    to: ends,
    buckets,
    ...filter
  }: QueryOf<'getPlacementActivity'>): Promise<PlacementActivity> {
    const { from, to } = between(begins, ends);
    const [matching, clocks] = await Promise.all([this.matching.resolve(filter), this.names.clocks()]);
    const asked = { from, to, count: buckets };
    const summed = isAll(matching) ? summedBuckets(asked) : undefined;
    const span = summed ?? asked;
    const [{ started, ended }, observed, since] = await Promise.all([
      summed === undefined ? this.#counts({ matching, clocks }, span) : this.activities.sums(clocks, summed),
      this.activities.observedHosts(hostIdsOf(matching), span),
      this.activities.since(hostIdsOf(matching)),
    ]);
    return {
      from: span.from.toISOString(),
      to: span.to.toISOString(),
      bucketMs: (span.to.getTime() - span.from.getTime()) / span.count,
      started: filled(started, span.count),
      ended: filled(ended, span.count),
      observedHosts: filled(observed, span.count),
      historySince: since?.toISOString(),
    };
  }

  #counts(asked: { matching: Matching; clocks: Clocks }, span: Buckets): Promise<Counts> | Counts {
    return isNever(asked.matching) ? { started: [], ended: [] } : this.activities.counts(asked, span);
  }
}

function between(begins: string, ends: string | undefined): { from: Date; to: Date } {
  const now = new Date();
  const { from = now, to = now } = timeSpan({ from: begins, to: ends }, now);
  if (from >= to) throw new RoadsteadError('history.times-inverted', { from: begins, to: to.toISOString() });
  return { from, to };
}

function filled(rows: readonly BucketRow[], buckets: number): number[] {
  const all = new Array<number>(buckets).fill(0);
  for (const { bucket, count } of rows) all[bucket] = count;
  return all;
}

function toChange(row: ChangeRow): PlacementChange {
  const { type, hostId, hostName, containerName, observed } = row;
  const { beforeContainer, beforeImage, beforeReference, beforeFrom } = row;
  const { afterContainer, afterImage, afterReference, afterFrom } = row;
  const run = (
    containerId: ChangeRow['beforeContainer'],
    imageId: ChangeRow['beforeImage'],
    imageReference: string | null,
    from: Date | null,
  ): PlacementChange['before'] =>
    containerId === null || imageId === null || imageReference === null || from === null
      ? undefined
      : { containerId, imageId, imageReference, from: from.toISOString() };
  return {
    type,
    hostId,
    hostName,
    containerName,
    before: run(beforeContainer, beforeImage, beforeReference, beforeFrom),
    after: run(afterContainer, afterImage, afterReference, afterFrom),
    certainty: observed ? 'observed' : 'unobserved',
  };
}
