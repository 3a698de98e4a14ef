import type { StreamCall } from '../engine-api.js';
import type { EngineLine } from '../engine-lines.js';

/** One build by one of the builders: how it is begun, read and ended. */
export interface BuilderRun {
  call(): StreamCall;
  /** Cuts the connection once the engine gets no more of what it needs. */
  readonly cut?: AbortSignal;
  /** Why the engine did not get all of the context, whatever it made of that. */
  readonly inputFailure?: Error | undefined;
  /** Resolves when all of the context has come: an engine that needs less of it may be done before. */
  readonly inputWhole?: Promise<void>;
  /** Folds a line of the answer into steps, output and layers. @returns whether steps or layers have changed */
  take(line: EngineLine): boolean;
  /** The engine's id of the image, once it is told. */
  readonly imageId: string | undefined;
  /** Asks the engine to end the build, before the connection is cut. */
  cancel(): Promise<void>;
  /** Resolves when nothing is left of a build whose connection was cut. */
  cleared(): Promise<void>;
}
