import { Injectable } from '@nestjs/common';
import type { ImagePackages, PackagesAnswer } from '@roadstead/contract';
import { Digest, RoadsteadError } from '@roadstead/domain';
import {
  type PackageQuery,
  parsePackageQuery,
  type QueryProblem,
  satisfies,
  writePackageQuery,
} from '@roadstead/domain/packages';
import { ImagesService } from '../images/images.service.js';
import { groupBy } from '../live/group-by.js';
import { timeWindow } from '../placements/time-window.js';
import type { QueryOf } from '../platform/http/route.js';
import { cycloneDxOf } from './cyclonedx.js';
import { type NamedPackage, PackagesRepository, toDistribution, type UnknownRow } from './packages.repository.js';

/** Packages and images that an answer lists; it counts them all. */
const MAX_LISTED = 200;
/** A question that matches more is too wide: packages with their versions, and places of them in images. */
const MAX_MATCHING = 5_000;
const MAX_HOLDINGS = 250_000;

const PROBLEMS: Record<QueryProblem, string> = {
  empty: 'nothing is asked for',
  'no-name': 'it begins with an operator, and no package is named',
  'bad-name': 'a name is made of letters, digits and + - . _ : with * and ? as wildcards',
  'only-wildcards': 'a name of wildcards alone is every package there is',
  'bad-operator': 'between name and version stands one of < <= = >= >',
  'no-version': 'a version is missing after the operator',
  'bad-version': 'a version begins with a letter or digit, and has no blanks and no wildcards in it',
};

@Injectable()
export class PackagesService {
  constructor(
    private readonly packages: PackagesRepository,
    private readonly images: ImagesService,
  ) {}

  /** @throws RoadsteadError `package.query-malformed`, `package.query-too-wide`, `history.time-ahead`, `request.invalid` for a foreign cursor */
  async find({ name, constraint = '', asOf, cursor, limit }: QueryOf<'findPackages'>): Promise<PackagesAnswer> {
    const query = readQuery(`${name} ${constraint}`);
    const window = timeWindow({ asOf });
    const at = window.type === 'moment' ? window.at : undefined;
    const named = await this.packages.named(query.name, MAX_MATCHING + 1);
    const matching = named.filter((each) => isWanted(each, query)).map((each) => each.package);
    const holdings = await this.packages.holdings(
      matching.map(({ id }) => id),
      MAX_HOLDINGS + 1,
    );
    if (named.length > MAX_MATCHING || holdings.length > MAX_HOLDINGS) {
      throw new RoadsteadError('package.query-too-wide', { query: writePackageQuery(query) });
    }
    const byImage = groupBy(holdings, ({ imageId }) => imageId);
    const byPackage = groupBy(holdings, ({ packageId }) => packageId);
    const imageIds = [...byImage.keys()];
    const [images, carriers, unknown] = await Promise.all([
      this.packages.images(imageIds, at, MAX_LISTED),
      this.packages.carriers(imageIds, { asOf: at, cursor, limit }),
      this.packages.unknown(at),
    ]);
    const packageIdsOf = (imageId: Digest) => (byImage.get(imageId) ?? []).map(({ packageId }) => packageId);
    // A package that no image has any more is nobody's business.
    const found = matching
      .map((each) => ({ ...each, images: byPackage.get(each.id)?.length ?? 0 }))
      .filter((each) => each.images > 0)
      .sort((a, b) => b.images - a.images || (a.name < b.name ? -1 : 1));
    return {
      ...carriers,
      items: carriers.items.map((each) => ({ ...each, packageIds: packageIdsOf(each.imageId) })),
      question: writePackageQuery(query),
      asOf: at?.toISOString(),
      packages: found.slice(0, MAX_LISTED),
      packagesTotal: found.length,
      images: images.map(({ distribution, scannedAt, ...image }) => ({
        ...image,
        distribution: toDistribution(distribution),
        scannedAt: scannedAt.toISOString(),
        packageIds: packageIdsOf(image.id),
      })),
      imagesTotal: imageIds.length,
      unread: countOf(unknown, false),
      unreadable: countOf(unknown, true),
    };
  }

  /** @throws RoadsteadError `image.unknown` */
  async ofImage(imageId: string, query: QueryOf<'listImagePackages'>): Promise<ImagePackages> {
    const { id } = await this.images.get(imageId);
    const [scan, lastJob, page] = await Promise.all([
      this.packages.scan(id),
      this.packages.lastJob(id),
      this.packages.ofImage(id, query),
    ]);
    return { ...page, scan, lastJob };
  }

  /** A CycloneDX document. @throws RoadsteadError `image.unknown`, `package.not-read` */
  async cycloneDx(imageId: string): Promise<{ name: string; json: string }> {
    const image = await this.images.get(imageId);
    const scan = await this.packages.scan(image.id);
    if (scan === undefined) throw new RoadsteadError('package.not-read', { image: image.id });
    const packages = await this.packages.allOfImage(image.id);
    return { name: `${nameOf(image)}.cdx.json`, json: cycloneDxOf(image, scan, packages) };
  }
}

function nameOf({ id, references: [reference] }: { id: Digest; references: string[] }): string {
  return reference ?? id.replace(/^sha256:/, '').slice(0, 12);
}

function readQuery(text: string): PackageQuery {
  const parsed = parsePackageQuery(text);
  if ('query' in parsed) return parsed.query;
  throw new RoadsteadError('package.query-malformed', { query: text.trim(), problem: PROBLEMS[parsed.problem] });
}

/** By its own name and version, or by those of the source that it was built from. */
function isWanted({ package: found, byName }: NamedPackage, { constraint }: PackageQuery): boolean {
  const { ecosystem, version, sourceVersion = version } = found;
  return constraint === undefined || satisfies(ecosystem, byName ? version : sourceVersion, constraint);
}

function countOf(rows: readonly UnknownRow[], isRead: boolean) {
  const { images = 0, containers = 0 } = rows.find((row) => row.isRead === isRead) ?? {};
  return { images, containers };
}
