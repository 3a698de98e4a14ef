import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';

/** Where an image came from. */
export function useImageOrigin(imageId: string) {
  return useQuery({
    queryKey: KEYS.imageOrigin(imageId),
    queryFn: ({ signal }) => call('getImageOrigin', { params: { imageId }, signal }),
  });
}
