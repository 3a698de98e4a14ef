import type { Digest, DiskUsage, Network, NetworkSpec, StorageLocation, Volume, VolumeSpec } from '@roadstead/domain';
import type { NetworkList, VolumeList } from '@roadstead/protocol';
import type { EngineApi } from '../engine-api.js';
import { naming } from '../engine-errors.js';
import type { ImageNames } from '../image-names.js';
import { type CountedUsage, countDiskUsage } from './disk-usage.js';
import { locateImage } from './image-location.js';
import { createNetwork, listNetworks, removeNetwork } from './networks.js';
import { createVolume, listVolumes, removeVolume } from './volumes.js';

/** Who asks again so soon gets the same answer: counting is work for the engine's disk. */
const FRESH_MS = 5_000;

/** The disk, the volumes and the networks of this engine's host. What fails is a RoadsteadError, of `engine.*` besides. */
export class EngineResources {
  private counting?: { readonly from: number; readonly counted: Promise<CountedUsage> };

  constructor(
    private readonly api: EngineApi,
    private readonly images: () => ImageNames,
  ) {}

  async diskUsage(): Promise<DiskUsage> {
    return (await this.count()).usage;
  }

  /** @throws RoadsteadError `image.not-on-host` */
  locateImage(imageId: Digest): Promise<StorageLocation> {
    return naming(this.api, () => locateImage(this.api, this.images(), imageId));
  }

  async listVolumes(withSizes: boolean): Promise<VolumeList> {
    const sizes = withSizes ? (await this.count()).volumeSizes : undefined;
    return naming(this.api, () => listVolumes(this.api, sizes));
  }

  /** @throws RoadsteadError `volume.name-taken`, `volume.driver-unknown`, `volume.refused` */
  createVolume(spec: VolumeSpec): Promise<Volume> {
    return naming(this.api, () => createVolume(this.api, spec));
  }

  /** @throws RoadsteadError `volume.unknown`, `volume.in-use` */
  removeVolume(name: string, force: boolean): Promise<void> {
    return naming(this.api, () => removeVolume(this.api, name, force));
  }

  listNetworks(): Promise<NetworkList> {
    return naming(this.api, () => listNetworks(this.api));
  }

  /** @throws RoadsteadError `network.name-taken`, `network.subnet-taken`, `network.refused` */
  createNetwork(spec: NetworkSpec): Promise<Network> {
    return naming(this.api, () => createNetwork(this.api, spec));
  }

  /** @throws RoadsteadError `network.unknown`, `network.built-in`, `network.in-use` */
  removeNetwork(id: string): Promise<void> {
    return naming(this.api, () => removeNetwork(this.api, id));
  }

  /** One at a time: engines before 23 refuse a second count while one goes on. */
  private count(): Promise<CountedUsage> {
    if (this.counting === undefined || Date.now() - this.counting.from > FRESH_MS) {
      const counted = naming(this.api, () => countDiskUsage(this.api));
      const mine = { from: Number.POSITIVE_INFINITY, counted };
      this.counting = mine;
      counted.then(
        () => {
          if (this.counting === mine) this.counting = { from: Date.now(), counted };
        },
        () => {
          if (this.counting === mine) this.counting = undefined;
        },
      );
    }
    return this.counting.counted;
  }
}
