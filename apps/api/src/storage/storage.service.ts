import { Injectable } from '@nestjs/common';
import type { HostStorage, ImageLocation, LayerEconomy, PruneCandidates } from '@roadstead/contract';
import { Digest, RoadsteadError } from '@roadstead/domain';
import { HostCommands } from '../hosts/host-commands.service.js';
import { HostsService } from '../hosts/hosts.service.js';
import type { QueryOf } from '../platform/http/route.js';
import { LayerEconomyRepository } from './layer-economy.repository.js';
import { PruneCandidatesRepository } from './prune-candidates.repository.js';
import { StorageRepository } from './storage.repository.js';

/** An engine on a slow disk with many volumes counts for minutes. */
export const COUNTING_TIMEOUT_MS = 5 * 60_000;

@Injectable()
export class StorageService {
  constructor(
    private readonly hosts: HostsService,
    private readonly commands: HostCommands,
    private readonly storage: StorageRepository,
    private readonly economy: LayerEconomyRepository,
    private readonly candidates: PruneCandidatesRepository,
  ) {}

  /** @throws RoadsteadError `host.unknown`, and what `HostCommands.send` throws */
  async ofHost(hostId: string): Promise<HostStorage> {
    const host = await this.hosts.get(hostId);
    const [usage, images] = await Promise.all([
      this.commands.send(host, 'storage.usage', {}, COUNTING_TIMEOUT_MS),
      this.storage.imageSpace(host.id),
    ]);
    const idle = ({ count, active }: { count: number; active: number }) => count - active;
    return {
      usage,
      prunable: {
        untaggedImages: images.untagged,
        unusedImages: images.unused,
        stoppedContainers: { count: idle(usage.containers), bytes: usage.containers.stoppedBytes },
        unusedVolumes: { count: idle(usage.volumes), bytes: usage.volumes.unusedBytes },
        buildCache: { count: idle(usage.buildCache), bytes: usage.buildCache.unusedBytes },
      },
      imagesWithoutSharingBytes: images.withoutSharingBytes,
    };
  }

  /** @throws RoadsteadError `host.unknown`, `image.unknown`, `image.not-on-host`, and what `HostCommands.send` throws */
  async locateImage(hostId: string, imageId: string): Promise<ImageLocation> {
    const host = await this.hosts.get(hostId);
    const digest = Digest.safeParse(imageId).data;
    if (digest === undefined) throw new RoadsteadError('image.unknown', { image: imageId });
    return this.commands.send(host, 'image.locate', { imageId: digest });
  }

  /** Of the inventory alone; hosts that are not there are left out. */
  async pruneCandidates(query: QueryOf<'listPruneCandidates'>): Promise<PruneCandidates> {
    return { hosts: await this.candidates.ofHosts(query) };
  }

  /** Of the inventory alone: no host is asked. */
  layersOfFleet(): Promise<LayerEconomy> {
    return this.economy.ofFleet();
  }
}
