import { Controller } from '@nestjs/common';
import type { Overview } from '@roadstead/contract';
import { Route } from '../platform/http/route.js';
import { OverviewService } from './overview.service.js';

@Controller()
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  @Route('overview')
  get(): Promise<Overview> {
    return this.overview.get();
  }
}
