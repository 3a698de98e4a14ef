import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { FoundPackage } from '@roadstead/contract';
import type { Distribution } from '@roadstead/domain/packages';
import { csvLine } from '../platform/export/csv.js';
import type { QueryOf } from '../platform/http/route.js';
import { type Carrier, CarriersRepository } from './carriers.repository.js';
import { toDistribution } from './packages.repository.js';
import { type AskedPackages, PackagesService } from './packages.service.js';

const ROWS_AT_ONCE = 1000;
const COLUMNS = [
  ...['host', 'hostId', 'container', 'containerId', 'image', 'imageId', 'since', 'certainty', 'asOf', 'distribution'],
  ...['ecosystem', 'package', 'version', 'architecture', 'source', 'sourceVersion'],
];

/** A container, and a package in it that matches. */
interface Row extends Carrier {
  readonly asOf: string;
  readonly distribution?: Distribution;
  readonly package: FoundPackage;
}

export interface PackagesFile {
  readonly body: Readable;
  readonly type: string;
  readonly name: string;
}

/** The whole answer as a file: the next rows are read when the last ones have been taken. */
@Injectable()
export class PackageExport {
  constructor(
    private readonly packages: PackagesService,
    private readonly carriers: CarriersRepository,
  ) {}

  /** @throws RoadsteadError what `PackagesService.asked` throws */
  async open({ format, ...query }: QueryOf<'exportPackages'>): Promise<PackagesFile> {
    const rows = this.#rows(await this.packages.asked(query));
    const name = `packages-${new Date().toISOString().slice(0, 10)}.${format}`;
    return format === 'csv'
      ? { body: Readable.from(csv(rows), { objectMode: false }), type: 'text/csv; charset=utf-8', name }
      : { body: Readable.from(json(rows), { objectMode: false }), type: 'application/json; charset=utf-8', name };
  }

  async *#rows({ imageIds, scope, at, holdings, matches }: AskedPackages): AsyncGenerator<Row> {
    const of = new Map(holdings.map(({ imageId, distribution }) => [imageId, toDistribution(distribution)]));
    const asOf = at.toISOString();
    let cursor: string | undefined;
    do {
      const page = await this.carriers.page(imageIds, scope, {
        sort: 'host',
        order: 'asc',
        limit: ROWS_AT_ONCE,
        cursor,
      });
      for (const carrier of page.items) {
        const distribution = of.get(carrier.imageId);
        for (const each of matches.of(carrier.imageId)) yield { ...carrier, asOf, distribution, package: each };
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
}

async function* csv(rows: AsyncIterable<Row>): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const row of rows) yield csvLine(cells(row));
}

async function* json(rows: AsyncIterable<Row>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const row of rows) {
    yield before + JSON.stringify(row);
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

function cells({ package: found, distribution, ...row }: Row): (string | undefined)[] {
  const { id, versionId, prettyName } = distribution ?? {};
  const { ecosystem, name, version, architecture, source, sourceVersion } = found;
  return [
    ...[row.hostName, row.hostId, row.containerName, row.containerId, row.imageReference, row.imageId, row.from],
    ...[row.certainty, row.asOf, prettyName ?? [id, versionId].filter((part) => part !== undefined).join(' ')],
    ...[ecosystem, name, version, architecture, source, sourceVersion],
  ];
}
