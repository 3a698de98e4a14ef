import { Injectable } from '@nestjs/common';
import type { FoundPackage } from '@roadstead/contract';
import type { Distribution } from '@roadstead/domain/packages';
import { type ExportFile, exportFile } from '../platform/export/export-file.js';
import type { QueryOf } from '../platform/http/route.js';
import { type Carrier, CarriersRepository } from './carriers.repository.js';
import { toDistribution } from './packages.repository.js';
import { type AskedPackages, PackagesService } from './packages.service.js';

const CARRIERS_AT_ONCE = 1000;
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

/** The whole answer as a file: the next rows are read when the last ones have been taken. */
@Injectable()
export class PackageExport {
  constructor(
    private readonly packages: PackagesService,
    private readonly carriers: CarriersRepository,
  ) {}

  /** @throws RoadsteadError what `PackagesService.asked` throws */
  async open({ format, ...query }: QueryOf<'exportPackages'>): Promise<ExportFile> {
    const pages = this.#pages(await this.packages.asked(query));
    return exportFile(format, { about: 'packages', columns: COLUMNS, lines: (row) => [cells(row)], pages });
  }

  async *#pages({ imageIds, scope, at, holdings, matches }: AskedPackages): AsyncGenerator<Row[]> {
    const of = new Map(holdings.map(({ imageId, distribution }) => [imageId, toDistribution(distribution)]));
    const asOf = at.toISOString();
    let cursor: string | undefined;
    do {
      const page = await this.carriers.page(imageIds, scope, {
        sort: 'host',
        order: 'asc',
        limit: CARRIERS_AT_ONCE,
        cursor,
      });
      yield page.items.flatMap((carrier) => {
        const distribution = of.get(carrier.imageId);
        return Array.from(matches.of(carrier.imageId), (each) => ({ ...carrier, asOf, distribution, package: each }));
      });
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
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
