import { familiarRepository, type JobResult, parseReference } from '@roadstead/domain';
import { TAR_MEDIA_TYPE } from '@roadstead/protocol';
import { archiveError } from './archive-errors.js';
import { ArchiveUpload } from './archive-upload.js';
import { changeError } from './change-errors.js';
import type { ImportRequest } from './engine.js';
import type { EngineApi } from './engine-api.js';
import { EngineRefusal } from './engine-errors.js';
import { engineLines } from './engine-lines.js';
import type { ImageNames } from './image-names.js';
import { ImagesBefore } from './image-undo.js';
import { explainFailure } from './verb-errors.js';

const ENGINE_ID = /^sha256:[0-9a-f]{64}$/;

/**
 * `docker import -`. Progress is bytes sent; the engine unpacks them as they come.
 * @throws RoadsteadError `archive.invalid`, `image.change-refused`, `engine.*`, what the archive failed with; aborted: any
 */
export async function importImage(
  api: EngineApi,
  images: ImageNames,
  request: ImportRequest,
): Promise<JobResult<'image.import'>> {
  const { archive, reference, signal, onProgress, onOutput } = request;
  const upload = new ArchiveUpload(archive, signal, () =>
    onProgress({ layers: [], ...upload.snapshot(performance.now()) }),
  );
  let before: ImagesBefore | undefined;
  let engineId: string | undefined;
  try {
    before = await ImagesBefore.take(api);
    engineId = await sendArchive(api, upload, request);
    signal.throwIfAborted();
    onOutput(engineId);
    return { imageId: await images.configDigest(engineId) };
  } catch (error) {
    const made = engineId ?? (await before?.brokenImport(error as Error));
    if (made !== undefined) await before?.restore(reference === undefined ? [made] : [reference, made]);
    throw await explainFailure(error, {
      api,
      signal,
      doing: 'while importing an image',
      inputFailure: upload.failure,
      toError: (message, refusal) => changeError(refusal, request.changes) ?? archiveError(message),
    });
  } finally {
    upload.close();
  }
}

async function sendArchive(
  api: EngineApi,
  upload: ArchiveUpload,
  { reference: name, changes, message, platform, onProgress }: ImportRequest,
): Promise<string> {
  const reference = name === undefined ? undefined : parseReference(name);
  const answer = await api.stream({
    method: 'POST',
    path: '/images/create',
    query: {
      fromSrc: '-',
      repo: reference && familiarRepository(reference),
      tag: reference?.tag,
      message,
      changes,
      platform,
    },
    body: { stream: upload.stream, mediaType: TAR_MEDIA_TYPE },
    signal: upload.signal,
  });
  let engineId: string | undefined;
  for await (const { status } of engineLines(answer)) {
    if (status === undefined) continue;
    if (ENGINE_ID.test(status)) engineId = status;
    else onProgress({ layers: [], ...upload.snapshot(performance.now()), status });
  }
  if (engineId === undefined) throw new EngineRefusal(200, 'its import ended without an image');
  return engineId;
}
