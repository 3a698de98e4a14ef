import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Placement } from '@roadstead/contract';
import { csvLine } from '../platform/export/csv.js';
import type { QueryOf } from '../platform/http/route.js';
import { isNever } from './matching.js';
import { type Asked, PlacementsRepository } from './placements.repository.js';
import { PlacementsService } from './placements.service.js';
import { toPlacement } from './run-rows.js';
import { timeWindow } from './time-window.js';

const ROWS_AT_ONCE = 1000;
const COLUMNS = [
  ...['host', 'hostId', 'container', 'containerId', 'image', 'imageId', 'from', 'to', 'endKnownBy', 'exitCode'],
  ...['startedBy', 'by', 'certainty', 'lastSeenAt'],
];

export interface PlacementFile {
  readonly body: Readable;
  readonly type: string;
  readonly name: string;
}

/** The whole answer as a file: the next rows are read when the last ones have been taken. */
@Injectable()
export class PlacementExport {
  constructor(
    private readonly placements: PlacementsService,
    private readonly repository: PlacementsRepository,
  ) {}

  /** @throws RoadsteadError `history.*`, `host.unknown`, `reference.malformed` */
  async open({ format, ...query }: QueryOf<'exportPlacements'>): Promise<PlacementFile> {
    const window = timeWindow(query);
    const asked = await this.placements.asked(query, window);
    const at = window.type === 'span' ? window.from : window.at;
    const pages = this.#pages(asked, at);
    const name = `placements-${new Date().toISOString().slice(0, 10)}.${format}`;
    return format === 'csv'
      ? { body: Readable.from(csv(pages), { objectMode: false }), type: 'text/csv; charset=utf-8', name }
      : { body: Readable.from(json(pages), { objectMode: false }), type: 'application/json; charset=utf-8', name };
  }

  async *#pages(asked: Asked, at: Date | undefined): AsyncGenerator<Placement[]> {
    if (isNever(asked.matching)) return;
    let cursor: string | undefined;
    do {
      const page = await this.repository.page(asked, { sort: 'started', order: 'desc', limit: ROWS_AT_ONCE, cursor });
      yield page.rows.map((row) => toPlacement(row, at));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
}

async function* csv(pages: AsyncIterable<Placement[]>): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const page of pages) yield page.map((placement) => csvLine(cells(placement))).join('');
}

async function* json(pages: AsyncIterable<Placement[]>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const page of pages) {
    for (const placement of page) {
      yield before + JSON.stringify(placement);
      before = ',\n';
    }
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

function cells(placement: Placement): (string | number | undefined)[] {
  const { hostName, hostId, containerName, containerId, imageReference, imageId, startedBy } = placement;
  const by = 'actor' in startedBy ? startedBy.actor : undefined;
  const how = startedBy.type === 'job' ? startedBy.kind : startedBy.type === 'action' ? startedBy.verb : startedBy.type;
  return [
    ...[hostName, hostId, containerName, containerId, imageReference, imageId, placement.from, placement.to],
    ...[placement.endKnownBy, placement.exitCode, how, by, placement.certainty, placement.lastSeenAt],
  ];
}
