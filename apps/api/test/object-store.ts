import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What of Amazon's S3 an upload needs, in memory: objects and multipart uploads of one bucket. Signatures are not looked at. */
export class ObjectStore {
  readonly objects = new Map<string, { body: Buffer; metadata: Record<string, string> }>();
  readonly #uploads = new Map<string, Map<number, Buffer>>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      // Who breaks off gets no answer.
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  static async start(): Promise<ObjectStore> {
    const store = new ObjectStore();
    await new Promise<void>((resolve) => store.#server.listen(0, '127.0.0.1', resolve));
    return store;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Multipart uploads that were neither completed nor given up. */
  get unfinished(): number {
    return this.#uploads.size;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    const key = pathname.split('/').slice(2).join('/');
    const uploadId = searchParams.get('uploadId');
    if (uploadId !== null) this.#multipart(request.method, { key, uploadId, searchParams, body }, response);
    else if (searchParams.has('uploads')) this.#begin(response);
    else if (searchParams.has('delete')) this.#deleteAll(body.toString(), response);
    else this.#object(request, key, body, response);
  }

  #begin(response: ServerResponse): void {
    const id = randomUUID();
    this.#uploads.set(id, new Map());
    xml(response, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  }

  #multipart(
    method: string | undefined,
    {
      key,
      uploadId,
      searchParams,
      body,
    }: { key: string; uploadId: string; searchParams: URLSearchParams; body: Buffer },
    response: ServerResponse,
  ): void {
    const parts = this.#uploads.get(uploadId);
    if (parts === undefined) {
      notFound(response, 'NoSuchUpload');
      return;
    }
    const inOrder = [...parts].sort(([a], [b]) => a - b);
    switch (method) {
      case 'PUT':
        parts.set(Number(searchParams.get('partNumber')), body);
        response.writeHead(200, { etag: etagOf(body) }).end();
        break;
      case 'GET': {
        const listed = inOrder.map(
          ([number, part]) =>
            `<Part><PartNumber>${number}</PartNumber><ETag>${etagOf(part)}</ETag><Size>${part.length}</Size></Part>`,
        );
        xml(response, `<ListPartsResult><IsTruncated>false</IsTruncated>${listed.join('')}</ListPartsResult>`);
        break;
      }
      case 'POST':
        this.objects.set(key, { body: Buffer.concat(inOrder.map(([, part]) => part)), metadata: {} });
        this.#uploads.delete(uploadId);
        xml(response, '<CompleteMultipartUploadResult><Location>x</Location></CompleteMultipartUploadResult>');
        break;
      default:
        this.#uploads.delete(uploadId);
        response.writeHead(204).end();
    }
  }

  #object(request: IncomingMessage, key: string, body: Buffer, response: ServerResponse): void {
    if (request.method === 'PUT') {
      const metadata = Object.entries(request.headers).filter(([name]) => name.startsWith('x-amz-meta-'));
      this.objects.set(key, { body, metadata: Object.fromEntries(metadata) as Record<string, string> });
      response.writeHead(200, { etag: etagOf(body) }).end();
      return;
    }
    if (request.method === 'DELETE') {
      // Also of one that is not there.
      this.objects.delete(key);
      response.writeHead(204).end();
      return;
    }
    const found = this.objects.get(key);
    if (found === undefined) {
      notFound(response, 'NoSuchKey');
      return;
    }
    response.writeHead(200, { ...found.metadata, 'content-length': found.body.length });
    response.end(request.method === 'GET' ? found.body : undefined);
  }

  #deleteAll(body: string, response: ServerResponse): void {
    for (const [, key = ''] of body.matchAll(/<Key>([^<]*)<\/Key>/g)) this.objects.delete(key);
    xml(response, '<DeleteResult></DeleteResult>');
  }
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function xml(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/xml' }).end(text);
}

function notFound(response: ServerResponse, code: string): void {
  response.writeHead(404, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);
}
