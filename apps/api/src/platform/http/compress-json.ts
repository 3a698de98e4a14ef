import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

/** Below this, a reply is sent as it is: it fits into a packet or two. */
const WORTHWHILE_BYTES = 4096;
const compress = promisify(gzip);

/** Compresses long replies for clients that take it. Streams and files see to themselves. */
export function compressReplies(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < WORTHWHILE_BYTES) return payload;
    if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return payload;
    void reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding').removeHeader('content-length');
    return compress(payload, { level: constants.Z_BEST_SPEED });
  });
}
