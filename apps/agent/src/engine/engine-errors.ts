import { RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';

/** The engine answered with an error status; the message is the engine's own. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface DialError extends Error {
  statusCode?: number;
  json?: unknown;
}

/** What docker-modem's callback gives, told apart: an answer with an error status, a body that broke off, or no answer. */
export function engineError(
  error: DialError,
  engine: { readonly host: string; readonly socketPath: string },
): EngineRefusal | RoadsteadError {
  if (error instanceof RoadsteadError) return error;
  if (error.statusCode !== undefined) return new EngineRefusal(error.statusCode, engineWords(error));
  return unreachable(error, engine);
}

export function unreachable(
  error: Error,
  { host, socketPath }: { readonly host: string; readonly socketPath: string },
): RoadsteadError {
  return new RoadsteadError(
    'engine.unreachable',
    { host, socket: socketPath, reason: error.message },
    { cause: error },
  );
}

/** The disk on which the agent itself keeps something failed. Its cause is the error of the file system. */
export class OwnDiskError extends Error {
  override readonly name = 'OwnDiskError';
}

/** Mistakes of the agent's own say nothing of the engine. (A SyntaxError does: its answer broke off.) */
const OWN_MISTAKES = [TypeError, RangeError, ReferenceError, OwnDiskError];

/** What is thrown while the engine is asked: that it cannot be reached, or the error itself where that is not its doing. */
export function unreachableUnlessOurs(
  error: Error,
  engine: { readonly host: string; readonly socketPath: string },
): Error {
  return OWN_MISTAKES.some((mistake) => error instanceof mistake) ? error : unreachable(error, engine);
}

/** `(HTTP code 404) unexpected - no such container ` → `no such container`. */
function engineWords({ message }: DialError): string {
  return message.replace(/^\(HTTP code \d+\) .*? - /, '').trim();
}

/** What is left without a better name. */
export function asRoadsteadError(error: unknown, host: string): RoadsteadError {
  if (error instanceof RoadsteadError) return error;
  return new RoadsteadError('engine.refused', { host, reason: (error as Error).message }, { cause: error });
}

/** Makes one call of the engine; what fails gets a name. An answer that breaks off means that the engine went. */
export async function naming<T>(
  engine: { readonly host: string; readonly socketPath: string },
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof EngineRefusal) throw asRoadsteadError(error, engine.host);
    throw error instanceof RoadsteadError ? error : unreachableUnlessOurs(error as Error, engine);
  }
}
