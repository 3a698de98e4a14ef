import type { ImageQuery, ImageSummary } from '@roadstead/contract';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api/call';
import { IMAGE_ROWS } from '../../lib/live/apply-rows';
import { KEYS } from '../../lib/live/query-keys';
import { useListQuery } from '../../lib/live/use-list-query';
import { useLiveTopic } from '../../lib/live/use-live';

const PAGE = 200;

export function useImages(query: Partial<ImageQuery>) {
  useLiveTopic('images');
  return useListQuery<ImageSummary>({
    queryKey: KEYS.imageList(query),
    kind: IMAGE_ROWS,
    fetchPage: (cursor, signal) => call('listImages', { query: { ...query, cursor, limit: PAGE }, signal }),
  });
}

export function useImage(id: string) {
  useLiveTopic('images');
  return useQuery({
    queryKey: KEYS.image(id),
    queryFn: ({ signal }) => call('getImage', { params: { imageId: id }, signal }),
    enabled: id !== '',
  });
}

/** Layers, bottom first. An image's layers never change; what else shares them does. */
export function useImageLayers(id: string) {
  return useQuery({
    queryKey: KEYS.imageLayers(id),
    queryFn: ({ signal }) => call('listImageLayers', { params: { imageId: id }, signal }),
    enabled: id !== '',
  });
}
