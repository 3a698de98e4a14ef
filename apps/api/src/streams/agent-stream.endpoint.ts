import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RoadsteadError } from '@roadstead/domain';
import { AGENT_CLOCK_HEADER, AGENT_PATHS } from '@roadstead/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hashSecret } from '../auth/secrets.js';
import { ErrorFilter } from '../platform/errors/error.filter.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { OwnAddress } from './own-address.js';
import { StreamTickets } from './stream-tickets.js';
import { StreamsService } from './streams.service.js';

/** A host that vanished without a word is noticed through TCP's own probes, which begin after so long a silence. */
const PROBE_AFTER_MS = 30_000;

/**
 * Where agents bring byte streams. The body is of any type and any length, is never parsed and never gathered: it is read
 * as fast as the one who waits for it reads. The ticket is the credential, and stands for one stream of one host. An
 * agent that dials another process than the one that waits is relayed there.
 */
@Injectable()
export class AgentStreamEndpoint implements OnModuleInit {
  constructor(
    private readonly adapter: HttpAdapterHost,
    private readonly streams: StreamsService,
    private readonly tickets: StreamTickets,
    private readonly ownAddress: OwnAddress,
    private readonly errors: ErrorFilter,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    // A scope of its own: the parsers, or rather their absence, are this route's alone.
    await fastify.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
      scope.post(AGENT_PATHS.stream, (request, reply) => this.#dialled(request, reply));
    });
  }

  async #dialled(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      await this.#receive(request, reply);
    } catch (error) {
      // The rest of the body is not wanted.
      void reply.header('connection', 'close');
      this.errors.send(error, request, reply);
    }
  }

  async #receive(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const [, ticket] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (ticket === undefined) throw new RoadsteadError('stream.ticket-invalid');
    const hash = hashSecret(ticket);
    const mediaType = request.headers['content-type'] ?? 'application/octet-stream';
    const { socket } = request.raw;
    socket.setKeepAlive(true, PROBE_AFTER_MS);
    // A body that nobody reads to its end takes the connection with it: so the agent learns of it at once. Node's own
    // `pipeline` leaves the connection of a request that it destroys open.
    request.raw.once('close', () => {
      if (!request.raw.readableEnded) socket.destroy();
    });
    const clock = Number(request.headers[AGENT_CLOCK_HEADER]);
    const hostClockOffsetMs = Number.isFinite(clock) ? clock - Date.now() : undefined;
    if (this.streams.accept(hash, { mediaType, hostClockOffsetMs, body: request.raw })) {
      reply.hijack();
      request.raw.once('end', () => reply.raw.writeHead(204).end());
      return;
    }
    const record = await this.tickets.take(hash);
    if (record === undefined || record.owner === this.ownAddress.url())
      throw new RoadsteadError('stream.ticket-invalid');
    reply.hijack();
    await this.#relay(
      record.owner,
      {
        authorization: `Bearer ${ticket}`,
        'content-type': mediaType,
        ...(Number.isFinite(clock) && { [AGENT_CLOCK_HEADER]: String(clock) }),
      },
      request.raw,
      reply.raw,
    );
  }

  /** Passes the bytes on, no faster than they are taken. When one side goes the other is cut off. */
  async #relay(
    owner: string,
    headers: Record<string, string>,
    from: IncomingMessage,
    to: ServerResponse,
  ): Promise<void> {
    const request = owner.startsWith('https:') ? httpsRequest : httpRequest;
    const onward = request(owner + AGENT_PATHS.stream, { method: 'POST', headers, agent: false });
    onward.once('response', (response) => {
      response.resume();
      to.writeHead(response.statusCode ?? 502).end();
    });
    try {
      await pipeline(from, onward);
    } catch (error) {
      this.logger.debug({ err: error }, 'a relayed stream broke off');
    }
  }
}
