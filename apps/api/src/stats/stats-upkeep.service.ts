import { Inject, Injectable } from '@nestjs/common';
import { STATS_KEPT_DAYS } from '@roadstead/contract';
import { CONTAINER_METRIC_NAMES, type ContainerId, HOST_METRIC_NAMES } from '@roadstead/domain';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { RoundClaims } from '../platform/upkeep/round-claims.js';
import { Upkeep } from '../platform/upkeep/upkeep.js';
import { HOUR_MS, HourOfSamples, packBuckets } from './hour-buckets.js';
import { BatchReader } from './packed-samples.js';
import { type RolledHour, StatsRepository } from './stats.repository.js';

const PLAN = { name: 'stats', everyMs: 5 * 60_000, failure: 'history of stats was not rolled up' };
/** An hour is rolled up when it has been over for so long: until then its samples are kept as they came. */
export const FINE_MS = 65 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** Keeps the history of stats bounded: fine samples become five-minute buckets, and what is old goes. */
@Injectable()
export class StatsUpkeep extends Upkeep {
  constructor(
    private readonly repository: StatsRepository,
    claims: RoundClaims,
    @Inject(LOGGER) logger: Logger,
  ) {
    super(PLAN, claims, logger);
  }

  async run(now = Date.now()): Promise<void> {
    for (const { hostId, hour } of await this.repository.dueHours(new Date(now - FINE_MS))) {
      const done = await this.repository.roll(hostId, hour, (batches) => rollUp(batches, hour.getTime()));
      if (!done) return;
    }
    await this.repository.forget(new Date(now - STATS_KEPT_DAYS * DAY_MS - HOUR_MS));
  }
}

/** The buckets of each container, and of the host, that an hour's batches make. */
export function* rollUp(batches: readonly Uint8Array[], hour: number): Generator<RolledHour> {
  const host = new HourOfSamples(hour);
  const containers = new Map<string, HourOfSamples>();
  for (const bytes of batches) {
    const reader = new BatchReader(bytes);
    for (const [tick, row] of reader.hostRows().entries()) host.add(reader.ticks[tick] ?? hour, row);
    for (const { id, rows } of reader.containers()) {
      const samples = containers.get(id) ?? new HourOfSamples(hour);
      containers.set(id, samples);
      for (const [tick, row] of rows.entries()) samples.add(reader.ticks[tick] ?? hour, row);
    }
  }
  yield { containerId: '', buckets: packBuckets(host.buckets(), HOST_METRIC_NAMES.length) };
  for (const [id, samples] of containers) {
    const buckets = samples.buckets();
    if (buckets.length === 0) continue;
    yield { containerId: id as ContainerId, buckets: packBuckets(buckets, CONTAINER_METRIC_NAMES.length) };
  }
}
