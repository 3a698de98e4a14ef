import { Controller } from '@nestjs/common';
import type { DriftPage } from '@roadstead/contract';
import { type QueryOf, Route, RouteQuery } from '../platform/http/route.js';
import { DriftService } from './drift.service.js';

@Controller()
export class DriftController {
  constructor(private readonly drift: DriftService) {}

  @Route('listDrift')
  list(@RouteQuery() query: QueryOf<'listDrift'>): Promise<DriftPage> {
    return this.drift.list(query);
  }
}
