import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { EngineRefusal } from '../engine-errors.js';
import { ChunkedBody } from './chunked-body.js';

const HEAD_END = '\r\n\r\n';
const MAX_HEAD_BYTES = 64 * 1024;
const MAX_REFUSAL_BYTES = 64 * 1024;
const ANSWER_TIMEOUT_MS = 60_000;

interface Head {
  readonly status: number;
  readonly isChunked: boolean;
}

/**
 * GETs from the engine's socket without Node's HTTP client, which makes an event of every line of a log.
 * @param target path and query
 * @returns the body as it comes; it fails when the engine breaks it off
 * @throws EngineRefusal when the engine answers with an error; Error when it does not answer
 */
export function openBody(socketPath: string, target: string, signal: AbortSignal): Promise<Readable> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path: socketPath, signal });
    let gathered: Buffer = Buffer.alloc(0);
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    const gone = () => fail(new Error('the engine closed the connection before it answered'));
    const late = setTimeout(() => fail(new Error('the engine does not answer')), ANSWER_TIMEOUT_MS);
    const onData = (bytes: Buffer) => {
      gathered = gathered.length === 0 ? bytes : Buffer.concat([gathered, bytes]);
      const end = gathered.indexOf(HEAD_END);
      if (end < 0) {
        if (gathered.length > MAX_HEAD_BYTES) fail(new Error('the engine answered with a head without end'));
        return;
      }
      socket.pause();
      socket.off('data', onData).off('close', gone).off('error', fail);
      clearTimeout(late);
      const body = new EngineBody(socket, parseHead(gathered.subarray(0, end).toString('latin1')));
      body.begin(gathered.subarray(end + HEAD_END.length));
      if (body.head.status === 200) resolve(body);
      else refusal(body).then(reject, reject);
    };
    socket.on('error', fail).on('close', gone).on('data', onData);
    socket.once('close', () => clearTimeout(late));
    socket.write(`GET ${target} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n`);
  });
}

function parseHead(text: string): Head {
  const [first = '', ...lines] = text.split('\r\n');
  return {
    status: Number(first.split(' ')[1]),
    isChunked: lines.some((line) => /^transfer-encoding:\s*chunked\s*$/i.test(line)),
  };
}

async function refusal(body: EngineBody): Promise<EngineRefusal> {
  let text = '';
  for await (const bytes of body) {
    text += bytes;
    if (text.length > MAX_REFUSAL_BYTES) break;
  }
  let message = text.trim();
  try {
    message = (JSON.parse(text) as { message?: string }).message ?? message;
  } catch {
    // Not every refusal is JSON.
  }
  return new EngineRefusal(body.head.status, message);
}

/** Reads the socket no faster than it is read itself. */
class EngineBody extends Readable {
  readonly #chunks = new ChunkedBody();

  constructor(
    private readonly socket: Socket,
    readonly head: Head,
  ) {
    super();
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.#closed());
  }

  begin(bytes: Buffer): void {
    if (bytes.length > 0) this.#take(bytes);
  }

  override _read(): void {
    this.socket.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }

  #take(bytes: Buffer): void {
    if (this.destroyed || this.readableEnded) return;
    try {
      const payload = this.head.isChunked ? this.#chunks.take(bytes) : bytes;
      if (payload.length > 0 && !this.push(payload)) this.socket.pause();
      if (this.#chunks.isOver) this.push(null);
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  /** Without the chunked coding the close is the end. */
  #closed(): void {
    if (this.destroyed || this.#chunks.isOver) return;
    if (this.head.isChunked) this.destroy(new Error('the engine broke the log off'));
    else this.push(null);
  }
}
