import type { TagSpan } from '@roadstead/contract';
import { type Digest, parseReference } from '@roadstead/domain';
import type { TagRow } from './tags.repository.js';

/** @param images by the digests of registries */
export function toTagSpan(row: TagRow, images: ReadonlyMap<Digest, Digest[]>): TagSpan {
  const { reference, hostId, hostName, digest, from, to, fromGap, toGap, checkedAt } = row;
  return {
    reference,
    where:
      hostId === null || hostName === null
        ? { type: 'registry', registry: parseReference(reference).registry }
        : { type: 'host', hostId, hostName },
    digest: digest ?? undefined,
    imageIds: hostId === null && digest !== null ? images.get(digest)?.slice(0, 20) : undefined,
    from: from.toISOString(),
    to: to?.toISOString(),
    fromGap,
    toGap,
    checkedAt: checkedAt?.toISOString(),
  };
}
