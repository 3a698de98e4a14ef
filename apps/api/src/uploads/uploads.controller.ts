import { Controller, Ip, Param, Req, Res } from '@nestjs/common';
import type { CurrentUser, Upload, UploadLimits } from '@roadstead/contract';
import { TUS_RESUMABLE } from '@tus/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignedIn } from '../auth/auth.guard.js';
import { Route } from '../platform/http/route.js';
import { TusEndpoint } from './tus-endpoint.js';
import { UploadsService } from './uploads.service.js';

@Controller()
export class UploadsController {
  constructor(
    private readonly uploads: UploadsService,
    private readonly tus: TusEndpoint,
  ) {}

  @Route('listUploads')
  list(@SignedIn() user: CurrentUser): Promise<Upload[]> {
    return this.uploads.list(user);
  }

  @Route('uploadLimits')
  limits(): UploadLimits {
    return this.uploads.limits;
  }

  @Route('createUpload')
  create(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @SignedIn() user: CurrentUser): Promise<void> {
    return this.tus.answer(request, reply, user);
  }

  @Route('getUploadOffset')
  offset(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @SignedIn() user: CurrentUser,
    @Param('uploadId') uploadId: string,
  ): Promise<void> {
    return this.tus.answer(request, reply, user, uploadId);
  }

  @Route('continueUpload')
  continue(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @SignedIn() user: CurrentUser,
    @Param('uploadId') uploadId: string,
  ): Promise<void> {
    return this.tus.answer(request, reply, user, uploadId);
  }

  /** Without tus: what is being written to it meanwhile is lost with it. */
  @Route('deleteUpload')
  async delete(
    @Res({ passthrough: true }) reply: FastifyReply,
    @SignedIn() user: CurrentUser,
    @Param('uploadId') uploadId: string,
    @Ip() address: string,
  ): Promise<void> {
    await this.uploads.delete(uploadId, user, address);
    void reply.header('tus-resumable', TUS_RESUMABLE);
  }
}
