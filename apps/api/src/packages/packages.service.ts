import { Injectable } from '@nestjs/common';
import type { FoundPackage, ImagePackages, PackageCoverage, PackagesAnswer } from '@roadstead/contract';
import { type Digest, RoadsteadError } from '@roadstead/domain';
import { writePackageQuery } from '@roadstead/domain/packages';
import { ImagesService } from '../images/images.service.js';
import { MatchingRepository } from '../placements/matching.repository.js';
import { timeWindow } from '../placements/time-window.js';
import type { QueryOf } from '../platform/http/route.js';
import { CarriersRepository, type RunScope } from './carriers.repository.js';
import { cycloneDxOf } from './cyclonedx.js';
import { distributionsOf, isOfDistribution, Matches, matchingPackages, readQuestion } from './package-matching.js';
import { type Holding, PackagesRepository, toDistribution } from './packages.repository.js';

/** Packages and images that an answer lists; it counts them all. */
const MAX_LISTED = 200;
/** A question that matches more is too wide: packages with their versions, and places of them in images. */
const MAX_MATCHING = 5_000;
const MAX_HOLDINGS = 250_000;

type Question = Pick<QueryOf<'findPackages'>, 'name' | 'constraint' | 'distribution' | 'host' | 'asOf'>;

/** A question, looked up. */
export interface AskedPackages {
  /** As it was understood. */
  readonly question: string;
  readonly at: Date;
  readonly scope: RunScope;
  readonly packages: readonly FoundPackage[];
  /** Images that have them, of every distribution. */
  readonly everywhere: readonly Holding[];
  /** Those of the distribution that is asked for. */
  readonly holdings: readonly Holding[];
  readonly imageIds: readonly Digest[];
  readonly matches: Matches;
}

@Injectable()
export class PackagesService {
  constructor(
    private readonly packages: PackagesRepository,
    private readonly carriers: CarriersRepository,
    private readonly history: MatchingRepository,
    private readonly images: ImagesService,
  ) {}

  /** @throws RoadsteadError what `asked` throws, `request.invalid` for a foreign cursor */
  async find({ sort, order, cursor, limit, ...query }: QueryOf<'findPackages'>): Promise<PackagesAnswer> {
    const { question, at, scope, packages, everywhere, holdings, imageIds, matches } = await this.asked(query);
    const [carriers, images, coverage] = await Promise.all([
      this.carriers.page(imageIds, scope, { sort, order, cursor, limit }),
      this.carriers.images(imageIds, scope, MAX_LISTED),
      this.carriers.coverage(scope),
    ]);
    const found = inMostImages(packages, holdings);
    const scans = new Map(holdings.map((each) => [each.imageId, each]));
    return {
      ...carriers,
      items: carriers.items.map((each) => ({ ...each, matching: matches.first(each.imageId) })),
      question,
      asOf: at.toISOString(),
      packages: found.slice(0, MAX_LISTED),
      packagesTotal: found.length,
      images: images.map((image) => ({
        ...image,
        distribution: toDistribution(scans.get(image.id)?.distribution),
        scannedAt: (scans.get(image.id)?.scannedAt ?? at).toISOString(),
        matching: matches.first(image.id),
      })),
      imagesTotal: imageIds.length,
      distributions: distributionsOf(everywhere),
      coverage,
    };
  }

  /** @throws RoadsteadError `history.time-ahead` */
  async coverage({ host, asOf }: QueryOf<'getPackageCoverage'>): Promise<PackageCoverage> {
    const window = timeWindow({ asOf });
    const at = window.type === 'moment' ? window.at : undefined;
    return this.carriers.coverage({ at, clocks: await this.history.clocks(), hostId: host });
  }

  /** @throws RoadsteadError `package.query-malformed`, `package.query-too-wide`, `history.time-ahead` */
  async asked({ name, constraint = '', distribution, host, asOf }: Question): Promise<AskedPackages> {
    const query = readQuestion(`${name} ${constraint}`);
    const window = timeWindow({ asOf });
    const at = 'at' in window ? window.at : new Date();
    const [named, clocks] = await Promise.all([
      this.packages.named(query.name, MAX_MATCHING + 1),
      this.history.clocks(),
    ]);
    const packages = matchingPackages(named, query).sort(byName);
    const everywhere = await this.packages.holdings(
      packages.map(({ id }) => id),
      MAX_HOLDINGS + 1,
    );
    const places = everywhere.reduce((sum, holding) => sum + holding.packages.length, 0);
    const question = writePackageQuery(query);
    if (named.length > MAX_MATCHING || places > MAX_HOLDINGS) {
      throw new RoadsteadError('package.query-too-wide', { query: question });
    }
    const isWanted = (value: unknown, wanted: string) => {
      const found = toDistribution(value);
      return found !== undefined && isOfDistribution(wanted, found);
    };
    const holdings =
      distribution === undefined ? everywhere : everywhere.filter((each) => isWanted(each.distribution, distribution));
    return {
      question,
      at,
      packages,
      everywhere,
      holdings,
      scope: { at: asOf === undefined ? undefined : at, clocks, hostId: host },
      imageIds: holdings.map(({ imageId }) => imageId),
      matches: new Matches(packages, holdings),
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

function byName(a: FoundPackage, b: FoundPackage): number {
  if (a.name === b.name) return Number(a.id) - Number(b.id);
  return a.name < b.name ? -1 : 1;
}

/** Those in most images first; a package that no image has any more is nobody's business. */
function inMostImages(packages: readonly FoundPackage[], holdings: readonly Holding[]): PackagesAnswer['packages'] {
  const counts = new Int32Array(packages.length);
  for (const holding of holdings) for (const place of holding.packages) counts[place] = (counts[place] ?? 0) + 1;
  return packages
    .map((each, place) => ({ ...each, images: counts[place] ?? 0 }))
    .filter(({ images }) => images > 0)
    .sort((a, b) => b.images - a.images || (a.name < b.name ? -1 : 1));
}
