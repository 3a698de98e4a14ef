import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import type { RegistryCredential } from '@roadstead/protocol';
import type { EngineApi } from '../../engine-api.js';
import { selectFiles } from './context-selection.js';
import type { ContextSpool } from './context-spool.js';
import { GRPC, GrpcCall } from './grpc-call.js';
import { sendFiles } from './send-files.js';
import { connectSession } from './session-connection.js';

const HEALTH = '/grpc.health.v1.Health/Check';
const DIFF_COPY = '/moby.filesync.v1.FileSync/DiffCopy';
const CREDENTIALS = '/moby.filesync.v1.Auth/Credentials';
const VARINT = 0;
const BYTES = 2;
const SERVING = 1;
/** As which BuildKit asks for Docker Hub. */
const HUB_HOSTS: readonly string[] = ['registry-1.docker.io', 'index.docker.io', 'docker.io'];

type StreamEvent = [stream: ServerHttp2Stream, headers: IncomingHttpHeaders, flags: number, rawHeaders: string[]];

/**
 * The connection on which BuildKit asks who builds for what it needs: gRPC in HTTP/2 on an upgraded connection, with the
 * agent as its server. It gives the files of the context, and credentials for images that BuildKit pulls itself.
 */
export class BuildSession {
  private constructor(
    readonly id: string,
    private readonly connection: Duplex,
    private readonly server: ServerHttp2Session,
    private readonly context: ContextSpool,
    private readonly credentials: readonly RegistryCredential[],
  ) {
    server.on('error', () => undefined);
    // Repeated headers are joined by commas in all but the raw ones.
    server.on('stream', (...[stream, headers, , rawHeaders]: StreamEvent) => this.#answer(stream, headers, rawHeaders));
  }

  /** @throws EngineRefusal, RoadsteadError `engine.unreachable` */
  static async open(
    api: EngineApi,
    context: ContextSpool,
    credentials: readonly RegistryCredential[],
  ): Promise<BuildSession> {
    const id = randomUUID();
    const connection = await connectSession(api, id, [HEALTH, DIFF_COPY, CREDENTIALS]);
    // Loaded by the first build that needs it.
    const { performServerHandshake } = await import('node:http2');
    return new BuildSession(id, connection, performServerHandshake(connection), context, credentials);
  }

  close(): void {
    this.server.destroy();
    this.connection.destroy();
  }

  #answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, rawHeaders: readonly string[]): void {
    const path = headers[':path'];
    if (path === HEALTH) void this.#unary(stream, () => new BinaryWriter().tag(1, VARINT).int32(SERVING).finish());
    else if (path === CREDENTIALS) void this.#unary(stream, (request) => this.#credentialsFor(hostOf(request)));
    else if (path === DIFF_COPY) void this.#diffCopy(stream, rawHeaders);
    else GrpcCall.refuse(stream, GRPC.unimplemented, `${path} is not offered`);
  }

  async #unary(stream: ServerHttp2Stream, reply: (request: Buffer) => Uint8Array): Promise<void> {
    const call = GrpcCall.accept(stream);
    try {
      for await (const request of call.messages()) await call.send([reply(request)]);
      call.end();
    } catch {
      stream.destroy();
    }
  }

  #credentialsFor(host: string): Uint8Array {
    const address = HUB_HOSTS.includes(host) ? 'docker.io' : host;
    const found = this.credentials.find(({ serverAddress }) => serverAddress === address);
    const writer = new BinaryWriter();
    if (found !== undefined) writer.tag(1, BYTES).string(found.username).tag(2, BYTES).string(found.password);
    return writer.finish();
  }

  async #diffCopy(stream: ServerHttp2Stream, rawHeaders: readonly string[]): Promise<void> {
    const call = GrpcCall.accept(stream);
    try {
      const files = selectFiles(this.context.files, {
        includes: valuesOf(rawHeaders, 'include-patterns'),
        excludes: valuesOf(rawHeaders, 'exclude-patterns'),
        followPaths: valuesOf(rawHeaders, 'followpaths'),
      });
      await sendFiles(call, this.context, files);
      call.end();
    } catch (error) {
      if (!stream.destroyed) call.end(GRPC.internal, (error as Error).message);
    }
  }
}

/** All values of one header; newer engines encode them as in a URL's query. */
function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  const raw = (wanted: string) => rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1] === wanted);
  const isEncoded = raw(`${name}-encoded`).includes('1');
  return raw(name).map((value) =>
    isEncoded ? decodeURIComponent(value.replaceAll('+', ' ')) : Buffer.from(value, 'latin1').toString('utf8'),
  );
}

/** `CredentialsRequest.Host`. */
function hostOf(request: Buffer): string {
  const reader = new BinaryReader(request);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number === 1) return reader.string();
    reader.skip(wireType, number);
  }
  return '';
}
