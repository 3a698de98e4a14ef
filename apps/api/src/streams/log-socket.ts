import { finished, type Readable } from 'node:stream';
import { LOG_WINDOW_BYTES, LogStreamCredit, type LogStreamMessage } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import type { RawData, WebSocket } from 'ws';
import type { LogView } from './logs.service.js';

const PING_MS = 15_000;
const NORMAL = 1000;
const POLICY_VIOLATION = 1008;

interface LogSocketOptions {
  /** Rejects with what is to be told to the client. */
  readonly open: () => Promise<LogView>;
  /** Asked at each ping; rejects when the client has lost its right to read. */
  readonly stillAllowed: () => Promise<unknown>;
  /** What a client may be told of any error. */
  readonly describe: (error: unknown) => RoadsteadError;
}

/**
 * One log on one WebSocket; protocol: libs/contract, streams.ts.
 *
 * INVARIANTS: at most `LOG_WINDOW_BYTES` and one chunk are on their way to the client; the host's stream lives no longer
 * than the socket.
 */
export class LogSocket {
  readonly #socket: WebSocket;
  readonly #options: LogSocketOptions;
  #body: Readable | undefined;
  #unacknowledged = 0;
  #answered = true;
  #closed = false;

  constructor(socket: WebSocket, options: LogSocketOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  async serve(): Promise<void> {
    const timer = setInterval(() => this.#ping(), PING_MS);
    this.#socket.on('pong', () => {
      this.#answered = true;
    });
    this.#socket.on('message', (data, isBinary) => this.#credit(data, isBinary));
    this.#socket.on('error', () => this.#socket.terminate());
    this.#socket.once('close', () => {
      clearInterval(timer);
      this.#closed = true;
      this.#body?.destroy();
    });
    try {
      this.#stream(await this.#options.open());
    } catch (error) {
      this.#end(error);
    }
  }

  #stream({ container, hostClockOffsetMs, body }: LogView): void {
    this.#body = body;
    if (this.#closed) {
      body.destroy();
      return;
    }
    this.#tell({ type: 'header', hostClockOffsetMs });
    body.on('data', (chunk: Buffer) => {
      this.#unacknowledged += chunk.length;
      this.#socket.send(chunk);
      if (this.#unacknowledged > LOG_WINDOW_BYTES) body.pause();
    });
    finished(body, (error) => {
      this.#end(error == null ? undefined : new RoadsteadError('stream.broken-off', { host: container.hostName }));
    });
  }

  #credit(data: RawData, isBinary: boolean): void {
    const credit = isBinary ? undefined : parseCredit(String(data));
    if (credit === undefined || credit > this.#unacknowledged) {
      this.#socket.close(POLICY_VIOLATION, 'not a credit');
      this.#body?.destroy();
      return;
    }
    this.#unacknowledged -= credit;
    if (this.#unacknowledged <= LOG_WINDOW_BYTES) this.#body?.resume();
  }

  #ping(): void {
    if (!this.#answered) {
      this.#socket.terminate();
      return;
    }
    this.#answered = false;
    this.#socket.ping();
    this.#options.stillAllowed().catch((error: unknown) => {
      const told = this.#options.describe(error);
      if (told.code.startsWith('auth.')) this.#end(told);
    });
  }

  #end(error: unknown): void {
    if (this.#closed) return;
    const told = error === undefined ? undefined : this.#options.describe(error);
    this.#tell({ type: 'end', ...(told && { error: told.toBody() }) });
    this.#closed = true;
    this.#socket.close(NORMAL);
    this.#body?.destroy();
  }

  #tell(message: LogStreamMessage): void {
    this.#socket.send(JSON.stringify(message));
  }
}

function parseCredit(text: string): number | undefined {
  try {
    return LogStreamCredit.parse(JSON.parse(text)).bytes;
  } catch {
    return undefined;
  }
}
