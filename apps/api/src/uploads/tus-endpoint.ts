import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type CurrentUser, UPLOADS_PATH } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { EVENTS, type Server, type ServerOptions, type Upload } from '@tus/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReplies } from '../platform/errors/error-replies.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { RedisService } from '../platform/redis/redis.service.js';
import { byteWords } from './byte-words.js';
import { asReply, errorOfTus, type TusFailure, TusServer } from './tus-server.js';
import { UploadLocks } from './upload-locks.js';
import { UploadsService } from './uploads.service.js';

const BYTES = 'application/offset+octet-stream';
/** How often what has been received is noted while it comes in. */
const NOTED_EVERY_MS = 1000;
/** A client that vanished without a word is noticed through TCP's own probes, which begin after so long a silence. */
const PROBE_AFTER_MS = 30_000;

/** Who asks, and from where. */
interface Asker {
  readonly user: CurrentUser;
  readonly address: string;
}

type TusRequest = Parameters<NonNullable<ServerOptions['onUploadCreate']>>[0];

/** Answers requests of the tus protocol, once the guard has let them in; bytes go straight to the store. */
@Injectable()
export class TusEndpoint implements OnModuleInit {
  readonly #askers = new WeakMap<object, Asker>();
  #server: Promise<Server> | undefined;

  constructor(
    private readonly adapter: HttpAdapterHost,
    private readonly uploads: UploadsService,
    private readonly redis: RedisService,
    private readonly errors: ErrorReplies,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    // The body is read by tus, of any length; a route that is not of tus finds no JSON in it.
    fastify.addContentTypeParser(BYTES, (_request, payload, done) => done(null, payload));
  }

  /** @param uploadId absent where one begins. @throws RoadsteadError `upload.unknown`, also for another user's */
  async answer(request: FastifyRequest, reply: FastifyReply, user: CurrentUser, uploadId?: string): Promise<void> {
    if (uploadId !== undefined) await this.uploads.requireOwn(uploadId, user);
    const server = await this.#tus();
    this.#askers.set(request.raw, { user, address: request.ip });
    request.raw.socket.setKeepAlive(true, PROBE_AFTER_MS);
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value ?? '');
    try {
      await server.handle(request.raw, reply.raw);
    } catch (error) {
      this.logger.debug({ err: error }, 'an upload broke off');
      reply.raw.destroy();
    }
  }

  #tus(): Promise<Server> {
    this.#server ??= this.#open().catch((error: unknown) => {
      this.#server = undefined;
      throw error;
    });
    return this.#server;
  }

  async #open(): Promise<Server> {
    const { tus: datastore } = await this.uploads.store();
    const server = new TusServer({
      path: UPLOADS_PATH,
      datastore,
      maxSize: this.uploads.limits.maxBytes,
      relativeLocation: true,
      // The same that the guard has judged; the library would take the end of the whole URL, query included.
      getFileIdFromRequest: uploadIdOf,
      // Pages of other sites have no business here: the guard has refused them, and no header invites them.
      allowedOrigins: () => false,
      // What came before a request broke off is there: whoever has the lock next finds it in the table.
      locker: new UploadLocks(this.redis.client, (id) => this.#noted(id, () => this.uploads.catchUp(id))),
      postReceiveInterval: NOTED_EVERY_MS,
      onUploadCreate: (request, upload) => this.#begin(request, upload),
      onUploadFinish: async (_request, upload) => {
        await this.uploads.received(upload.id, upload.offset);
        return {};
      },
      onResponseError: (request, failure) => asReply(this.#errorOf(failure, request)),
    });
    server.on(
      EVENTS.POST_RECEIVE,
      (_request, { id, offset }) => void this.#noted(id, () => this.uploads.received(id, offset)),
    );
    return server;
  }

  async #begin(request: TusRequest, { id, size, metadata }: Upload): Promise<object> {
    const node = request.runtime?.node?.req;
    const asker = node && this.#askers.get(node);
    if (asker === undefined) throw new RoadsteadError('auth.required');
    await this.uploads.begin({ id, size: size ?? 0, filename: metadata?.filename ?? undefined }, asker);
    return {};
  }

  #errorOf(failure: TusFailure, request: TusRequest): RoadsteadError {
    const known = errorOfTus(failure, uploadIdOf(request), byteWords(this.uploads.limits.maxBytes));
    return known ?? this.errors.of(failure instanceof Error ? failure : new Error(failure.body.trim()), 'upload');
  }

  async #noted(id: string, note: () => Promise<unknown>): Promise<void> {
    try {
      await note();
    } catch (error) {
      this.logger.debug({ err: error, upload: id }, 'what was received of an upload is noted later');
    }
  }
}

function uploadIdOf({ url }: Pick<TusRequest, 'url'>): string {
  return new URL(url).pathname.slice(UPLOADS_PATH.length + 1);
}
