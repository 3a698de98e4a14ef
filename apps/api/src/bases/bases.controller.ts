import { Controller, Param } from '@nestjs/common';
import type { BasesPage, DerivedPage } from '@roadstead/contract';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { BasesService } from './bases.service.js';

@Controller()
export class BasesController {
  constructor(private readonly bases: BasesService) {}

  @Route('listBases')
  list(@RouteQuery() query: QueryOf<'listBases'>): Promise<BasesPage> {
    return this.bases.list(query);
  }

  @Route('listDerivedImages')
  derived(@Param('imageId') imageId: string, @RouteQuery() query: QueryOf<'listDerivedImages'>): Promise<DerivedPage> {
    return this.bases.derived(imageId, query);
  }
}
