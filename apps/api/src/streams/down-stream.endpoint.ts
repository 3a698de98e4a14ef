import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import { RoadsteadError } from '@roadstead/domain';
import { AGENT_PATHS } from '@roadstead/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashSecret } from '../auth/secrets.js';
import { refuseHead } from '../platform/http/refuse-head.js';
import { OpenRoute } from '../platform/http/route.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { DownStreams } from './down-streams.service.js';
import { OwnAddress } from './own-address.js';
import { StreamTickets } from './stream-tickets.js';

/** A host that vanished without a word is noticed through TCP's own probes, which begin after so long a silence. */
const PROBE_AFTER_MS = 30_000;

/**
 * Where agents fetch byte streams. The ticket is the credential, and stands for one stream to one host. An agent that asks
 * another process than the one that has the bytes gets them through it, no faster than it takes them.
 */
@Controller()
export class DownStreamEndpoint {
  constructor(
    private readonly streams: DownStreams,
    private readonly tickets: StreamTickets,
    private readonly ownAddress: OwnAddress,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @OpenRoute('GET', AGENT_PATHS.stream, 'a one-time ticket that only the agent of one host is told')
  async fetch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    refuseHead(request);
    const [, ticket] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (ticket === undefined) throw new RoadsteadError('stream.ticket-invalid');
    request.raw.socket.setKeepAlive(true, PROBE_AFTER_MS);
    const { body, mediaType } = this.streams.take(hashSecret(ticket)) ?? (await this.#fromOwner(ticket));
    reply.hijack();
    reply.raw.writeHead(200, { ...(reply.getHeaders() as OutgoingHttpHeaders), 'content-type': mediaType });
    // What breaks off before its first byte is told from what was refused.
    reply.raw.flushHeaders();
    try {
      await pipeline(body, reply.raw);
    } catch (error) {
      this.logger.debug({ err: error }, 'a stream to a host broke off');
    }
  }

  /** @throws RoadsteadError `stream.ticket-invalid` */
  async #fromOwner(ticket: string): Promise<{ body: Readable; mediaType: string }> {
    const record = await this.tickets.take(hashSecret(ticket));
    if (record === undefined || record.owner === this.ownAddress.url())
      throw new RoadsteadError('stream.ticket-invalid');
    const request = record.owner.startsWith('https:') ? httpsRequest : httpRequest;
    const onward = request(record.owner + AGENT_PATHS.stream, {
      agent: false,
      headers: { authorization: `Bearer ${ticket}` },
    });
    onward.on('error', () => undefined).end();
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    if (answer.statusCode === 200) return { body: answer, mediaType: answer.headers['content-type'] ?? '' };
    answer.resume();
    throw new RoadsteadError('stream.ticket-invalid');
  }
}
