import { RoadsteadError, type RunParams } from '@roadstead/domain';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal } from '../engine-errors.js';
import { explainFailure } from '../verb-errors.js';
import { portHolder } from './port-holder.js';
import { runError, withoutPreamble } from './run-errors.js';

/** Why a container could not be made or started: a RoadsteadError, or once it is canceled whatever came. */
export async function explainRun(
  error: unknown,
  api: EngineApi,
  { signal, image, name }: Pick<RunParams, 'image' | 'name'> & { readonly signal?: AbortSignal },
): Promise<unknown> {
  const known =
    error instanceof EngineRefusal
      ? await runError(error.message, { image, name }, api.host, portHolder(api))
      : undefined;
  return explainFailure(known ?? error, {
    api,
    signal,
    doing: 'while making a container',
    toError: (words, { status }) =>
      status === 400
        ? new RoadsteadError('container.settings-refused', { host: api.host, reason: words })
        : new RoadsteadError('container.start-failed', {
            container: name ?? image,
            host: api.host,
            reason: withoutPreamble(words),
          }),
  });
}
