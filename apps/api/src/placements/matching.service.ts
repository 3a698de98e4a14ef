import { Injectable } from '@nestjs/common';
import type { PlacementFilter } from '@roadstead/contract';
import { type Digest, familiarRepository, parseReference, RoadsteadError } from '@roadstead/domain';
import { HostsService } from '../hosts/hosts.service.js';
import { containsPattern } from '../platform/database/keyset.js';
import type { ContainerKey, HostRef, ImageKey, LabelMatching, Matching, TextMatching } from './matching.js';
import { MatchingRepository } from './matching.repository.js';

const DIGEST = /^(?:sha256:)?([0-9a-f]{12,64})$/;
/** What may as well be the name of a repository. */
const BARE_HEX = /^[0-9a-f]{4,63}$/;
const HEX = /^[0-9a-f]{1,64}$/;
const MOST_TOLD = 5;
/** Containers of one name, or whose ids begin so. */
const MOST_OF_A_NAME = 5000;
/** Containers that have a label, or a text in their name, and are known by their keys. */
const MOST_NAMED = 2000;

/** What one types for an image: a digest of it, or what containers were made with. */
interface TypedImages {
  readonly imageIds?: readonly Digest[];
  readonly keys?: readonly ImageKey[];
}
const ANYTHING: TypedImages = {};

/** Looks up what a filter names. */
@Injectable()
export class MatchingService {
  constructor(
    private readonly repository: MatchingRepository,
    private readonly hosts: HostsService,
  ) {}

  /** @throws RoadsteadError `history.*`, `host.unknown`, `reference.malformed` */
  async resolve(filter: PlacementFilter): Promise<Matching> {
    const { image, repository, tag, digest, layer, base, label, hostLabel, host, container, q } = filter;
    const [typed, madeWith, byDigest, withLayer, onBase, labelled, hosts, containers, text] = await Promise.all([
      image === undefined ? ANYTHING : this.#image(image),
      repository === undefined && tag === undefined ? undefined : this.#madeWith(repository, tag),
      digest === undefined ? undefined : this.#digest(digest),
      layer === undefined ? undefined : this.#layer(layer),
      base === undefined ? undefined : this.#builtOn(base),
      label === undefined ? undefined : this.#label(label),
      this.#hosts(host, hostLabel),
      container === undefined ? undefined : this.#containers(container),
      q === undefined || q.trim() === '' ? undefined : this.#text(q.trim()),
    ]);
    const imageIds = all(typed.imageIds, byDigest, withLayer, onBase);
    const ofIds = imageIds && (await this.repository.imageKeys(imageIds));
    return { hosts, containers, images: all(typed.keys, madeWith, ofIds), label: labelled, text };
  }

  /** What one types: the beginning of an id goes before a repository of that name, unless it fits several images. */
  async #image(text: string): Promise<TypedImages & { readonly named?: readonly Digest[] }> {
    const digest = /^.+@(sha256:[0-9a-f]{64})$/.exec(text)?.[1] ?? text;
    if (digest.startsWith('sha256:') || /^[0-9a-f]{64}$/.test(digest)) return { imageIds: await this.#digest(digest) };
    const found = BARE_HEX.test(text) ? await this.repository.digests(`sha256:${text}`, MOST_TOLD + 1) : [];
    if (new Set(found.map(({ digest: each }) => each)).size === 1) return { imageIds: imagesOf(found) };
    const named = await this.repository.madeWith(nameOf(text));
    if (found.length > 0 && named.length === 0) throw ambiguous(text, found);
    return { keys: named.map(({ key }) => key), named: named.map(({ imageId }) => imageId) };
  }

