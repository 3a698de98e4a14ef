import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildRequest } from '../engine.js';
import type { EngineApi, StreamCall } from '../engine-api.js';
import type { EngineLine } from '../engine-lines.js';
import type { LayerTracker } from '../layer-tracker.js';
import { buildKitCall, cancelCall } from './build-call.js';
import type { BuilderRun } from './builder-run.js';
import { BuildKitReader } from './buildkit-reader.js';
import type { StepLog } from './step-log.js';

/** For so long BuildKit may take to hear of a cancel, and then to end its steps and with them its answer. */
const CANCEL_GRACE_MS = 5000;

/** The context that BuildKit asks for. */
export interface AskedContext {
  /** Of the session in which it asks. */
  readonly sessionId: string;
  /** Resolves when all of it has come. */
  readonly whole: Promise<void>;
  /** Why it did not come, if it did not. */
  readonly failure: () => Error | undefined;
}

export class BuildKitRun implements BuilderRun {
  readonly #buildId = randomUUID();
  readonly #reader: BuildKitReader;

  constructor(
    private readonly api: EngineApi,
    private readonly request: BuildRequest,
    private readonly context: AskedContext,
    steps: StepLog,
    layers: LayerTracker,
  ) {
    this.#reader = new BuildKitReader(steps, layers);
  }

  get imageId(): string | undefined {
    return this.#reader.imageId;
  }

  get inputFailure(): Error | undefined {
    return this.context.failure();
  }

  get inputWhole(): Promise<void> {
    return this.context.whole;
  }

  call(): StreamCall {
    return buildKitCall(this.request, this.#buildId, this.context.sessionId);
  }

  take(line: EngineLine): boolean {
    return this.#reader.take(line);
  }

  async cancel(): Promise<void> {
    await this.api.run({ ...cancelCall(this.#buildId), signal: AbortSignal.timeout(CANCEL_GRACE_MS) });
    await sleep(CANCEL_GRACE_MS, undefined, { ref: false });
  }

  async cleared(): Promise<void> {}
}
