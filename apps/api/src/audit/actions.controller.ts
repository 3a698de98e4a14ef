import { Controller, Inject, Ip, Req, Res } from '@nestjs/common';
import type { ActionPage, ActionVerification, CurrentUser } from '@roadstead/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignedIn } from '../auth/auth.guard.js';
import { refuseHead } from '../platform/http/refuse-head.js';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { attachment, sendStream } from '../streams/stream-reply.js';
import { ActionLogService } from './action-log.service.js';

@Controller()
export class ActionsController {
  constructor(
    private readonly log: ActionLogService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Route('listActions')
  list(@RouteQuery() query: QueryOf<'listActions'>): Promise<ActionPage> {
    return this.log.list(query);
  }

  @Route('exportActions')
  async export(
    @SignedIn() user: CurrentUser,
    @RouteQuery() query: QueryOf<'exportActions'>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseHead(request);
    const { name, mediaType, body } = await this.log.export(query, { actor: user.username, address: request.ip });
    try {
      await sendStream(reply, body, { 'content-type': mediaType, ...attachment(name) });
    } catch (error) {
      this.logger.debug({ err: error }, 'an export of actions broke off');
    }
  }

  @Route('verifyActions')
  verify(
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
    @RouteQuery() { head }: QueryOf<'verifyActions'>,
  ): Promise<ActionVerification> {
    return this.log.verify(head, { actor: user.username, address });
  }
}
