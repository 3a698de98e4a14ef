import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Inject, Param, Req, Res } from '@nestjs/common';
import type { CurrentUser } from '@roadstead/contract';
import { LOG_MEDIA_TYPES } from '@roadstead/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignedIn } from '../auth/auth.guard.js';
import { refuseHead } from '../platform/http/refuse-head.js';
import { Route, RouteQuery } from '../platform/http/route.js';
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
