import { Controller, Inject, Param, Req, Res } from '@nestjs/common';
import type { CurrentUser } from '@roadstead/contract';
import { TAR_MEDIA_TYPE } from '@roadstead/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignedIn } from '../auth/auth.guard.js';
import { refuseHead } from '../platform/http/refuse-head.js';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { type Archive, ArchivesService } from './archives.service.js';
import { attachment, sendStream } from './stream-reply.js';

@Controller()
export class ArchivesController {
  constructor(
    private readonly archives: ArchivesService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Route('saveImages')
  async saveImages(
    @SignedIn() user: CurrentUser,
    @Param('hostId') hostId: string,
    @RouteQuery() { ref }: QueryOf<'saveImages'>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseHead(request);
    const reader = { actor: user.username, address: request.ip };
    await this.#send(await this.archives.save(hostId, ref, reader), reply);
  }

  @Route('exportContainer')
  async exportContainer(
    @SignedIn() user: CurrentUser,
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseHead(request);
    const reader = { actor: user.username, address: request.ip };
    await this.#send(await this.archives.export(hostId, containerId, reader), reply);
  }

  async #send({ name, body }: Archive, reply: FastifyReply): Promise<void> {
    try {
      await sendStream(reply, body, { 'content-type': TAR_MEDIA_TYPE, ...attachment(name) });
    } catch (error) {
      this.logger.debug({ err: error, archive: name }, 'an archive broke off');
    }
  }
}
