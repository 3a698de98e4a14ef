import { Injectable } from '@nestjs/common';
import type { Overview } from '@roadstead/contract';
import { OverviewRepository } from './overview.repository.js';

/** Concerns that a person reads; the count says how many more there are. */
const CONCERNS_SHOWN = 50;

@Injectable()
export class OverviewService {
  constructor(private readonly repository: OverviewRepository) {}

  async get(): Promise<Overview> {
    const asOf = new Date().toISOString();
    const [counts, { concerns, count }] = await Promise.all([
      this.repository.counts(),
      this.repository.concerns(CONCERNS_SHOWN),
    ]);
    return { ...counts, concerns, concernCount: count, asOf };
  }
}
