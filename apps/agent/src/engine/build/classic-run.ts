import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ArchiveUpload } from '../archive-upload.js';
import type { BuildRequest } from '../engine.js';
import type { EngineApi, StreamCall } from '../engine-api.js';
import type { EngineLine } from '../engine-lines.js';
import type { LayerTracker } from '../layer-tracker.js';
import { classicCall } from './build-call.js';
import type { BuilderRun } from './builder-run.js';
import { ClassicReader } from './classic-reader.js';
import type { StepLog } from './step-log.js';

/** The engine kills the container of a build that is cut off, and removes it. */
const POLL_MS = 100;
const POLLS = 100;

const Container = z.object({ Id: z.string() });

export class ClassicRun implements BuilderRun {
  readonly #reader: ClassicReader;

  constructor(
    private readonly api: EngineApi,
    private readonly request: BuildRequest,
    private readonly upload: ArchiveUpload,
    steps: StepLog,
    layers: LayerTracker,
  ) {
    this.#reader = new ClassicReader(steps, layers, () => new Date().toISOString());
  }

  get imageId(): string | undefined {
    return this.#reader.imageId;
  }

  get cut(): AbortSignal {
    return this.upload.signal;
  }

  get inputFailure(): Error | undefined {
    return this.upload.failure;
  }

  call(): StreamCall {
    return classicCall(this.request, this.upload.stream, this.request.credentials);
  }

  take(line: EngineLine): boolean {
    return this.#reader.take(line);
  }

  async cancel(): Promise<void> {}

  async cleared(): Promise<void> {
    const { container } = this.#reader;
    for (let poll = 0; container !== undefined && poll < POLLS; poll += 1) {
      if ((await this.api.find(`/containers/${container}/json`, Container)) === undefined) return;
      await sleep(POLL_MS);
    }
  }
}
