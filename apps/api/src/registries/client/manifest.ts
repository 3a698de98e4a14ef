import { Digest } from '@roadstead/domain';
import { z } from 'zod';

/** A pointer to a blob or manifest. Sizes in bytes. */
const Descriptor = z.object({
  mediaType: z.string().default(''),
  digest: Digest,
  size: z.number().nonnegative(),
});
export type Descriptor = z.infer<typeof Descriptor>;

const Platform = z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() });

/** One image, or another artifact in the shape of one. */
export const Manifest = z.object({
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  config: Descriptor,
  layers: z.array(Descriptor).max(1000),
});
export type Manifest = z.infer<typeof Manifest>;

const IndexEntry = Descriptor.extend({
  platform: Platform.optional(),
  artifactType: z.string().optional(),
  annotations: z.record(z.string(), z.string()).nullish(),
});
export type IndexEntry = z.infer<typeof IndexEntry>;

/** A list of images, one a platform: Docker's manifest list, or OCI's index. */
export const ManifestIndex = z.object({
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  manifests: z.array(IndexEntry),
});
export type ManifestIndex = z.infer<typeof ManifestIndex>;

/** As far as it is needed here of what an image's config says. */
export const ImageConfigBlob = Platform.extend({
  created: z.string().optional(),
  rootfs: z.object({ diff_ids: z.array(Digest).max(1000) }),
  history: z
    .array(z.object({ created_by: z.string().optional(), empty_layer: z.boolean().optional() }))
    .max(10_000)
    .nullish(),
});
export type ImageConfigBlob = z.infer<typeof ImageConfigBlob>;

export const MANIFEST_TYPES = {
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  docker: 'application/vnd.docker.distribution.manifest.v2+json',
  oci: 'application/vnd.oci.image.manifest.v1+json',
} as const;

const INDEX_TYPES: readonly string[] = [MANIFEST_TYPES.dockerList, MANIFEST_TYPES.ociIndex];
const IMAGE_CONFIG_TYPES = [
  'application/vnd.docker.container.image.v1+json',
  'application/vnd.oci.image.config.v1+json',
];
/** What buildx attaches to an image: who built it of what. Listed like a platform, but nothing to run. */
const ATTESTATION_MARK = 'vnd.docker.reference.type';

export function isIndexType(mediaType: string): boolean {
  return INDEX_TYPES.includes(mediaType);
}

/** What it is where it is no image. */
export function artifactTypeOf({ artifactType, config }: Manifest): string | undefined {
  return IMAGE_CONFIG_TYPES.includes(config.mediaType) ? undefined : artifactType || config.mediaType;
}

/** The manifests of an index that are images which can be run. */
export function imagesOf(index: ManifestIndex): IndexEntry[] {
  return index.manifests.filter(
    ({ mediaType, platform, artifactType, annotations }) =>
      !isIndexType(mediaType) &&
      artifactType === undefined &&
      annotations?.[ATTESTATION_MARK] === undefined &&
      platform?.os !== 'unknown',
  );
}
