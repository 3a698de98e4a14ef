import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Inject, Param, Req, Res } from '@nestjs/common';
import type { CurrentUser } from '@roadstead/contract';
import type { LogPage } from '@roadstead/domain';
import { JSON_LINES_MEDIA_TYPE, LOG_MEDIA_TYPES } from '@roadstead/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignedIn } from '../auth/auth.guard.js';
import { refuseHead } from '../platform/http/refuse-head.js';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { LogDemux } from './log-demux.js';
import { type ContainerLog, type LogsQuery, LogsService } from './logs.service.js';
import { attachment, sendStream } from './stream-reply.js';

const TEXT = 'text/plain; charset=utf-8';

@Controller()
export class LogsController {
  constructor(
    private readonly logs: LogsService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Streams the log as text, or with the engine's frames to a client that accepts those. */
  @Route('containerLogs')
  async containerLogs(
    @SignedIn() user: CurrentUser,
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @RouteQuery() query: LogsQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseHead(request);
    const log = await this.logs.open({ hostId, containerId, query, actor: user.username, address: request.ip });
    const framed = log.multiplexed && (request.headers.accept ?? '').includes(LOG_MEDIA_TYPES.multiplexed);
    try {
      await sendStream(reply, asWanted(log, framed), {
        'content-type': framed ? LOG_MEDIA_TYPES.multiplexed : TEXT,
        ...(query.download === 'true' ? attachment(`${log.container.hostName}-${log.container.name}.log`) : {}),
      });
    } catch (error) {
      this.logger.debug({ err: error, hostId, container: log.container.id }, 'a log stream broke off');
    }
  }

  @Route('mergedLogs')
  async mergedLogs(
    @SignedIn() user: CurrentUser,
    @RouteQuery() query: QueryOf<'mergedLogs'>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseHead(request);
    const text = await this.logs.merged({ query, actor: user.username, address: request.ip });
    const file = query.download === 'true' ? attachment(`${query.container.length}-containers.log`) : {};
    try {
      await sendStream(reply, text, { 'content-type': TEXT, ...file });
    } catch (error) {
      this.logger.debug({ err: error, containers: query.container }, 'a merged log broke off');
    }
  }

  @Route('logPage')
  logPage(
    @SignedIn() user: CurrentUser,
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @RouteQuery() query: QueryOf<'logPage'>,
    @Req() request: FastifyRequest,
  ): Promise<LogPage> {
    return this.logs.page({ hostId, containerId, query, actor: user.username, address: request.ip });
  }

  /** Streams what is found as it is found; the search ends when the client goes. */
  @Route('searchLog')
  async searchLog(
    @SignedIn() user: CurrentUser,
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @RouteQuery() query: QueryOf<'searchLog'>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseHead(request);
    const found = await this.logs.search({ hostId, containerId, query, actor: user.username, address: request.ip });
    try {
      await sendStream(reply, found.body, { 'content-type': `${JSON_LINES_MEDIA_TYPE}; charset=utf-8` });
    } catch (error) {
      this.logger.debug({ err: error, hostId, container: found.container.id }, 'a search broke off');
    }
  }
}

function asWanted({ multiplexed, body }: ContainerLog, framed: boolean): Readable {
  return multiplexed && !framed ? demuxed(body) : body;
}

/** Destroying the text destroys the host's stream, and the other way round. */
function demuxed(body: Readable): Readable {
  const demux = new LogDemux();
  pipeline(body, demux).catch((error: Error) => demux.destroy(error));
  return demux;
}
