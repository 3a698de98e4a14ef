import type { OutgoingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';

/**
 * Sends bytes as they come, past the framework: nothing may compress or gather what has to arrive as it is written. When
 * the source breaks off so does the connection, so that no reader takes a part for the whole; when the reader goes the
 * source is destroyed.
 * @throws what the stream broke off with; the reply is over by then
 */
export async function sendStream(reply: FastifyReply, body: Readable, headers: OutgoingHttpHeaders): Promise<void> {
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    ...headers,
  });
  reply.raw.flushHeaders();
  await pipeline(body, reply.raw);
}

/** The header that makes a reply a file. The name keeps nothing that a header or a file system could take for more. */
export function attachment(name: string): OutgoingHttpHeaders {
  const safe = name.replace(/[^A-Za-z0-9_.-]+/g, '_').replace(/^\.+/, '_');
  return { 'content-disposition': `attachment; filename="${safe}"` };
}
