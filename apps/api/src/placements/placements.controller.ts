import { Controller, Res, StreamableFile } from '@nestjs/common';
import type {
  ChangesPage,
  PlacementActivity,
  PlacementMatrix,
  PlacementPage,
  TagHistoryPage,
} from '@roadstead/contract';
import type { FastifyReply } from 'fastify';
import type { ExportFile } from '../platform/export/export-file.js';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { ChangesService } from './changes.service.js';
import { ChangesExport } from './changes-export.service.js';
import { PlacementExport } from './placement-export.service.js';
import { PlacementsService } from './placements.service.js';

@Controller()
export class PlacementsController {
  constructor(
    private readonly placements: PlacementsService,
    private readonly changes: ChangesService,
    private readonly files: PlacementExport,
    private readonly otherFiles: ChangesExport,
  ) {}

  @Route('listPlacements')
  list(@RouteQuery() query: QueryOf<'listPlacements'>): Promise<PlacementPage> {
    return this.placements.list(query);
  }

  @Route('exportPlacements')
  async export(
    @RouteQuery() query: QueryOf<'exportPlacements'>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return download(await this.files.open(query), reply);
  }

  @Route('getPlacementMatrix')
  matrix(@RouteQuery() query: QueryOf<'getPlacementMatrix'>): Promise<PlacementMatrix> {
    return this.placements.matrix(query);
  }

  @Route('exportPlacementMatrix')
  async exportMatrix(
    @RouteQuery() query: QueryOf<'exportPlacementMatrix'>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return download(await this.otherFiles.openMatrix(query), reply);
  }

  @Route('exportPlacementChanges')
  async exportChanges(
    @RouteQuery() query: QueryOf<'exportPlacementChanges'>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return download(await this.otherFiles.openChanges(query), reply);
  }

  @Route('listPlacementChanges')
  listChanges(@RouteQuery() query: QueryOf<'listPlacementChanges'>): Promise<ChangesPage> {
    return this.changes.list(query);
  }

  @Route('getPlacementActivity')
  activity(@RouteQuery() query: QueryOf<'getPlacementActivity'>): Promise<PlacementActivity> {
    return this.changes.activity(query);
  }

  @Route('listTagHistory')
  tagHistory(@RouteQuery() query: QueryOf<'listTagHistory'>): Promise<TagHistoryPage> {
    return this.placements.tagHistory(query);
  }
}

function download({ body, type, name }: ExportFile, reply: FastifyReply): StreamableFile {
  void reply.header('content-disposition', `attachment; filename="${name}"`);
  return new StreamableFile(body, { type });
}
