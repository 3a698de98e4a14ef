import type { OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { Controller, Inject, type OnModuleInit, Param, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { CurrentUser, ExistingFiles, FileUploaded, FileView } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { LINES_MEDIA_TYPE, TAR_MEDIA_TYPE } from '@roadstead/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SignedIn } from '../auth/auth.guard.js';
import { refuseHead } from '../platform/http/refuse-head.js';
import { type BodyOf, type QueryOf, Route, RouteBody, RouteQuery } from '../platform/http/route.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { sendStream } from '../streams/stream-reply.js';
import { fileAttachment } from './file-attachment.js';
import { FileUploads } from './file-uploads.service.js';
import { FilesService } from './files.service.js';

/** Whoever sends still when the answer is known is heard out for so long: a browser reads the answer afterwards. */
const DRAINED_MS = 10_000;

@Controller()
export class FilesController implements OnModuleInit {
  constructor(
    private readonly files: FilesService,
    private readonly uploads: FileUploads,
    private readonly adapter: HttpAdapterHost,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const fastify = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    // A tar is read as it comes, and is of any length; a route that takes none finds no JSON in it.
    fastify.addContentTypeParser(TAR_MEDIA_TYPE, (_request, payload, done) => done(null, payload));
  }

  @Route('listContainerFiles')
  async list(
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @RouteQuery() { path, fresh }: QueryOf<'listContainerFiles'>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseHead(request);
    const place = await this.files.place(hostId, containerId, path);
    await this.#send(await this.files.list(place, fresh === 'true'), reply, { 'content-type': LINES_MEDIA_TYPE });
  }

  @Route('listContainerChanges')
  async changes(
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseHead(request);
    const place = await this.files.place(hostId, containerId, '/');
    await this.#send(await this.files.changes(place), reply, { 'content-type': LINES_MEDIA_TYPE });
  }

  @Route('viewContainerFile')
  async view(
    @SignedIn() user: CurrentUser,
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @RouteQuery() { path, from }: QueryOf<'viewContainerFile'>,
    @Req() request: FastifyRequest,
  ): Promise<FileView> {
    refuseHead(request);
    const place = await this.files.place(hostId, containerId, path);
    return this.files.view(place, from, { actor: user.username, address: request.ip });
  }

  @Route('downloadContainerFile')
  async download(
    @SignedIn() user: CurrentUser,
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @RouteQuery() { path }: QueryOf<'downloadContainerFile'>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseHead(request);
    const place = await this.files.place(hostId, containerId, path);
    const reader = { actor: user.username, address: request.ip };
    const { name, mediaType, size, body } = await this.files.download(place, reader);
    await this.#send(body, reply, {
      'content-type': mediaType,
      ...(size !== undefined && { 'content-length': size }),
      ...fileAttachment(name),
    });
  }

  @Route('findExistingFiles')
  async existing(
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @RouteBody() { path, names }: BodyOf<'findExistingFiles'>,
  ): Promise<ExistingFiles> {
    return this.files.existing(await this.files.place(hostId, containerId, path), names);
  }

  @Route('uploadContainerFiles')
  async upload(
    @SignedIn() user: CurrentUser,
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @RouteQuery() { path, uid, gid, fileMode, directoryMode }: QueryOf<'uploadContainerFiles'>,
    @Req() request: FastifyRequest,
  ): Promise<FileUploaded> {
    const { body } = request;
    if (!(body instanceof Readable))
      throw new RoadsteadError('request.invalid', { problem: `the body is to be a tar (${TAR_MEDIA_TYPE})` });
    try {
      const place = await this.files.place(hostId, containerId, path);
      const owner = { uid, gid, fileMode: octal(fileMode), directoryMode: octal(directoryMode) };
      return await this.uploads.upload(place, body, owner, { actor: user.username, address: request.ip });
    } catch (error) {
      drain(request);
      throw error;
    }
  }

  @Route('createContainerDirectory')
  async createDirectory(
    @SignedIn() user: CurrentUser,
    @Param('hostId') hostId: string,
    @Param('containerId') containerId: string,
    @RouteBody() { path, uid, gid, directoryMode }: BodyOf<'createContainerDirectory'>,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const place = await this.files.place(hostId, containerId, path);
    const reader = { actor: user.username, address: request.ip };
    await this.uploads.createDirectory(place, { uid, gid, directoryMode: octal(directoryMode) }, reader);
  }

  async #send(body: Readable, reply: FastifyReply, headers: OutgoingHttpHeaders): Promise<void> {
    try {
      await sendStream(reply, body, headers);
    } catch (error) {
      this.logger.debug({ err: error }, 'files of a container broke off');
    }
  }
}

function octal(mode: string): number {
  return Number.parseInt(mode, 8);
}

/** The rest of the body is not wanted. */
function drain({ raw }: FastifyRequest): void {
  raw.unpipe();
  raw.resume();
  const cut = setTimeout(() => raw.socket.destroy(), DRAINED_MS);
  raw.once('close', () => clearTimeout(cut));
  if (raw.readableEnded || raw.destroyed) clearTimeout(cut);
}
