import { familiarRepository, type JobResult, parseReference, RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';
import { changeError } from './change-errors.js';
import type { VerbRequest } from './engine.js';
import type { EngineApi } from './engine-api.js';
import type { ImageNames } from './image-names.js';
import { ImagesBefore } from './image-undo.js';
import { explainFailure } from './verb-errors.js';

const Committed = z.object({ Id: z.string() });

/**
 * `docker commit`. The engine does not end it for a client that goes away: a cancel waits for the image and removes it.
 * @throws RoadsteadError `container.unknown`, `image.change-refused`, `engine.*`; aborted: any error
 */
export async function commitContainer(
  api: EngineApi,
  images: ImageNames,
  request: VerbRequest<'container.commit'>,
): Promise<JobResult<'container.commit'>> {
  const { containerId, reference: name, author, message, changes, pause, signal, onOutput } = request;
  signal.throwIfAborted();
  const reference = name === undefined ? undefined : parseReference(name);
  try {
    const before = await ImagesBefore.take(api);
    const { Id } = await api.ask(
      {
        method: 'POST',
        path: '/commit',
        query: {
          container: containerId,
          repo: reference && familiarRepository(reference),
          tag: reference?.tag,
          author,
          comment: message,
          changes,
          pause,
        },
      },
      Committed,
    );
    if (signal.aborted) {
      await before.restore(name === undefined ? [Id] : [name, Id]);
      signal.throwIfAborted();
    }
    onOutput(Id);
    return { imageId: await images.configDigest(Id) };
  } catch (error) {
    throw await explainFailure(error, {
      api,
      signal,
      doing: 'while committing a container',
      toError: (_words, refusal) =>
        refusal.status === 404
          ? new RoadsteadError('container.unknown', { container: containerId.slice(0, 12), host: api.host })
          : changeError(refusal, changes),
    });
  }
}
