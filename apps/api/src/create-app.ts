import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuid } from 'uuid';
import { appModule } from './app.module.js';
import type { Config } from './platform/config/config.js';
import { ErrorFilter } from './platform/errors/error.filter.js';
import { ErrorReplies } from './platform/errors/error-replies.js';
import { compressReplies } from './platform/http/compress-json.js';
import { logRequests } from './platform/http/request-log.js';
import { addSecurityHeaders } from './platform/http/security-headers.js';
import { type Logger, NestLogger } from './platform/logging/logger.js';
import { RedisService } from './platform/redis/redis.service.js';
import { SocketAdapter } from './platform/sockets/socket-adapter.js';

/** Largest body of a REST request; bulk bytes go through streams. */
const BODY_LIMIT = 1024 * 1024;

/** Nest would set a handler of its own for what fails before a route's, which comes too late for a body that is not JSON. */
class Adapter extends FastifyAdapter {
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance();
  }
}

/** The whole application, not listening yet. */
export async function createApp(config: Config, logger: Logger): Promise<NestFastifyApplication> {
  const errors = new ErrorFilter(new ErrorReplies(logger));
  const adapter = new Adapter({
    // One proxy, whose word is the last entry of each header: what stands before it anybody can have written.
    trustProxy: config.behindProxy && ((_address: string, hop: number) => hop === 0),
    bodyLimit: BODY_LIMIT,
    genReqId: () => uuid(),
    skipMiddie: true,
    forceCloseConnections: true,
    // A URL that cannot be decoded fails before there is a route.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      errors.send(error, request, reply),
    routerOptions: { maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(appModule(config, logger), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    forceCloseConnections: true,
  });
  const fastify = adapter.getInstance();
  // What fails before it reaches a handler: a body that is not JSON, or too long.
  fastify.setErrorHandler((error, request, reply) => errors.send(error, request, reply));
  addSecurityHeaders(fastify);
  compressReplies(fastify);
  logRequests(fastify, logger);
  app.useWebSocketAdapter(new SocketAdapter(app, config, app.get(RedisService)));
  return app;
}
