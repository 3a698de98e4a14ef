import { Injectable } from '@nestjs/common';
import type { Drift, DriftKind, DriftPage, Page } from '@roadstead/contract';
import type { QueryOf } from '../platform/http/route.js';
import { DriftRepository } from './drift.repository.js';
import { REGISTRY_MOVED } from './registry-moved.js';
import { TagDifferencesRepository } from './tag-differences.repository.js';
import { TAG_MOVED } from './tag-moved.js';

export type DriftRequest = QueryOf<'listDrift'>;

/** One kind of drift: which there are, and how many. */
export interface DriftFinder {
  page(query: DriftRequest): Promise<Page<Drift>>;
  count(query: DriftRequest): Promise<number>;
}

@Injectable()
export class DriftService {
  private readonly finders: Record<DriftKind, DriftFinder>;

  constructor(
    private readonly drift: DriftRepository,
    differing: TagDifferencesRepository,
  ) {
    this.finders = {
      'tag-moved': drift.containers(TAG_MOVED),
      'tag-differs': differing,
      'registry-moved': drift.containers(REGISTRY_MOVED),
    };
  }

  async list(query: DriftRequest): Promise<DriftPage> {
    const kinds = Object.keys(this.finders) as DriftKind[];
    const [page, age, ...others] = await Promise.all([
      this.finders[query.kind].page(query),
      this.drift.age(query.host),
      ...kinds.map((kind) => (kind === query.kind ? undefined : this.finders[kind].count(query))),
    ]);
    const counts = Object.fromEntries(kinds.map((kind, i) => [kind, others[i] ?? page.total]));
    return { ...page, ...age, counts: counts as DriftPage['counts'] };
  }
}
