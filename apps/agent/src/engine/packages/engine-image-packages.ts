import { type Digest, type JobId, RoadsteadError } from '@roadstead/domain';
import type { Watch } from '../engine.js';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal, naming } from '../engine-errors.js';
import type { ContainerFiles } from '../files/container-files.js';
import type { ImageNames } from '../image-names.js';
import { ImageCopies } from './image-copy.js';
import { ImageFiles } from './image-files.js';
import { type ReadPackages, readPackages } from './read-packages.js';

export interface PackagesRequest extends Watch {
  readonly imageId: Digest;
  readonly jobId: JobId;
}

/** Packages in images, by the databases of their distributions. One image is read at a time: nobody is in a hurry for it. */
export class EngineImagePackages {
  readonly #copies: ImageCopies;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly api: EngineApi,
    private readonly files: ContainerFiles,
    private readonly images: () => ImageNames,
  ) {
    this.#copies = new ImageCopies(api);
  }

  /**
   * @throws RoadsteadError `image.not-on-host`, `package.*`, `engine.*`; aborted: any error, once nothing of it is left;
   * at once while it waits for its turn
   */
  read(request: PackagesRequest): Promise<ReadPackages> {
    const { signal } = request;
    let isBegun = false;
    const reading = this.#turn.then(() => {
      isBegun = true;
      return naming(this.api, () => this.#read(request));
    });
    this.#turn = reading.catch(() => undefined);
    return new Promise((resolve, reject) => {
      reading.then(resolve, reject);
      // Its turn comes all the same, and does nothing.
      const leave = () => !isBegun && reject(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Removes what an agent before this one has left. What is in the way of it is found again at the next connection. */
  async sweep(): Promise<void> {
    await this.#copies.sweep().catch(() => undefined);
  }

  async #read({ imageId, jobId, signal, onOutput }: PackagesRequest): Promise<ReadPackages> {
    signal.throwIfAborted();
    const engineName = await this.images().engineName(imageId);
    try {
      return await this.#copies.with(engineName, jobId, async (containerId) => {
        const files = new ImageFiles(this.files, containerId, imageId, signal);
        return readPackages(files, imageId, onOutput);
      });
    } catch (error) {
      // Removed between the two calls.
      if (!(error instanceof EngineRefusal) || error.status !== 404) throw error;
      throw new RoadsteadError('image.not-on-host', { image: imageId, host: this.api.host });
    }
  }
}
