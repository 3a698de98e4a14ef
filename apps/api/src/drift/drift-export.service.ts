import { Injectable } from '@nestjs/common';
import type { Drift, DriftKind, RegistryMoved, TagMoved } from '@roadstead/contract';
import { type ExportFile, exportFile } from '../platform/export/export-file.js';
import type { QueryOf } from '../platform/http/route.js';
import { DriftService } from './drift.service.js';

const ROWS_AT_ONCE = 1000;

type Cells = (string | number | undefined)[];
type OfKind<K extends DriftKind> = Extract<Drift, { kind: K }>;

/** How a kind is written as CSV. */
interface Sheet<K extends DriftKind> {
  readonly columns: readonly string[];
  lines(drift: OfKind<K>): Cells[];
}

const CONTAINER_COLUMNS = [
  ...['host', 'hostId', 'hostStatus', 'dataAsOf', 'container', 'containerId', 'state', 'imageReference', 'tag', 'runs'],
];
const SHEETS: { [K in DriftKind]: Sheet<K> } = {
  'tag-moved': {
    columns: [...CONTAINER_COLUMNS, 'now', 'since', 'sinceGap', 'goneSince'],
    lines: (moved) => [
      [...containerCells(moved), moved.now?.imageId, moved.now?.since, yesOrNo(moved.now?.sinceGap), moved.goneSince],
    ],
  },
  'tag-differs': {
    columns: [
      'tag',
      'platform',
      'imageId',
      'imageCreatedAt',
      'imageHosts',
      'running',
      'host',
      'hostId',
      'since',
      'sinceGap',
    ],
    lines: ({ reference, platform, variants }) =>
      variants.flatMap(({ imageId, createdAt, hostCount, running, hosts }) =>
        hosts.map(({ name, id, since, sinceGap }) => [
          ...[reference, platform, imageId, createdAt, hostCount, running, name, id, since, yesOrNo(sinceGap)],
        ]),
      ),
  },
  'registry-moved': {
    columns: [
      ...[...CONTAINER_COLUMNS, 'registry', 'runsDigest', 'now', 'nowDigest', 'since', 'notBefore', 'checkedAt'],
      'problem',
    ],
    lines: (moved) => [
      [
        ...[...containerCells(moved), moved.registry, moved.runsDigest, moved.now?.imageId, moved.now?.digest],
        ...[moved.since, moved.notBefore, moved.checkedAt, moved.problem?.message],
      ],
    ],
  },
};

/** A kind of drift as a file: the next rows are read when the last ones have been taken. */
@Injectable()
export class DriftExport {
  constructor(private readonly drift: DriftService) {}

  /** @throws RoadsteadError as `DriftService.list`, before anything is written */
  async open({ format, ...query }: QueryOf<'exportDrift'>): Promise<ExportFile> {
    const pages = this.drift.all({ ...query, limit: ROWS_AT_ONCE });
    const first = await pages.next();
    const sheet = SHEETS[query.kind] as Sheet<DriftKind>;
    return exportFile(format, {
      about: `drift-${query.kind}`,
      columns: sheet.columns,
      lines: (drift) => sheet.lines(drift),
      pages: withFirst(first, pages),
    });
  }
}

async function* withFirst(
  first: IteratorResult<readonly Drift[]>,
  rest: AsyncIterable<readonly Drift[]>,
): AsyncGenerator<readonly Drift[]> {
  if (first.done !== true) yield first.value;
  yield* rest;
}

function containerCells(moved: TagMoved | RegistryMoved): Cells {
  const { hostName, hostId, hostStatus, dataAsOf, containerName, containerId, state } = moved;
  return [
    ...[hostName, hostId, hostStatus, dataAsOf, containerName, containerId, state],
    ...[moved.imageReference, moved.reference, moved.runs],
  ];
}

function yesOrNo(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : value ? 'yes' : 'no';
}
