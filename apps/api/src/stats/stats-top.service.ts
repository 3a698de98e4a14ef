import { Injectable } from '@nestjs/common';
import { type Top, type TopQuery, type TopRow, type TopSort, topValue } from '@roadstead/contract';
import { CONTAINER_METRIC_NAMES, type ContainerId, type ContainerSample, type HostId } from '@roadstead/domain';
import { ContainersService } from '../containers/containers.service.js';
import { HostsService } from '../hosts/hosts.service.js';
import { BatchReader, type Row } from './packed-samples.js';
import { StatsRepository } from './stats.repository.js';

/** History arrives a minute at a time; a host of which there is none for longer is not heard, and has no part. */
const NEWEST_MS = 150_000;
/** Looked up beyond the limit, for some that were sampled are gone by now. */
const SPARE = 20;

/** A sample of one container. `at`: milliseconds since 1970, by the control plane's clock. */
export interface Sampled {
  readonly hostId: HostId;
  readonly id: ContainerId;
  readonly at: number;
  readonly sample: ContainerSample;
}

/** Which containers use most. */
@Injectable()
export class StatsTopService {
  constructor(
    private readonly repository: StatsRepository,
    private readonly containers: ContainersService,
    private readonly hosts: HostsService,
  ) {}

  /** From the history, so that nobody needs to be asked. @throws RoadsteadError `host.unknown` */
  async get({ sort, host, limit }: TopQuery): Promise<Top> {
    if (host !== undefined) await this.hosts.get(host);
    const batches = await this.repository.newest(host, new Date(Date.now() - NEWEST_MS));
    const samples = batches.flatMap(({ hostId, bytes }) => [...lastSamples(hostId, new BatchReader(bytes))]);
    return this.rank(samples, sort, limit);
  }

  /** The first of them with names; what is no longer a container of the fleet is left out. */
  async rank(samples: readonly Sampled[], sort: TopSort, limit: number): Promise<Top> {
    const sorted = [...samples].sort((a, b) => topValue(sort, b.sample) - topValue(sort, a.sample));
    const first = sorted.slice(0, limit + SPARE);
    const found = await this.containers.byKeys(first);
    const known = new Map(found.map((container) => [`${container.hostId}/${container.id}`, container]));
    const rows = first.flatMap(({ hostId, id, at, sample }): TopRow[] => {
      const container = known.get(`${hostId}/${id}`);
      if (container === undefined) return [];
      const { hostName, hostStatus, name, imageReference, state } = container;
      const measured = { at: new Date(at).toISOString(), sample };
      return [{ hostId, hostName, hostStatus, id, name, imageReference, state, ...measured }];
    });
    return { sort, asOf: new Date().toISOString(), rows: rows.slice(0, limit), of: samples.length };
  }
}

/** The last sample of each container that has one at the batch's last moment: the others had ended by then. */
function* lastSamples(hostId: HostId, reader: BatchReader): Generator<Sampled> {
  const at = reader.ticks.at(-1);
  if (at === undefined) return;
  for (const { id, rows } of reader.containers()) {
    const row = rows.at(-1);
    if (row === undefined || row.every((value) => value === null)) continue;
    yield { hostId, id: id as ContainerId, at, sample: sampleOf(row) };
  }
}

function sampleOf(row: Row): ContainerSample {
  return Object.fromEntries(
    CONTAINER_METRIC_NAMES.flatMap((name, index) => (row[index] === null ? [] : [[name, row[index]]])),
  );
}
