import { Injectable } from '@nestjs/common';
import type { ChangesPage, PlacementChange, PlacementMatrix } from '@roadstead/contract';
import { type ExportFile, exportFile } from '../platform/export/export-file.js';
import type { QueryOf } from '../platform/http/route.js';
import { ChangesService } from './changes.service.js';
import { PlacementsService } from './placements.service.js';

const ROWS_AT_ONCE = 500;
const CHANGE_COLUMNS = [
  ...['change', 'host', 'hostId', 'container', 'certainty'],
  ...['imageBefore', 'imageIdBefore', 'containerIdBefore', 'ranSinceBefore'],
  ...['imageAfter', 'imageIdAfter', 'containerIdAfter', 'runsSinceAfter'],
];
const CELL_COLUMNS = ['images', 'imageId', 'host', 'hostId', 'observed', 'running'];

/** An image on a host. */
interface Cell {
  readonly references: readonly string[];
  readonly imageId: string;
  readonly hostName: string;
  readonly hostId: string;
  readonly isObserved: boolean;
  readonly running: number;
}

/** Matrix and changes as files: whole, where a page shows a part. */
@Injectable()
export class ChangesExport {
  constructor(
    private readonly changes: ChangesService,
    private readonly placements: PlacementsService,
  ) {}

  /** @throws RoadsteadError as `ChangesService.list`, before anything is written */
  async openChanges({ format, ...query }: QueryOf<'exportPlacementChanges'>): Promise<ExportFile> {
    const first = await this.changes.list({ ...query, limit: ROWS_AT_ONCE });
    const pages = this.#pages(first, query);
    return exportFile(format, { about: 'changes', columns: CHANGE_COLUMNS, lines: changeLines, pages });
  }

  /** @throws RoadsteadError as `PlacementsService.matrix` */
  async openMatrix({ format, ...query }: QueryOf<'exportPlacementMatrix'>): Promise<ExportFile> {
    const matrix = await this.placements.wholeMatrix(query);
    const lines = ({ references, imageId, hostName, hostId, isObserved, running }: Cell) => [
      [references.join(' '), imageId, hostName, hostId, isObserved ? 'yes' : 'no', running],
    ];
    return exportFile(format, { about: 'matrix', columns: CELL_COLUMNS, lines, pages: onePage(cellsOf(matrix)) });
  }

  /** All of one pair of moments: where the second is now, it stays what it was at the first page. */
  async *#pages(
    first: ChangesPage,
    query: Omit<QueryOf<'exportPlacementChanges'>, 'format'>,
  ): AsyncGenerator<PlacementChange[]> {
    let page = first;
    yield page.items;
    while (page.nextCursor !== undefined) {
      page = await this.changes.list({ ...query, to: first.to, limit: ROWS_AT_ONCE, cursor: page.nextCursor });
      yield page.items;
    }
  }
}

function changeLines({ type, hostName, hostId, containerName, certainty, before, after }: PlacementChange) {
  const run = (each: PlacementChange['before']) => [
    ...[each?.imageReference, each?.imageId, each?.containerId, each?.from],
  ];
  return [[type, hostName, hostId, containerName, certainty, ...run(before), ...run(after)]];
}

function cellsOf({ images, hosts, cells }: PlacementMatrix): Cell[] {
  return cells.flatMap(([imageAt, hostAt, running]) => {
    const [image, host] = [images[imageAt], hosts[hostAt]];
    if (image === undefined || host === undefined) return [];
    const { name: hostName, id: hostId, isObserved } = host;
    return [{ references: image.references, imageId: image.id, hostName, hostId, isObserved, running }];
  });
}

async function* onePage<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
