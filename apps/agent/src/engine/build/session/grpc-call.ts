import type { ServerHttp2Stream } from 'node:http2';

/** Source: grpc.io, `PROTOCOL-HTTP2`: a byte that says whether it is compressed, and the length in four. */
const PREFIX_BYTES = 5;
/** Nothing that an engine sends is longer. */
const MAX_MESSAGE = 4 * 1024 * 1024;

export const GRPC = { ok: 0, unimplemented: 12, internal: 13 } as const;
const CONTENT_TYPE = { ':status': 200, 'content-type': 'application/grpc' };

/** One call of a gRPC server's: messages that come and go on a stream of HTTP/2. */
export class GrpcCall {
  #status: { 'grpc-status': string; 'grpc-message'?: string } | undefined;

  private constructor(private readonly stream: ServerHttp2Stream) {
    stream.on('wantTrailers', () => stream.sendTrailers(this.#status ?? { 'grpc-status': String(GRPC.internal) }));
    // Whoever writes is told by the write.
    stream.on('error', () => undefined);
  }

  static accept(stream: ServerHttp2Stream): GrpcCall {
    const call = new GrpcCall(stream);
    stream.respond(CONTENT_TYPE, { waitForTrailers: true });
    return call;
  }

  /** Answers without a message. */
  static refuse(stream: ServerHttp2Stream, status: number, message: string): void {
    stream.on('error', () => undefined);
    const refusal = { 'grpc-status': String(status), 'grpc-message': encodeURIComponent(message) };
    stream.respond({ ...CONTENT_TYPE, ...refusal }, { endStream: true });
  }

  /** Until the other side sends no more. */
  async *messages(): AsyncGenerator<Buffer> {
    let rest: Buffer = Buffer.alloc(0);
    // Whoever has read enough still has to answer.
    for await (const chunk of this.stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (;;) {
        if (rest.length < PREFIX_BYTES) break;
        const length = rest.readUInt32BE(1);
        if (rest[0] !== 0 || length > MAX_MESSAGE)
          throw new Error('the engine sent a message of a kind it was not offered');
        if (rest.length < PREFIX_BYTES + length) break;
        yield rest.subarray(PREFIX_BYTES, PREFIX_BYTES + length);
        rest = rest.subarray(PREFIX_BYTES + length);
      }
    }
  }

  /** Several messages; resolves when they have been passed on, and their memory may be used again. */
  send(...messages: readonly MessageParts[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const pieces = messages.flatMap((parts) => [prefix(parts), ...parts]);
      const last = pieces.pop() ?? Buffer.alloc(0);
      this.stream.cork();
      for (const piece of pieces) this.stream.write(piece);
      this.stream.write(last, (error) => (error ? reject(error) : resolve()));
      this.stream.uncork();
    });
  }

  /** The first end counts. */
  end(status: number = GRPC.ok, message?: string): void {
    this.#status ??= {
      'grpc-status': String(status),
      ...(message !== undefined && { 'grpc-message': encodeURIComponent(message) }),
    };
    this.stream.end();
  }
}

/** The pieces of one message. */
export type MessageParts = readonly Uint8Array[];

function prefix(parts: MessageParts): Buffer {
  const bytes = Buffer.alloc(PREFIX_BYTES);
  bytes.writeUInt32BE(
    parts.reduce((sum, part) => sum + part.length, 0),
    1,
  );
  return bytes;
}
