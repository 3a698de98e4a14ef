import { useDebouncedValue } from '@mantine/hooks';
import type { ImageSummary } from '@roadstead/contract';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api/call';

export interface NameOwner {
  name: string;
  imageId: string;
  hostNames: string[];
}

const PAUSE_MS = 300;

/**
 * Other images that have this name on one of the hosts: a tag takes it from them.
 * @param name as Docker shows it, with its tag; absent: none yet
 */
export function useNameOwners(name: string | undefined, imageId: string, hostIds: ReadonlySet<string>): NameOwner[] {
  const [settled] = useDebouncedValue(name, PAUSE_MS);
  const query = { q: settled, limit: 100 };
  const { data } = useQuery({
    queryKey: ['name-owners', settled],
    queryFn: ({ signal }) => call('listImages', { query, signal }),
    enabled: settled !== undefined,
  });
  if (settled === undefined || settled !== name || data === undefined) return [];
  return ownersOf(data.items, settled, imageId, hostIds);
}

function ownersOf(images: readonly ImageSummary[], name: string, imageId: string, hostIds: ReadonlySet<string>) {
  return images
    .filter((image) => image.id !== imageId)
    .map((image) => ({
      name,
      imageId: image.id,
      hostNames: image.hosts
        .filter((on) => hostIds.has(on.hostId) && on.references.includes(name))
        .map((on) => on.hostName),
    }))
    .filter((owner) => owner.hostNames.length > 0);
}
