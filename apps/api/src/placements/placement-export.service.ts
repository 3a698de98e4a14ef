import { Injectable } from '@nestjs/common';
import type { Placement } from '@roadstead/contract';
import { type ExportFile, exportFile } from '../platform/export/export-file.js';
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

/** The whole answer as a file: the next rows are read when the last ones have been taken. */
@Injectable()
export class PlacementExport {
  constructor(
    private readonly placements: PlacementsService,
    private readonly repository: PlacementsRepository,
  ) {}

  /** @throws RoadsteadError `history.*`, `host.unknown`, `reference.malformed` */
  async open({ format, ...query }: QueryOf<'exportPlacements'>): Promise<ExportFile> {
    const window = timeWindow(query);
    const asked = await this.placements.asked(query, window);
    const at = window.type === 'span' ? window.from : window.at;
    return exportFile(format, { about: 'placements', columns: COLUMNS, lines, pages: this.#pages(asked, at) });
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

function lines(placement: Placement): (string | number | undefined)[][] {
  const { hostName, hostId, containerName, containerId, imageReference, imageId, startedBy } = placement;
  const by = 'actor' in startedBy ? startedBy.actor : undefined;
  const how = startedBy.type === 'job' ? startedBy.kind : startedBy.type === 'action' ? startedBy.verb : startedBy.type;
  const cells = [
    ...[hostName, hostId, containerName, containerId, imageReference, imageId, placement.from, placement.to],
    ...[placement.endKnownBy, placement.exitCode, how, by, placement.certainty, placement.lastSeenAt],
  ];
  return [cells];
}
