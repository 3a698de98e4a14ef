import { Injectable } from '@nestjs/common';
import type { Drift, DriftKind, DriftPage } from '@roadstead/contract';
import type { QueryOf } from '../platform/http/route.js';
import { DriftRepository } from './drift.repository.js';
import { REGISTRY_MOVED } from './registry-moved.js';
import { TagDifferencesRepository } from './tag-differences.repository.js';
import { TAG_MOVED } from './tag-moved.js';

export type DriftRequest = QueryOf<'listDrift'> & {
  /** Not only as many hosts of each image as a page has room for. */
  readonly allHosts?: boolean;
};

export interface DriftRows {
  readonly items: readonly Drift[];
  readonly nextCursor?: string;
}

/** One kind of drift: which there are, and how many. */
export interface DriftFinder {
  rows(query: DriftRequest): Promise<DriftRows>;
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
    const [{ items, nextCursor }, age, ...found] = await Promise.all([
      this.finders[query.kind].rows(query),
      this.drift.age(query.host),
      ...kinds.map((kind) => this.finders[kind].count(query)),
    ]);
    const counts = Object.fromEntries(kinds.map((kind, i) => [kind, found[i]])) as DriftPage['counts'];
    return { items: [...items], nextCursor, total: counts[query.kind], ...age, counts };
  }

  /** All of one kind, page after page. */
  async *all(query: Omit<DriftRequest, 'cursor'>): AsyncGenerator<readonly Drift[]> {
    let cursor: string | undefined;
    do {
      const page = await this.finders[query.kind].rows({ ...query, cursor, allHosts: true });
      yield page.items;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
}
