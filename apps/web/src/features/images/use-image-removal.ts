import type { ImageRemoval } from '@roadstead/contract';
import { queryOptions, useQueries } from '@tanstack/react-query';
import { call } from '../../lib/api/call';

export interface ImageOnHost {
  hostId: string;
  imageId: string;
}

/** As many previews as are asked for at once; what is chosen beyond them is removed without one. */
export const MAX_PREVIEWS = 40;

const previewOf = ({ hostId, imageId }: ImageOnHost) =>
  queryOptions({
    queryKey: ['image-removal', hostId, imageId],
    queryFn: ({ signal }) => call('previewImageRemoval', { params: { hostId, imageId }, signal }),
    staleTime: 0,
  });

export interface RemovalPreview {
  data: ImageRemoval | undefined;
  error: Error | null;
}

/** What the removal of each image would do on its host, in the order asked. */
export function useImageRemovals(places: readonly ImageOnHost[]): RemovalPreview[] {
  return useQueries({ queries: places.slice(0, MAX_PREVIEWS).map(previewOf) });
}
