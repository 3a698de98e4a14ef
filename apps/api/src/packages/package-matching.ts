import type { FoundPackage, PackageImage, PackagesAnswer } from '@roadstead/contract';
import { type Digest, RoadsteadError, reason } from '@roadstead/domain';
import {
  type Distribution,
  OPERATORS,
  type PackageQuery,
  parsePackageQuery,
  satisfies,
  type VersionConstraint,
} from '@roadstead/domain/packages';
import { type Holding, type NamedPackage, toDistribution } from './packages.repository.js';

/** Of an image, or a container: the first of the packages that match. */
const MAX_FIRST = 5;
const MAX_DISTRIBUTIONS = 50;

/** @throws RoadsteadError `package.query-malformed` */
export function readQuestion(text: string): PackageQuery {
  const parsed = parsePackageQuery(text);
  if ('query' in parsed) return parsed.query;
  const why = reason(`question-${parsed.problem}`, { operators: OPERATORS.join(' ') });
  throw new RoadsteadError('package.query-malformed', { query: text.trim(), ...why });
}

/** Those whose version is asked for: their own, or that of the source by whose name they were found. */
export function matchingPackages(named: readonly NamedPackage[], { constraint }: PackageQuery): FoundPackage[] {
  if (constraint === undefined) return named.map((each) => each.package);
  const holds = heldBy(constraint);
  return named
    .filter(({ package: { ecosystem, version, sourceVersion = version }, byName }) =>
      holds(ecosystem, byName ? version : sourceVersion),
    )
    .map((each) => each.package);
}

/** Each version is compared once, however many packages have it. */
function heldBy(constraint: VersionConstraint): (ecosystem: FoundPackage['ecosystem'], version: string) => boolean {
  const known = new Map<string, boolean>();
  return (ecosystem, version) => {
    const key = `${ecosystem} ${version}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const holds = satisfies(ecosystem, version, constraint);
    known.set(key, holds);
    return holds;
  };
}

/** `debian`, or `debian:12`, which is that of 12.5, too. */
export function isOfDistribution(wanted: string, { id, versionId = '' }: Distribution): boolean {
  const [name = '', ...rest] = wanted.split(':');
  const version = rest.join(':');
  return id === name && (version === '' || versionId === version || versionId.startsWith(`${version}.`));
}

/** Which distributions the images are of, those with most images first. */
export function distributionsOf(holdings: readonly Holding[]): PackagesAnswer['distributions'] {
  const counts = new Map<string, PackagesAnswer['distributions'][number]>();
  const texts = new Map<string, { value: unknown; images: number }>();
  for (const { distribution: value } of holdings) {
    const text = JSON.stringify(value);
    const known = texts.get(text);
    if (known === undefined) texts.set(text, { value, images: 1 });
    else known.images += 1;
  }
  for (const { value, images } of texts.values()) {
    const distribution = toDistribution(value);
    if (distribution === undefined) continue;
    const key = `${distribution.id}:${distribution.versionId ?? ''}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { ...distribution, images });
    else known.images += images;
  }
  return [...counts.values()].sort((a, b) => b.images - a.images || (a.id < b.id ? -1 : 1)).slice(0, MAX_DISTRIBUTIONS);
}

/** What of each image matches, in the order of the packages. */
export class Matches {
  readonly #packages: readonly FoundPackage[];
  readonly #of: ReadonlyMap<Digest, readonly number[]>;

  /** @param holdings of these packages */
  constructor(packages: readonly FoundPackage[], holdings: readonly Holding[]) {
    this.#packages = packages;
    this.#of = new Map(holdings.map((each) => [each.imageId, each.packages]));
  }

  of(imageId: Digest): FoundPackage[] {
    return this.#at(this.#of.get(imageId) ?? []);
  }

  first(imageId: Digest): PackageImage['matching'] {
    const places = this.#of.get(imageId) ?? [];
    return {
      total: places.length,
      first: this.#at(places.slice(0, MAX_FIRST)).map(({ id, name, version }) => ({ id, name, version })),
    };
  }

  #at(places: readonly number[]): FoundPackage[] {
    return places.flatMap((place) => this.#packages[place] ?? []);
  }
}
