import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { ErrorReply } from '@roadstead/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReplies } from './error-replies.js';

/** Every failed request is answered `{error: {code, message, detail}}`, never with a stack. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly replies: ErrorReplies) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.send(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  send(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const told = this.replies.of(error, `${request.method} ${request.routeOptions?.url ?? 'no route'}`);
    if (reply.sent) return;
    if (told.code === 'auth.rate-limited') void reply.header('retry-after', String(Number(told.detail.seconds) || 60));
    void reply
      .status(told.status)
      .type('application/json')
      .send({ error: told.toBody() } satisfies ErrorReply);
  }
}
