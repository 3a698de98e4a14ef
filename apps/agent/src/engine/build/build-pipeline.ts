import { familiarRepository, type JobResult, parseReference } from '@roadstead/domain';
import { archiveError } from '../archive-errors.js';
import { ArchiveUpload } from '../archive-upload.js';
import { credentialFor } from '../credential-for.js';
import type { Archive, BuildRequest, PullRequest } from '../engine.js';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal } from '../engine-errors.js';
import { engineLines } from '../engine-lines.js';
import type { ImageNames } from '../image-names.js';
import { ImagesBefore } from '../image-undo.js';
import { LayerTracker } from '../layer-tracker.js';
import { pullImage } from '../pull.js';
import { pushImage } from '../push.js';
import { explainFailure } from '../verb-errors.js';
import { dockerfileOf } from './build-call.js';
import { buildError } from './build-errors.js';
import type { BuilderRun } from './builder-run.js';
import { PipelineProgress } from './pipeline-progress.js';
import { StepLog } from './step-log.js';

/** What a step wrote before it failed, where the engine tells no more than its exit code. */
const DISK_FULL = /no space left on device/i;

const now = () => new Date().toISOString();

/** The parts of one build, with the steps and the progress that they share. */
export class BuildPipeline {
  readonly #steps: StepLog;
  readonly #progress: PipelineProgress;

  constructor(
    private readonly api: EngineApi,
    private readonly images: ImageNames,
    private readonly request: BuildRequest,
  ) {
    this.#steps = new StepLog(request.onOutput);
    this.#progress = new PipelineProgress(() => this.#steps.steps, request.onProgress);
  }

  async pull(reference: string): Promise<void> {
    const { platform } = this.request;
    await this.#transfer(`[pull] ${reference}`, reference, (watched) =>
      pullImage(this.api, this.images, { ...watched, platform }),
    );
  }

  push(reference: string): Promise<JobResult<'image.push'>> {
    return this.#transfer(`[push] ${reference}`, reference, (watched) => pushImage(this.api, this.images, watched));
  }

  /** The context as it comes from the control plane, told as progress. To be closed. */
  receive(archive: Archive): ArchiveUpload {
    const tell = this.#progress.part();
    const upload = new ArchiveUpload(archive, this.request.signal, () =>
      tell({ layers: [], status: 'Sending the build context', ...upload.snapshot(performance.now()) }),
    );
    return upload;
  }

  /**
   * The image gets its names once it is whole, and not from the engine: that would name it also for who has canceled, when
   * its last step cannot be broken off. Where it does not come to that, an image that is known to have come of it is removed.
   * @returns the config digest of the image
   */
  async build(begin: (steps: StepLog, layers: LayerTracker) => BuilderRun): Promise<string> {
    const layers = new LayerTracker();
    const run = begin(this.#steps, layers);
    // Nobody waits for it: no build is done before the list is.
    const before = ImagesBefore.take(this.api).catch(() => undefined);
    const given: string[] = [];
    try {
      await this.#read(run, layers);
      if (run.imageId === undefined) throw new EngineRefusal(200, 'its build ended without an image');
      await this.#name(run.imageId, given);
      return await this.images.configDigest(run.imageId);
    } catch (error) {
      if (run.imageId !== undefined) await (await before)?.restore([...given, run.imageId]);
      throw await this.explain(error, run.inputFailure);
    }
  }

  /** What has not ended never will. */
  close(): void {
    this.#steps.cancelRest(now());
    this.#progress.update();
  }

  async #read(run: BuilderRun, layers: LayerTracker): Promise<void> {
    const { signal } = this.request;
    const tell = this.#progress.part();
    const ended = new AbortController();
    const connection = run.cut === undefined ? ended.signal : AbortSignal.any([ended.signal, run.cut]);
    const cancel = () =>
      void run
        .cancel()
        .catch(() => undefined)
        .finally(() => ended.abort());
    signal.throwIfAborted();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const answer = await this.api.stream({ ...run.call(), signal: connection });
      for await (const line of engineLines(answer)) {
        if (run.take(line)) tell(layers.snapshot(performance.now()));
      }
      await run.inputWhole;
      signal.throwIfAborted();
      layers.finish('complete');
      tell(layers.snapshot(performance.now()));
    } finally {
      signal.removeEventListener('abort', cancel);
      if (signal.aborted) await run.cleared().catch(() => undefined);
    }
  }

  /** Begun once, it is not ended by a cancel: the image has all of its names, or none. */
  async #name(imageId: string, given: string[]): Promise<void> {
    this.request.signal.throwIfAborted();
    for (const name of this.request.tags) {
      const reference = parseReference(name);
      const query = { repo: familiarRepository(reference), tag: reference.tag };
      await this.api.run({ method: 'POST', path: `/images/${imageId}/tag`, query });
      given.push(name);
    }
  }

  /** A pull or a push, which is a step like those of the builder. */
  async #transfer<T>(name: string, reference: string, transfer: (watched: PullRequest) => Promise<T>): Promise<T> {
    const { signal, credentials } = this.request;
    this.#steps.announce(name, name);
    this.#steps.begin(name, now());
    this.#progress.update();
    try {
      const result = await transfer({
        reference,
        credential: credentialFor(reference, credentials),
        signal,
        onProgress: this.#progress.part(),
        onOutput: (line) => this.#steps.note(name, line),
      });
      this.#steps.end(name, 'done', now());
      return result;
    } catch (error) {
      if (!signal.aborted) this.#steps.end(name, 'failed', now(), error instanceof Error ? error.message : undefined);
      throw error;
    }
  }

  /** @param inputFailure why the context did not come, if it did not */
  explain(error: unknown, inputFailure?: Error): Promise<unknown> {
    const { signal, source, platform } = this.request;
    if (!signal.aborted && error instanceof EngineRefusal) this.#steps.fail(now(), error.message);
    const { failed: step, lastLines } = this.#steps;
    const diskFull = lastLines.find((line) => DISK_FULL.test(line));
    return explainFailure(diskFull === undefined ? error : new EngineRefusal(200, diskFull), {
      api: this.api,
      signal,
      doing: step === undefined ? 'while building' : `at ${step.name}`,
      inputFailure,
      toError: (message) =>
        buildError(message, { host: this.api.host, dockerfile: dockerfileOf(source), platform, step, lastLines }) ??
        archiveError(message),
    });
  }
}
