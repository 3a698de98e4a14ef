import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildRequest } from '../engine.js';
import type { EngineApi, StreamCall } from '../engine-api.js';
import type { EngineLine } from '../engine-lines.js';
import type { LayerTracker } from '../layer-tracker.js';
import { buildKitCall, cancelCall } from './build-call.js';
import type { BuilderRun } from './builder-run.js';
import { BuildKitReader } from './buildkit-reader.js';
import type { BuildSession } from './session/build-session.js';
import type { StepLog } from './step-log.js';

/** After a cancel BuildKit ends its answer itself, when it has ended its steps; for so long it is let. */
const CANCEL_GRACE_MS = 5000;

export class BuildKitRun implements BuilderRun {
  readonly #buildId = randomUUID();
  readonly #reader: BuildKitReader;

  constructor(
    private readonly api: EngineApi,
    private readonly request: BuildRequest,
    private readonly session: BuildSession,
    steps: StepLog,
    layers: LayerTracker,
  ) {
    this.#reader = new BuildKitReader(steps, layers);
  }

  get imageId(): string | undefined {
    return this.#reader.imageId;
  }

  call(): StreamCall {
    return buildKitCall(this.request, this.#buildId, this.session.id);
  }

  take(line: EngineLine): boolean {
    return this.#reader.take(line);
  }

  async cancel(): Promise<void> {
    await this.api.run(cancelCall(this.#buildId));
    await sleep(CANCEL_GRACE_MS, undefined, { ref: false });
  }

  async cleared(): Promise<void> {}
}
