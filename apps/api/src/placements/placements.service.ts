import { Injectable } from '@nestjs/common';
import type { PlacementMatrix, PlacementPage, TagHistoryPage } from '@roadstead/contract';
import { familiarRepository, parseReference } from '@roadstead/domain';
import { HostsService } from '../hosts/hosts.service.js';
import type { QueryOf } from '../platform/http/route.js';
import { hostIdsOf, isNever } from './matching.js';
import { MatchingRepository } from './matching.repository.js';
import { MatchingService } from './matching.service.js';
import { matrixOf } from './matrix.js';
import { ObservationsRepository } from './observations.repository.js';
import { type Asked, MOST_COUNTED, PlacementsRepository } from './placements.repository.js';
import { toPlacement } from './run-rows.js';
import { unsureContainers } from './run-ways.js';
import { toTagSpan } from './tag-spans.js';
import { TagsRepository } from './tags.repository.js';
import { type TimeWindow, timeWindow } from './time-window.js';

/** What a matrix can show. */
const MOST_SHOWN = { images: 200, hosts: 200 };
/** More than any fleet has. */
const WHOLE: { images: number; hosts: number } = { images: 1_000_000, hosts: 100_000 };
/** Unobserved spans that an answer tells of. */
export const MOST_SPANS = 200;

/** Which image runs where, now and at any moment before. */
@Injectable()
export class PlacementsService {
  constructor(
    private readonly placements: PlacementsRepository,
    private readonly matching: MatchingService,
    private readonly names: MatchingRepository,
    private readonly observations: ObservationsRepository,
    private readonly tags: TagsRepository,
    private readonly hosts: HostsService,
  ) {}

  /** @throws RoadsteadError `history.*`, `host.unknown`, `reference.malformed`, `request.invalid` for a foreign cursor */
  async list(query: QueryOf<'listPlacements'>): Promise<PlacementPage> {
    const window = timeWindow(query);
    const asked = await this.asked(query, window);
    // One after the other beside the page, which takes longest: a third statement at once would only slow it down.
    const beside = async () => ({
      count: isNever(asked.matching) ? 0 : await this.placements.count(asked),
      unobserved: await this.unobserved(asked),
    });
    const [{ rows, nextCursor }, { count, unobserved }] = await Promise.all([
      isNever(asked.matching) ? { rows: [], nextCursor: undefined } : this.placements.page(asked, query),
      beside(),
    ]);
    const at = window.type === 'span' ? window.from : window.at;
    return {
      items: rows.map((row) => toPlacement(row, at)),
      total: Math.min(count, MOST_COUNTED),
      totalIsLeast: count > MOST_COUNTED ? true : undefined,
      nextCursor,
      asOf: window.type === 'span' ? undefined : window.at.toISOString(),
      from: window.type === 'span' ? window.from?.toISOString() : undefined,
      to: window.type === 'span' ? window.to?.toISOString() : undefined,
      unobserved: unobserved.spans,
      unobservedLeftOut: unobserved.leftOut === 0 ? undefined : unobserved.leftOut,
      unobservedLeftOutIsLeast: unobserved.leftOutIsLeast || undefined,
    };
  }

  /** Hosts that nobody watched are in it, too: what runs there is not known. @throws RoadsteadError as `list` */
  matrix(query: QueryOf<'getPlacementMatrix'>): Promise<PlacementMatrix> {
    return this.#matrix(query, MOST_SHOWN);
  }

  /** The same, without anything left out. @throws RoadsteadError as `list` */
  wholeMatrix(query: QueryOf<'getPlacementMatrix'>): Promise<PlacementMatrix> {
    return this.#matrix(query, WHOLE);
  }

  async #matrix({ asOf, ...filter }: QueryOf<'getPlacementMatrix'>, most: typeof WHOLE): Promise<PlacementMatrix> {
    const window = timeWindow({ asOf });
    const at = window.type === 'span' ? new Date() : window.at;
    const asked = await this.asked(filter, window);
    const hostIds = hostIdsOf(asked.matching);
    const beside = async () => ({
      ...(await this.observations.unobserved(hostIds, { from: at, to: at }, WHOLE.hosts)),
      hosts: await this.observations.hosts(hostIds),
    });
    const [images, { spans, hosts }] = await Promise.all([
      isNever(asked.matching) ? [] : this.placements.running(asked),
      beside(),
    ]);
    const matrix = matrixOf(images, new Map(hosts.map(({ key, id }) => [key, id])), most);
    const gaps = new Map(spans.map((span) => [span.hostId, span]));
    const all = new Set([...matrix.allHosts, ...gaps.keys()]);
    const ids = [...all].slice(0, most.hosts);
    const known = new Map(hosts.map((host) => [host.id, host]));
    return {
      asOf: at.toISOString(),
      hosts: ids.flatMap((id) => {
        const host = known.get(id);
        if (host === undefined) return [];
        const { name, labels, clockOffsetMs } = host;
        const gap = gaps.get(id);
        return [
          {
            id,
            name,
            labels,
            isObserved: gap === undefined,
            lastSeenAt: gap?.from,
            clockOffsetMs: clockOffsetMs ?? undefined,
          },
        ];
      }),
      images: matrix.images,
      cells: matrix.cells,
      hostsLeftOut: all.size - ids.length,
      imagesLeftOut: Math.max(0, matrix.allImages - most.images),
    };
  }

  /** @throws RoadsteadError `history.*`, `host.unknown`, `reference.malformed`, `request.invalid` for a foreign cursor */
  async tagHistory(query: QueryOf<'listTagHistory'>): Promise<TagHistoryPage> {
    const { host, limit, cursor } = query;
    const reference = parseReference(query.reference);
    const window = timeWindow(query);
    const { rows, total, nextCursor } = await this.tags.page({
      repository: familiarRepository(reference),
      tag: /:[^/]*$/.test(query.reference) ? reference.tag : undefined,
      hostId: host === undefined ? undefined : (await this.hosts.get(host)).id,
      window,
      limit,
      cursor,
    });
    const hostIds = [...new Set(rows.flatMap(({ hostId }) => hostId ?? []))];
    const digests = rows.flatMap(({ hostId, digest }) => (hostId === null && digest !== null ? [digest] : []));
    const [images, unobserved] = await Promise.all([
      this.tags.imagesOf(digests),
      this.observations.unobserved(hostIds, spanOf(window), MOST_SPANS),
    ]);
    return {
      items: rows.map((row) => toTagSpan(row, images)),
      total,
      nextCursor,
      unobserved: unobserved.spans,
      unobservedLeftOut: unobserved.leftOut === 0 ? undefined : unobserved.leftOut,
    };
  }

  /** A filter and a time, looked up. */
  async asked(filter: Parameters<MatchingService['resolve']>[0], window: TimeWindow): Promise<Asked> {
    const [matching, clocks] = await Promise.all([this.matching.resolve(filter), this.names.clocks()]);
    const unsure = unsureContainers(matching, window);
    if (unsure.length === 0 || window.type !== 'moment') return { window, matching, clocks };
    return { window, clocks, matching: { ...matching, seldom: await this.names.ranSeldom(unsure, window.at) } };
  }

  private unobserved({ window, matching }: Asked) {
    return this.observations.unobserved(hostIdsOf(matching), spanOf(window), MOST_SPANS);
  }
}

function spanOf(window: TimeWindow): { from?: Date; to: Date } {
  return window.type === 'span'
    ? { from: window.from, to: window.to ?? new Date() }
    : { from: window.at, to: window.at };
}
