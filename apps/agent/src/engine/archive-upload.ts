import { finished, Readable } from 'node:stream';
import type { TransferProgress } from '@roadstead/domain';
import { invalidArchive } from './archive-errors.js';
import type { Archive } from './engine.js';
import { RateMeter } from './rate-meter.js';

/** Bytes are told of no more often: pieces come by the thousand. */
const TELL_MS = 50;

/** What is read ahead of the engine. */
const BUFFER_BYTES = 256 * 1024;

/**
 * An archive on its way to the engine. The engine ends what it does when the bytes break off, so a cancel cuts the
 * connection while they flow. When all were sent the engine goes on whatever becomes of the connection: a cancel then
 * waits for its answer, and what came of it is undone.
 *
 * INVARIANT: `failure` is why the bytes ended too early, whatever the engine made of that.
 */
export class ArchiveUpload {
  readonly stream: Readable;
  readonly #cut = new AbortController();
  readonly #meter = new RateMeter();
  #sent = 0;
  #tellAt = 0;
  #flowing = false;
  #complete = false;

  constructor(
    private readonly archive: Archive,
    signal: AbortSignal,
    private readonly onBytes: () => void,
  ) {
    this.stream = new Readable({ highWaterMark: BUFFER_BYTES, read: () => this.#flow() });
    const cancel = () => {
      if (!this.#complete) this.#cut.abort();
    };
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  }

  /** A RoadsteadError where the control plane or the archive is to blame. */
  get failure(): Error | undefined {
    return this.stream.errored ?? undefined;
  }

  /** For the call that sends it. */
  get signal(): AbortSignal {
    return this.#cut.signal;
  }

  /** Bytes sent so far, of all as far as known. @param now milliseconds of a clock that only goes forward */
  snapshot(now: number): Pick<TransferProgress, 'bytesDone' | 'bytesTotal' | 'bytesPerSecond' | 'secondsLeft'> {
    const { size } = this.archive;
    const bytesPerSecond = this.#meter.rate(now, this.#sent);
    return {
      bytesDone: this.#sent,
      bytesTotal: Math.max(size ?? 0, this.#sent),
      bytesPerSecond,
      ...(size !== undefined && bytesPerSecond > 0 && { secondsLeft: Math.max(0, size - this.#sent) / bytesPerSecond }),
    };
  }

  /** Ends what is left of it. */
  close(): void {
    this.stream.destroy();
    this.archive.body.destroy();
  }

  /** One stage, without a promise for each chunk: what the agent works is taken from the engine beside it. */
  #flow(): void {
    const { body } = this.archive;
    if (!this.#flowing) {
      this.#flowing = true;
      body.on('data', (chunk: Buffer) => {
        this.#sent += chunk.length;
        if (performance.now() >= this.#tellAt) this.#tell();
        if (!this.stream.push(chunk)) body.pause();
      });
      finished(body, { writable: false }, (error) => this.#end(error));
    }
    body.resume();
  }

  #end(error: Error | null | undefined): void {
    if (error) this.stream.destroy(error);
    // Engines make an image of nothing out of it.
    else if (this.#sent === 0) this.stream.destroy(invalidArchive('it is empty'));
    else {
      this.#complete = true;
      this.#tell();
      this.stream.push(null);
    }
  }

  #tell(): void {
    this.#tellAt = performance.now() + TELL_MS;
    this.onBytes();
  }
}
