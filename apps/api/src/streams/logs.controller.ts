import type { OutgoingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Inject, Param, Req, Res } from '@nestjs/common';
import type { CurrentUser } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { LOG_MEDIA_TYPES } from '@roadstead/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignedIn } from '../auth/auth.guard.js';
import { Route, RouteQuery } from '../platform/http/route.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { LogDemux } from './log-demux.js';
import { type ContainerLog, type LogsQuery, LogsService } from './logs.service.js';

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
    // The framework answers HEAD by GET; its host would be asked for a log that nobody reads.
    if (request.method === 'HEAD')
      throw new RoadsteadError('route.unknown', { path: new URL(request.url, 'http://x').pathname });
    const log = await this.logs.open({ hostId, containerId, query, actor: user.username, address: request.ip });
    const framed = log.multiplexed && (request.headers.accept ?? '').includes(LOG_MEDIA_TYPES.multiplexed);
    // Written past the framework: nothing may compress or gather what has to arrive as it is written.
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      'content-type': framed ? LOG_MEDIA_TYPES.multiplexed : TEXT,
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      ...(query.download === 'true' ? { 'content-disposition': `attachment; filename="${fileName(log)}"` } : {}),
    });
    reply.raw.flushHeaders();
    try {
      await pipeline(asWanted(log, framed), reply.raw);
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

/** `host-container.log`, with nothing that a header or a file system could take for more than a name. */
export function fileName({ container }: Pick<ContainerLog, 'container'>): string {
  return `${container.hostName}-${container.name}.log`.replace(/[^A-Za-z0-9_.-]+/g, '_').replace(/^\.+/, '_');
}
