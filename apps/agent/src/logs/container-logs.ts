import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  JSON_LINES_MEDIA_TYPE,
  JSON_MEDIA_TYPE,
  LOG_FRAMES_MEDIA_TYPE,
  type LogPageRequest,
  type LogSearchRequest,
  type LogViewRequest,
} from '@roadstead/protocol';
import type { ByteStream, Engine } from '../engine/engine.js';
import { createMatcher } from './line-matcher.js';
import { readLogPage } from './log-page.js';
import { searchLog } from './log-search.js';
import { viewLog } from './log-view.js';
import { SharedLog } from './shared-log.js';

/** A log without a line to say where it ends is taken to be followed after so many milliseconds. */
const EMPTY_LOG_MS = 500;
const READ_AHEAD_BYTES = 64 * 1024;

/** Logs for those who look at them. Of a log that is followed there is one stream from the engine: decision 0022. */
export class ContainerLogs {
  /** By container and streams. */
  readonly #shared = new Map<string, Promise<SharedLog>>();

  constructor(private readonly engine: Pick<Engine, 'logs'>) {}

  /** @throws RoadsteadError `container.unknown`, `logs.driver-unreadable` */
  async view(request: LogViewRequest, signal: AbortSignal): Promise<ByteStream> {
    const { follow, ...past } = request;
    if (!follow) return byteStream(LOG_FRAMES_MEDIA_TYPE, await this.engine.logs.read(past, signal));
    const shared = await this.#join(request);
    const leave = () => this.#leave(request, shared);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    // Before the past is asked for: what is written from here on is in the shared log, and all before it in the past.
    const joined = shared.end;
    try {
      const runs = viewLog(shared, joined, await this.engine.logs.read(past, signal), signal);
      return byteStream(LOG_FRAMES_MEDIA_TYPE, runs);
    } catch (error) {
      signal.removeEventListener('abort', leave);
      leave();
      throw error;
    }
  }

  /** One `LogPage`. @throws RoadsteadError as `view` */
  async page(request: LogPageRequest, signal: AbortSignal): Promise<ByteStream> {
    return byteStream(JSON_MEDIA_TYPE, [JSON.stringify(await readLogPage(this.engine.logs, request, signal))]);
  }

  /** `LogSearchRecord`s. @throws RoadsteadError as `view`, `logs.pattern-invalid`, `logs.filter-invalid` */
  async search(request: LogSearchRequest, signal: AbortSignal): Promise<ByteStream> {
    const { containerId, stdout, stderr, since, until, context, limit } = request;
    const match = await createMatcher(request);
    const runs = await this.engine.logs.read({ containerId, stdout, stderr, since, until }, signal);
    return byteStream(JSON_LINES_MEDIA_TYPE, asJsonLines(searchLog(runs, match, { context, limit })));
  }

  async #join(request: LogViewRequest): Promise<SharedLog> {
    const key = keyOf(request);
    for (;;) {
      const known = this.#shared.get(key);
      const shared = await (known ?? this.#start(key, request));
      // One that has just begun may be over too: the container is not running.
      if (shared.isOver && known !== undefined) {
        this.#forget(key, known);
        continue;
      }
      shared.viewers += 1;
      return shared;
    }
  }

  #start(key: string, request: LogViewRequest): Promise<SharedLog> {
    const opening = this.#open(request);
    this.#shared.set(key, opening);
    opening.catch(() => this.#forget(key, opening));
    return opening;
  }

  async #open({ containerId, stdout, stderr }: LogViewRequest): Promise<SharedLog> {
    const shared = new SharedLog();
    const begin = shared.end;
    // The engine answers before it has looked where the log ends. The last line, which nobody takes, says that it has.
    const read = { containerId, stdout, stderr, follow: true, tail: 1 };
    void shared.drain(await this.engine.logs.read(read, shared.signal));
    await Promise.race([shared.until(begin, shared.signal), sleep(EMPTY_LOG_MS, undefined, { ref: false })]);
    return shared;
  }

  #leave(request: LogViewRequest, shared: SharedLog): void {
    shared.viewers -= 1;
    shared.wake();
    if (shared.viewers > 0) return;
    shared.close();
    const key = keyOf(request);
    const opening = this.#shared.get(key);
    void opening?.then((current) => {
      if (current === shared) this.#forget(key, opening);
    });
  }

  #forget(key: string, opening: Promise<SharedLog> | undefined): void {
    if (this.#shared.get(key) === opening) this.#shared.delete(key);
  }
}

function keyOf({ containerId, stdout, stderr }: LogViewRequest): string {
  return `${containerId} ${stdout} ${stderr}`;
}

function byteStream(mediaType: string, pieces: AsyncIterable<Buffer | string> | Iterable<string>): ByteStream {
  return { mediaType, bytes: Readable.from(pieces, { objectMode: false, highWaterMark: READ_AHEAD_BYTES }) };
}

async function* asJsonLines(batches: AsyncIterable<object[]>): AsyncGenerator<string> {
  for await (const batch of batches) yield batch.map((record) => `${JSON.stringify(record)}\n`).join('');
}
