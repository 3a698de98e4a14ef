import type { JobResult } from '@roadstead/domain';
import { TAR_MEDIA_TYPE } from '@roadstead/protocol';
import { archiveError } from './archive-errors.js';
import { ArchiveUpload } from './archive-upload.js';
import type { LoadRequest } from './engine.js';
import type { EngineApi } from './engine-api.js';
import { EngineRefusal } from './engine-errors.js';
import { engineLines } from './engine-lines.js';
import type { ImageNames } from './image-names.js';
import { ImagesBefore } from './image-undo.js';
import { LayerTracker } from './layer-tracker.js';
import { explainFailure } from './verb-errors.js';

const ENGINE_ID = /^sha256:/;
const LOADED = /^Loaded image(?: ID)?: (.+)$/;
/** Some engines say so as if it were news and not a failure. */
const FAILED = /^Error unpacking image/;

/**
 * `docker load`. Bytes are those sent to the engine; graph drivers tell of each layer too, which they load afterwards.
 * What was loaded before a failure or a cancel is taken back.
 * @throws RoadsteadError `archive.invalid`, `engine.*`, what the archive failed with; aborted: any error
 */
export async function loadImages(
  api: EngineApi,
  images: ImageNames,
  request: LoadRequest,
): Promise<JobResult<'image.load'>> {
  const { archive, signal, onProgress, onOutput } = request;
  const layers = new LayerTracker();
  const tell = () => {
    const { secondsLeft: _left, ...told } = layers.snapshot(performance.now());
    onProgress({ ...told, ...upload.snapshot(performance.now()) });
  };
  const upload = new ArchiveUpload(archive, signal, tell);
  const loaded: string[] = [];
  let before: ImagesBefore | undefined;
  try {
    before = await ImagesBefore.take(api);
    const answer = await api.stream({
      method: 'POST',
      path: '/images/load',
      // The default is quiet.
      query: { quiet: 0 },
      body: { stream: upload.stream, mediaType: TAR_MEDIA_TYPE },
      signal: upload.signal,
    });
    for await (const line of engineLines(answer)) {
      if (layers.take(line)) tell();
      for (const words of (line.stream ?? '').split('\n').filter((each) => each !== '')) {
        if (FAILED.test(words)) throw new EngineRefusal(200, words);
        onOutput(words);
        const name = LOADED.exec(words)?.[1];
        if (name !== undefined) loaded.push(name);
      }
    }
    signal.throwIfAborted();
    if (loaded.length === 0) throw new EngineRefusal(200, 'unrecognized image format');
  } catch (error) {
    await before?.restore(loaded);
    throw await explainFailure(error, {
      api,
      signal,
      doing: 'while loading images',
      inputFailure: upload.failure,
      toError: archiveError,
    });
  } finally {
    upload.close();
  }
  layers.finish('complete');
  tell();
  return known(images, loaded);
}

/** References, and the config digests of images without one; some engines name the id of an image that has a name, too. */
async function known(images: ImageNames, loaded: readonly string[]): Promise<JobResult<'image.load'>> {
  const references = loaded.filter((name) => !ENGINE_ID.test(name));
  const ids = loaded.filter((name) => ENGINE_ID.test(name));
  // A name may have been taken off again meanwhile: the archive was loaded all the same.
  const named = new Set(
    (await Promise.all(references.map((name) => images.configDigest(name).catch(() => undefined)))).filter(
      (digest) => digest !== undefined,
    ),
  );
  const digests = await Promise.all(ids.map((id) => images.configDigest(id)));
  const unnamed = digests.filter((digest) => !named.has(digest));
  return { references: [...references, ...unnamed], imageIds: [...named, ...unnamed] };
}
