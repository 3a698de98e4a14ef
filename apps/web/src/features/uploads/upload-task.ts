import type { ErrorReply, UPLOADS_PATH } from '@roadstead/contract';
import type { DetailedError, Upload as TusUpload } from 'tus-js-client';
import { ApiError } from '../../lib/api/api-error';
import { TransferRate } from './transfer-rate';

/** As the contract names it; its type keeps the two the same while the contract's schemas stay out of the page. */
const ENDPOINT: typeof UPLOADS_PATH = '/api/v1/uploads';
/** Waits before a broken upload goes on by itself, in milliseconds. */
const RETRY_DELAYS = [0, 1_000, 3_000, 5_000, 10_000, 20_000];

export interface FileInfo {
  name: string;
  size: number;
}

/** `retrying`: the connection broke and it goes on by itself. `error`: what `useErrorWords` speaks of. */
export type UploadState =
  | { phase: 'uploading' | 'retrying' | 'paused'; file: FileInfo; sent: number; bytesPerSecond: number }
  | { phase: 'failed'; file: FileInfo; sent: number; error: unknown }
  | { phase: 'done'; file: FileInfo; uploadId: string };

/** One file on its way to the control plane, by tus: what is there stays there, whatever breaks in between. */
export class UploadTask {
  readonly #rate = new TransferRate();
  readonly #file: FileInfo;
  #upload: TusUpload | undefined;
  #sent = 0;
  #isBeginning = false;
  /** It was not paused since it was begun, or resumed, last. */
  #isWanted = false;
  #isEnded = false;

  private constructor(
    private readonly source: File,
    private readonly fingerprint: string | undefined,
    private readonly tell: (state: UploadState) => void,
  ) {
    this.#file = { name: source.name, size: source.size };
  }

  /**
   * Begins the upload, or goes on with one of the same file that did not come to its end. `fingerprint` tells the file
   * from others where the browser's own facts about it do not.
   */
  static async start(file: File, tell: (state: UploadState) => void, fingerprint?: string): Promise<UploadTask> {
    const task = new UploadTask(file, fingerprint, tell);
    await task.#begin();
    return task;
  }

  async #begin(): Promise<void> {
    this.#isWanted = true;
    this.#show('uploading');
    if (this.#isBeginning) return;
    this.#isBeginning = true;
    try {
      this.#upload ??= await this.#open();
      if (this.#isWanted && !this.#isEnded) this.#upload.start();
    } catch (error) {
      // What sends it is a part of the page that is loaded only now, and the control plane may be away.
      this.#fail(error as Error);
    } finally {
      this.#isBeginning = false;
    }
  }

  async #open(): Promise<TusUpload> {
    const { source, fingerprint } = this;
    const { Upload } = await import('tus-js-client');
    const upload = new Upload(source, {
      endpoint: ENDPOINT,
      retryDelays: RETRY_DELAYS,
      metadata: { filename: source.name, filetype: source.type },
      removeFingerprintOnSuccess: true,
      ...(fingerprint === undefined ? {} : { fingerprint: async () => fingerprint }),
      onProgress: (sent) => this.#move(sent),
      onShouldRetry: (error) => this.#shouldRetry(error),
      onError: (error) => this.#fail(error),
      onSuccess: () => this.#finish(),
    });
    const [previous] = await upload.findPreviousUploads();
    if (previous !== undefined) upload.resumeFromPreviousUpload(previous);
    return upload;
  }

  /** Stops it; the bytes that are there stay, and `resume` goes on after them. */
  async pause(): Promise<void> {
    this.#isWanted = false;
    await this.#upload?.abort();
    this.#show('paused');
  }

  resume(): void {
    this.#rate.reset();
    void this.#begin();
  }

  /** Ends it and has the control plane forget it. */
  async cancel(): Promise<void> {
    this.#isEnded = true;
    try {
      await this.#upload?.abort(true);
    } catch {
      // It expires there by itself.
    }
  }

  /** Leaves it as it is, to be gone on with another time. */
  leave(): void {
    this.#isEnded = true;
    void this.#upload?.abort();
  }

  #move(sent: number): void {
    this.#sent = sent;
    this.#rate.note(performance.now(), sent);
    this.#show('uploading');
  }

  #show(phase: 'uploading' | 'retrying' | 'paused'): void {
    if (this.#isEnded) return;
    this.tell({ phase, file: this.#file, sent: this.#sent, bytesPerSecond: this.#rate.bytesPerSecond });
  }

  #shouldRetry(error: DetailedError): boolean {
    const status = error.originalResponse?.getStatus() ?? 0;
    // 409, 423: the request before it, which broke, is still being ended.
    const isPassing = status === 0 || status === 409 || status === 423 || status >= 500;
    if (isPassing) {
      this.#rate.reset();
      this.#show('retrying');
    }
    return isPassing;
  }

  #fail(error: Error): void {
    if (this.#isEnded) return;
    this.tell({ phase: 'failed', file: this.#file, sent: this.#sent, error: uploadError(error) });
  }

  #finish(): void {
    if (this.#isEnded) return;
    const uploadId = new URL(this.#upload?.url ?? '', location.href).pathname.split('/').at(-1) ?? '';
    this.tell({ phase: 'done', file: this.#file, uploadId });
  }
}

/** The control plane's own words where it gave them, as `call` would throw them. */
function uploadError(error: Error): ApiError {
  const response = 'originalResponse' in error ? (error as DetailedError).originalResponse : null;
  if (response === null) return new ApiError(0, 'page.unreachable', error.message, {}, { cause: error });
  const status = response.getStatus();
  try {
    const { error: body } = JSON.parse(response.getBody()) as ErrorReply;
    return new ApiError(status, body.code, body.message, body.detail);
  } catch {
    return new ApiError(status, 'page.unexpected-answer', error.message, { status });
  }
}
