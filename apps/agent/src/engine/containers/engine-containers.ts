import {
  type ContainerAction,
  type ContainerDetail,
  type ContainerId,
  type Digest,
  type JobResult,
  RoadsteadError,
} from '@roadstead/domain';
import type { ContainerActReply, ContainerEventsReply } from '@roadstead/protocol';
import type { ContainerVerbs, RecreateRequest, RunRequest } from '../engine.js';
import type { EngineApi } from '../engine-api.js';
import { naming } from '../engine-errors.js';
import type { ImageNames } from '../image-names.js';
import { actOnContainer } from './act-on-container.js';
import { containerEvents } from './container-events.js';
import { InspectedDetail } from './inspected-detail.js';
import { Recreations } from './recreate/recreations.js';
import { runContainer } from './run-container.js';
import { toContainerDetail } from './to-container-detail.js';

/** Containers of a Docker engine, one at a time. */
export class EngineContainers implements ContainerVerbs {
  readonly #recreations: Recreations;

  constructor(
    private readonly api: EngineApi,
    /** Config digest of the image of a container. */
    private readonly imageOf: (container: InspectedDetail) => Promise<Digest>,
    private readonly images: () => ImageNames,
  ) {
    this.#recreations = new Recreations(api, images);
  }

  act(id: ContainerId, action: ContainerAction): Promise<ContainerActReply> {
    return naming(this.api, () => actOnContainer(this.api, id, action));
  }

  inspect(id: ContainerId, { size }: { size: boolean }): Promise<ContainerDetail> {
    return naming(this.api, async () => {
      const observedAt = new Date();
      const raw = await this.api.find(`/containers/${id}/json`, InspectedDetail, { size });
      if (raw !== undefined) return toContainerDetail(raw, await this.imageOf(raw), observedAt);
      throw new RoadsteadError('container.unknown', { container: id.slice(0, 12), host: this.api.host });
    });
  }

  run(request: RunRequest): Promise<JobResult<'container.run'>> {
    return naming(this.api, () => runContainer(this.api, this.images(), request));
  }

  recreate(request: RecreateRequest): Promise<JobResult<'container.recreate'>> {
    return naming(this.api, () => this.#recreations.run(request));
  }

  /** Settles what an agent before this one has left half done. What is in the way of it is found again the next time. */
  async sweep(): Promise<void> {
    await this.#recreations.sweep().catch(() => undefined);
  }

  events(id: ContainerId): Promise<ContainerEventsReply> {
    return naming(this.api, () => containerEvents(this.api, id));
  }
}
