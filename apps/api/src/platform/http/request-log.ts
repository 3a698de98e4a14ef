import type { FastifyInstance } from 'fastify';
import type { Logger } from '../logging/logger.js';

/** A request that took longer is logged at `info`; all others at `debug`. Streams are as long as they are. */
const SLOW_MS = 1000;

/** Logs each answered request, by its route and not its URL: a query may hold what a user typed. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const ms = Math.round(reply.elapsedTime);
    const route = request.routeOptions.url ?? 'unknown';
    const level = ms > SLOW_MS ? 'info' : 'debug';
    logger[level]({ method: request.method, route, status: reply.statusCode, ms, address: request.ip }, 'request');
    done();
  });
}
