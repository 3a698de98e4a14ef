import { z } from 'zod';
import type { Digest } from './digest.js';
import { RoadsteadError } from './errors.js';

/**
 * An image reference, taken apart and with Docker's defaults filled in.
 * Grammar: github.com/distribution/reference.
 */
export interface ImageReference {
  /** Host name with optional port, e.g. `docker.io` or `localhost:5000`. */
  readonly registry: string;
  /** Path below the registry, e.g. `library/nginx`. */
  readonly repository: string;
  /** Absent when the reference names a digest only. */
  readonly tag?: string;
  readonly digest?: Digest;
}

const DEFAULT_REGISTRY = 'docker.io';
const OFFICIAL_PREFIX = 'library/';
const MAX_NAME_LENGTH = 255;

const domainLabel = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const registryPattern = new RegExp(`^(?:${domainLabel}(?:\\.${domainLabel})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?$`);
const pathPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const digestPattern = /^sha256:[0-9a-f]{64}$/;

/**
 * Parses what a user types after `docker pull`. With neither tag nor digest the tag is `latest`.
 * @throws RoadsteadError `reference.malformed`, saying what is wrong with it.
 */
export function parseReference(text: string): ImageReference {
  const malformed = (problem: string) => new RoadsteadError('reference.malformed', { reference: text, problem });
  if (text === '') throw malformed('it is empty');
  if (/\s/.test(text)) throw malformed('it contains white space');

  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  if (digest !== undefined && !digestPattern.test(digest)) {
    throw malformed('what follows @ must be sha256: and 64 hex digits');
  }

  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  const name = hasTag ? named.slice(0, colon) : named;
  if (tag !== undefined && !tagPattern.test(tag)) {
    throw malformed(
      'a tag has at most 128 letters, digits, underscores, dots or dashes, and begins with none of the last two',
    );
  }

  const { registry, repository } = splitName(name);
  if (!registryPattern.test(registry)) throw malformed(`"${registry}" is not a registry host name`);
  if (repository.toLowerCase() !== repository) throw malformed('a repository name is in lower case');
  if (!pathPattern.test(repository)) {
    throw malformed(
      'a repository name has lower-case letters and digits, parted by single dots, underscores, dashes or slashes',
    );
  }
  if (registry.length + repository.length + 1 > MAX_NAME_LENGTH)
    throw malformed('its name is longer than 255 characters');
  return {
    registry,
    repository,
    ...(tag !== undefined ? { tag } : digest === undefined ? { tag: 'latest' } : {}),
    ...(digest === undefined ? {} : { digest: digest as Digest }),
  };
}

/** The first path component is a registry only if it looks like a host: it has a dot or a port, or is `localhost`. */
function splitName(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  if (slash >= 0 && looksLikeRegistry(first)) {
    const registry = first === 'index.docker.io' ? DEFAULT_REGISTRY : first;
    const rest = name.slice(slash + 1);
    const official = registry === DEFAULT_REGISTRY && !rest.includes('/');
    return { registry, repository: official ? OFFICIAL_PREFIX + rest : rest };
  }
  return { registry: DEFAULT_REGISTRY, repository: slash < 0 ? OFFICIAL_PREFIX + name : name };
}

function looksLikeRegistry(component: string): boolean {
  return /[.:]/.test(component) || component === 'localhost' || component.toLowerCase() !== component;
}

/** The full form, e.g. `docker.io/library/nginx:latest`. */
export function canonicalReference(reference: ImageReference): string {
  return `${reference.registry}/${reference.repository}${suffix(reference)}`;
}

/** The form that Docker shows: without `docker.io/` and `library/`. */
export function familiarReference(reference: ImageReference): string {
  return familiarRepository(reference) + suffix(reference);
}

/** The repository column of `docker images`. */
export function familiarRepository({ registry, repository }: ImageReference): string {
  if (registry !== DEFAULT_REGISTRY) return `${registry}/${repository}`;
  const [first = '', ...rest] = repository.split('/');
  if (`${first}/` === OFFICIAL_PREFIX && rest.length === 1) return rest.join();
  return looksLikeRegistry(first) ? `${registry}/${repository}` : repository;
}

/**
 * A repository as hosts list it, from any of its names: `docker.io/library/nginx` is `nginx`.
 * @throws RoadsteadError `reference.malformed`, also where there is a tag or digest
 */
export function listedRepository(text: string): string {
  const reference = parseReference(text);
  if (reference.digest !== undefined || /:[^/]*$/.test(text)) {
    throw new RoadsteadError('reference.malformed', { reference: text, problem: 'a repository has no tag or digest' });
  }
  return familiarRepository({ ...reference, registry: reference.registry.toLowerCase() });
}

function suffix({ tag, digest }: ImageReference): string {
  return (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`);
}

/** A string that `parseReference` accepts; the message of a failure says what is wrong. */
export const ReferenceText = z
  .string()
  .max(512)
  .superRefine((text, context) => {
    try {
      parseReference(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
    }
  });
