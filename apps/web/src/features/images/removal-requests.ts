import type { CreateJobsBody } from '@roadstead/contract';

interface PlacedImage {
  id: string;
  hosts: readonly { hostId: string; references: readonly string[] }[];
}

interface Options {
  isForced: boolean;
  noPrune: boolean;
  rolling?: CreateJobsBody['rolling'];
}

/** Tells a name of an image from the same name of another image, which another host may have. */
export function nameKey(imageId: string, reference: string): string {
  return `${imageId} ${reference}`;
}

/** Of an image's names on a host, those that come off: all but the ones that are kept. */
export function takenNames(imageId: string, references: readonly string[], kept: ReadonlySet<string>): string[] {
  return references.filter((reference) => !kept.has(nameKey(imageId, reference)));
}

/** All names of these images but one, by `nameKey`; none where it is no name of theirs: then every name is meant. */
export function otherNames(
  images: readonly { id: string; references: readonly string[] }[],
  name: unknown,
): ReadonlySet<string> {
  const keys = images.flatMap(({ id, references }) =>
    references.some((reference) => reference === name)
      ? references.filter((reference) => reference !== name).map((reference) => nameKey(id, reference))
      : [],
  );
  return new Set(keys);
}

/**
 * One request for each name, to the hosts that have it: as `docker rmi` with each name by itself, so that the last one
 * deletes the image. Where a host has no name for an image, by the image's id.
 */
export function removalRequests(
  images: readonly PlacedImage[],
  hostIds: ReadonlySet<string>,
  kept: ReadonlySet<string>,
  { isForced, noPrune, rolling }: Options,
): CreateJobsBody[] {
  const hostsOf = new Map<string, Set<string>>();
  for (const image of images) {
    for (const { hostId, references } of image.hosts) {
      if (!hostIds.has(hostId)) continue;
      const names = references.length === 0 ? [image.id] : takenNames(image.id, references, kept);
      for (const name of names) hostsOf.set(name, (hostsOf.get(name) ?? new Set()).add(hostId));
    }
  }
  return [...hostsOf].map(([reference, hosts]) => ({
    kind: 'image.remove',
    hostIds: [...hosts],
    params: { reference, force: isForced || undefined, noPrune: noPrune || undefined },
    rolling: hosts.size > 1 ? rolling : undefined,
  }));
}
