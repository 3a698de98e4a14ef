import type { Digest, StorageLocation } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';
import type { ImageNames } from '../image-names.js';

const GraphDriver = z.object({ Name: z.string(), Data: z.record(z.string(), z.string()).nullish() });
const Located = z.object({ GraphDriver: GraphDriver.nullish() });

/** Where the layers of an image lie on this host. @throws RoadsteadError `image.not-on-host` */
export async function locateImage(api: EngineApi, images: ImageNames, imageId: Digest): Promise<StorageLocation> {
  const engineName = await images.engineName(imageId);
  const { GraphDriver: graph } = await api.get(`/images/${engineName}/json`, Located);
  return toLocation(graph);
}

/** The containerd store tells no places; overlay2 lists lower directories with colons between. */
export function toLocation(graph: z.infer<typeof GraphDriver> | null | undefined): StorageLocation {
  if (graph == null) return { driver: 'containerd', places: [] };
  const places = Object.entries(graph.Data ?? {}).map(([name, paths]) => ({
    name,
    paths: name === 'LowerDir' ? paths.split(':') : [paths],
  }));
  return { driver: graph.Name, places };
}
