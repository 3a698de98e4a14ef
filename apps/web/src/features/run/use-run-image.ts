import { useDebouncedValue } from '@mantine/hooks';
import type { ImageDetail, ImageSummary } from '@roadstead/contract';
import { useQueries, useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api/call';
import { useImage } from '../images/use-images';
import { useReferenceCheck } from '../images/use-reference-check';

const PAUSE_MS = 300;
const ID = /^sha256:[0-9a-f]{64}$/;

export interface RunImage {
  isValid: boolean;
  problem?: string;
  meaning?: string;
  /** Registry that it would be pulled from. */
  registry?: string;
  /** Hosts that have it by this name; undefined while that is looked up. */
  hostIds?: ReadonlySet<string>;
  /** The image as some host has it. */
  image?: ImageDetail;
}

/** What is known of the image that is typed: whether it is one, where it is, and what it says of itself. */
export function useRunImage(text: string): RunImage {
  const wanted = text.trim();
  const isId = ID.test(wanted);
  const check = useReferenceCheck(isId ? '' : wanted);
  const name = isId ? wanted : check.familiar;
  const [settled] = useDebouncedValue(name, PAUSE_MS);
  const { data } = useQuery({
    queryKey: ['run-image', settled],
    queryFn: ({ signal }) => call('listImages', { query: { q: settled, limit: 100 }, signal }),
    enabled: settled !== undefined,
  });
  const found = settled === name ? data?.items.filter((image) => isCalled(image, name)) : undefined;
  const { data: image } = useImage(found?.[0]?.id ?? '');
  const { isValid, problem, meaning, parts } = check;
  return {
    ...(isId ? { isValid: true } : { isValid, problem, meaning, registry: parts?.registry }),
    hostIds: found && new Set(found.flatMap((each) => hostsOf(each, name))),
    image: found?.[0] === undefined ? undefined : image,
  };
}

function isCalled({ id, references }: ImageSummary, name: string | undefined): boolean {
  return name !== undefined && (id === name || references.includes(name));
}

function hostsOf({ id, hosts }: ImageSummary, name: string | undefined): string[] {
  return hosts.filter((on) => id === name || on.references.includes(name ?? '')).map((on) => on.hostId);
}

/** What containers publish on each of these hosts; absent where it is not known yet. */
export function useHostPorts(hostIds: readonly string[]) {
  return useQueries({
    queries: hostIds.map((hostId) => ({
      queryKey: ['host-ports', hostId],
      queryFn: ({ signal }: { signal: AbortSignal }) => call('listHostPorts', { params: { hostId }, signal }),
      staleTime: 5_000,
      refetchInterval: 15_000,
    })),
  });
}
