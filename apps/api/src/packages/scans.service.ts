import { Injectable } from '@nestjs/common';
import type { CreatedScans, CreateScansBody } from '@roadstead/contract';
import { type Digest, type HostId, RoadsteadError } from '@roadstead/domain';
import { type Asker, JobsService } from '../jobs/jobs.service.js';
import { groupBy } from '../live/group-by.js';
import { type ImagePlace, ScansRepository } from './scans.repository.js';

/** Images that one request begins to read; their jobs are made one after another. */
const MAX_AT_ONCE = 200;

/** Has images read: each on one host, whichever is online, has it, and has least to read. */
@Injectable()
export class ScansService {
  constructor(
    private readonly scans: ScansRepository,
    private readonly jobs: JobsService,
  ) {}

  /** @throws RoadsteadError `image.unknown`, and what `JobsService.create` throws */
  async create(asker: Asker, body: CreateScansBody): Promise<CreatedScans> {
    const asked = 'imageIds' in body ? await this.#known(body.imageIds) : await this.scans.unread(isRunning(body));
    const busy = await this.scans.active();
    const isActive = new Set(busy.map(({ imageId }) => imageId));
    const wanted = asked.filter((id) => !isActive.has(id));
    const places = await this.scans.places(wanted);
    const chosen = choosePlaces(wanted, places, busy);
    const started: CreatedScans['started'] = [];
    for (const { imageId, hostId, hostName } of chosen.slice(0, MAX_AT_ONCE)) {
      const { jobs } = await this.jobs.create(asker, {
        kind: 'image.scan-packages',
        hostIds: [hostId],
        params: { imageId },
      });
      for (const { id } of jobs) started.push({ imageId, hostId, hostName, jobId: id });
    }
    const isPlaced = new Set(chosen.map(({ imageId }) => imageId));
    return {
      started,
      active: asked.filter((id) => isActive.has(id)),
      unavailable: wanted.filter((id) => !isPlaced.has(id)),
      left: chosen.length - started.length,
    };
  }

  async #known(imageIds: readonly Digest[]): Promise<Digest[]> {
    const ids = [...new Set(imageIds)];
    const known = await this.scans.known(ids);
    const unknown = ids.find((id) => !known.has(id));
    if (unknown !== undefined) throw new RoadsteadError('image.unknown', { image: unknown });
    return ids;
  }
}

function isRunning({ which }: Extract<CreateScansBody, { which: string }>): boolean {
  return which === 'unread-running';
}

/** One place for each image that has any, spread evenly over the hosts. */
export function choosePlaces(
  imageIds: readonly Digest[],
  places: readonly ImagePlace[],
  busy: readonly { hostId: HostId }[],
): ImagePlace[] {
  const load = new Map<HostId, number>();
  const add = (hostId: HostId) => load.set(hostId, (load.get(hostId) ?? 0) + 1);
  for (const { hostId } of busy) add(hostId);
  const of = groupBy(places, ({ imageId }) => imageId);
  return imageIds.flatMap((imageId) => {
    const [first, ...others] = of.get(imageId) ?? [];
    if (first === undefined) return [];
    const loadOf = ({ hostId }: ImagePlace) => load.get(hostId) ?? 0;
    const place = others.reduce((best, each) => (loadOf(each) < loadOf(best) ? each : best), first);
    add(place.hostId);
    return [place];
  });
}
