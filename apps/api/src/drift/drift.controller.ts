import { Controller, Res, StreamableFile } from '@nestjs/common';
import type { DriftPage } from '@roadstead/contract';
import type { FastifyReply } from 'fastify';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { DriftService } from './drift.service.js';
import { DriftExport } from './drift-export.service.js';

@Controller()
export class DriftController {
  constructor(
    private readonly drift: DriftService,
    private readonly files: DriftExport,
  ) {}

  @Route('listDrift')
  list(@RouteQuery() query: QueryOf<'listDrift'>): Promise<DriftPage> {
    return this.drift.list(query);
  }

  @Route('exportDrift')
  async export(
    @RouteQuery() query: QueryOf<'exportDrift'>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { body, type, name } = await this.files.open(query);
    void reply.header('content-disposition', `attachment; filename="${name}"`);
    return new StreamableFile(body, { type });
  }
}