  async #madeWith(repository: string | undefined, tag: string | undefined): Promise<ImageKey[]> {
    const name = repository === undefined ? undefined : familiarRepository(parseReference(repository));
    return (await this.repository.madeWith({ repository: name, tag })).map(({ key }) => key);
  }

  async #digest(text: string): Promise<Digest[]> {
    const hex = DIGEST.exec(text)?.[1];
    if (hex === undefined) throw new RoadsteadError('history.image-malformed', { image: text });
    const found = await this.repository.digests(`sha256:${hex}`, hex.length === 64 ? undefined : MOST_TOLD + 1);
    if (found.length === 0) throw new RoadsteadError('history.image-unknown', { image: text });
    if (new Set(found.map(({ digest }) => digest)).size > 1) throw ambiguous(text, found);
    return imagesOf(found);
  }

  async #layer(text: string): Promise<Digest[]> {
    const found = await this.repository.withLayer(text.startsWith('sha256:') ? text : `sha256:${text}`);
    if (found.length === 0) throw new RoadsteadError('history.layer-unknown', { layer: text });
    return found;
  }

  async #builtOn(text: string): Promise<Digest[]> {
    const { imageIds = [], named } = await this.#image(text);
    // A base seldom runs itself: what it was called on the hosts counts as well.
    const { repository, tag } = named === undefined ? { repository: undefined, tag: undefined } : nameOf(text);
    const called = repository === undefined ? [] : await this.repository.everCalled(repository, tag);
    const bases = [...new Set([...imageIds, ...(named ?? []), ...called])];
    if (bases.length === 0) throw new RoadsteadError('history.image-unknown', { image: text });
    return this.repository.builtOn(bases);
  }

  async #label(text: string): Promise<LabelMatching> {
    const { key, value } = labelOf(text);
    const [images, containers] = await Promise.all([
      this.repository.imagesWithLabel(key, value),
      this.repository.containersWithLabel(key, value, MOST_NAMED),
    ]);
    return { key, value, images, containers };
  }

  async #hosts(host: string | undefined, label: string | undefined): Promise<HostRef[] | undefined> {
    const one = host === undefined ? undefined : await this.repository.hostRefs([(await this.hosts.get(host)).id]);
    if (label === undefined) return one;
    const { key, value } = labelOf(label);
    const labelled = await this.repository.hostsWithLabel(key, value);
    return one === undefined ? labelled : labelled.filter(({ id }) => one.some((each) => each.id === id));
  }

  /** As Docker does: a whole id, then a name, then the beginning of an id. */
  async #containers(text: string): Promise<ContainerKey[]> {
    const name = text.replace(/^\//, '');
    const called =
      name.length === 64 && HEX.test(name) ? [] : await this.repository.containersCalled(name, MOST_OF_A_NAME);
    const found =
      called?.length === 0 && HEX.test(name) ? await this.repository.containersWithId(name, MOST_OF_A_NAME) : called;
    if (found === undefined) throw new RoadsteadError('history.containers-too-many', { container: text });
    return found;
  }

  async #text(text: string): Promise<TextMatching> {
    const pattern = containsPattern(text);
    const [containers, images, hosts] = await Promise.all([
      this.repository.containersLike(pattern, MOST_NAMED),
      this.repository.imagesLike(pattern),
      this.repository.hostsLike(pattern),
    ]);
    return { pattern, containers, images, hosts };
  }
}

/** Repository as Docker shows it, and the tag if one is given. @throws RoadsteadError `reference.malformed` */
function nameOf(text: string): { repository: string; tag?: string } {
  const reference = parseReference(text);
  return { repository: familiarRepository(reference), tag: /:[^/]*$/.test(text) ? reference.tag : undefined };
}

function labelOf(text: string): { key: string; value?: string } {
  const [, key, value] = /^([^=]+)(?:=(.*))?$/s.exec(text) ?? [];
  if (key === undefined) throw new RoadsteadError('history.label-malformed', { label: text });
  return { key, value };
}

function imagesOf(found: readonly { imageId: Digest }[]): Digest[] {
  return [...new Set(found.map(({ imageId }) => imageId))];
}

function ambiguous(image: string, found: readonly { digest: string }[]): RoadsteadError {
  const digests = [...new Set(found.map(({ digest }) => digest))];
  const more = digests.length > MOST_TOLD ? ' …' : '';
  const images = digests.slice(0, MOST_TOLD).join(', ') + more;
  return new RoadsteadError('history.image-ambiguous', { image, images });
}

/** What is in all of the lists that are given. */
function all<T>(...lists: (readonly T[] | undefined)[]): T[] | undefined {
  const given = lists.filter((list) => list !== undefined);
  const [first, ...others] = given;
  if (first === undefined) return undefined;
  const sets = others.map((list) => new Set(list));
  return first.filter((item) => sets.every((set) => set.has(item)));
}
