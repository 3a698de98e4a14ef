import { type ClientRequest, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AGENT_CLOCK_HEADER, AGENT_PATHS, type CommandResponse, type StreamOpen } from '@roadstead/protocol';
import type { Logger } from '../config/logger.js';
import type { ByteStream, Engine } from '../engine/engine.js';
import type { ContainerLogs } from '../logs/container-logs.js';
import type { FileStreams } from './file-streams.js';

const KEEP_ALIVE_MS = 30_000;

/**
 * Carries byte streams to the control plane, each in the body of a request of its own, so that TCP holds the engine back
 * when the reader is slow: nothing is gathered here.
 */
export class StreamDialler {
  private readonly running = new Set<AbortController>();

  constructor(
    private readonly url: string,
    private readonly engine: Engine,
    private readonly files: FileStreams,
    private readonly logs: ContainerLogs,
    private readonly log: Logger,
  ) {}

  /**
   * Opens the source, so that what is wrong with it is the answer of the command, and then dials.
   * @throws RoadsteadError `container.unknown`, `image.not-on-host`, `file.*`, `engine.*`
   */
  async open({ ticket, source }: StreamOpen): Promise<CommandResponse<'stream.open'>> {
    const abort = new AbortController();
    const stream = await this.openSource(source, abort.signal);
    void this.carry(ticket, stream, abort);
    return { mediaType: stream.mediaType, size: stream.size };
  }

  /** Ends all streams. */
  stop(): void {
    for (const abort of this.running) abort.abort();
  }

  private openSource(source: StreamOpen['source'], signal: AbortSignal): Promise<ByteStream> {
    switch (source.type) {
      case 'container.logs':
        return this.engine.logs.stream(source.request, signal);
      case 'container.log-view':
        return this.logs.view(source.request, signal);
      case 'container.log-page':
        return this.logs.page(source.request, signal);
      case 'container.log-search':
        return this.logs.search(source.request, signal);
      case 'images.save':
        return this.engine.saveImages(source.request.images, signal);
      case 'container.export':
        return this.engine.exportContainer(source.request.containerId, signal);
      default:
        return this.files.open(source, signal);
    }
  }

  private async carry(ticket: string, { mediaType, bytes }: ByteStream, abort: AbortController): Promise<void> {
    this.running.add(abort);
    try {
      const upload = this.dial(ticket, mediaType);
      // An answer before the end is a refusal, or the reader has gone: either way nobody takes the bytes any more.
      upload.once('response', (answer) => {
        answer.resume();
        if (!bytes.readableEnded) abort.abort();
      });
      await pipeline(bytes, upload, { signal: abort.signal });
    } catch (error) {
      if (!abort.signal.aborted) this.log.debug({ reason: (error as Error).message }, 'a stream broke off');
    } finally {
      this.running.delete(abort);
      abort.abort();
      destroyQuietly(bytes);
    }
  }

  private dial(ticket: string, mediaType: string): ClientRequest {
    const target = new URL(this.url + AGENT_PATHS.stream);
    const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const upload = request(target, {
      method: 'POST',
      agent: false,
      headers: {
        authorization: `Bearer ${ticket}`,
        'content-type': mediaType,
        'transfer-encoding': 'chunked',
        [AGENT_CLOCK_HEADER]: String(Date.now()),
      },
    });
    // A log that is quiet for an hour still has its headers sent at once.
    upload.flushHeaders();
    upload.setNoDelay(true);
    // A control plane that vanished is found out also while the log is quiet.
    upload.setSocketKeepAlive(true, KEEP_ALIVE_MS);
    // After the last byte nobody else listens, and the answer may still break off.
    upload.on('error', () => undefined);
    return upload;
  }
}

function destroyQuietly(stream: Readable): void {
  stream.on('error', () => undefined);
  stream.destroy();
}
