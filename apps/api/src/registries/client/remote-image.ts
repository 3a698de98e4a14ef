import type { RemoteImage, RemotePlatform } from '@roadstead/contract';
import type { Digest } from '@roadstead/domain';
import {
  artifactTypeOf,
  ImageConfigBlob,
  type IndexEntry,
  imagesOf,
  isIndexType,
  MANIFEST_TYPES,
  Manifest,
  ManifestIndex,
} from './manifest.js';
import type { RegistryClient } from './registry-client.js';
import type { RegistryAnswer } from './registry-http.js';
import { notShown } from './registry-refusals.js';
import { digestOf, remotePlatform } from './remote-platform.js';

/** What registries take for a manifest at most (OCI distribution specification). */
const MAX_MANIFEST_BYTES = 4_194_304;
const MAX_CONFIG_BYTES = 8_388_608;
/** Of one index; images in use have a dozen at most. */
const MAX_PLATFORMS = 50;
const AT_ONCE = 4;

/** Which of the images of an index are wanted. */
export type ChooseEntries = (entries: readonly IndexEntry[]) => readonly IndexEntry[];

/**
 * What a tag or digest points at, with the layers of its platforms. Each part is checked against its digest.
 * @param reference tag or digest
 * @throws RoadsteadError `registry.image-not-found`, `registry.not-shown`, and as `RegistryClient.get`
 */
export async function readImage(
  client: RegistryClient,
  repository: string,
  reference: string,
  choose: ChooseEntries = (entries) => entries,
): Promise<RemoteImage> {
  const { answer, digest } = await getManifest(client, repository, reference);
  const mediaType = mediaTypeOf(answer);
  if (isIndexType(mediaType)) {
    const index = client.parse(answer, ManifestIndex, 'its list of platforms');
    const images = choose(imagesOf(index)).slice(0, MAX_PLATFORMS);
    const platforms = await readPlatforms(client, repository, images);
    return { digest, mediaType, artifactType: index.artifactType, platforms };
  }
  const manifest = client.parse(answer, Manifest, 'its manifest, which may be of the old schema 1,');
  const artifactType = artifactTypeOf(manifest);
  if (artifactType !== undefined) return { digest, mediaType, artifactType, platforms: [] };
  return { digest, mediaType, platforms: [await withConfig(client, repository, digest, manifest)] };
}

/** A few at a time, in the order of the index. */
async function readPlatforms(
  client: RegistryClient,
  repository: string,
  images: readonly IndexEntry[],
): Promise<RemotePlatform[]> {
  const platforms: RemotePlatform[] = [];
  for (let from = 0; from < images.length; from += AT_ONCE) {
    const some = images.slice(from, from + AT_ONCE).map((image) => readPlatform(client, repository, image));
    for (const platform of await Promise.all(some)) platforms.push(...platform);
  }
  return platforms;
}

/** None where what the index points at is no image. */
async function readPlatform(client: RegistryClient, repository: string, image: IndexEntry): Promise<RemotePlatform[]> {
  const { answer, digest } = await getManifest(client, repository, image.digest);
  const manifest = client.parse(answer, Manifest, 'the manifest of a platform');
  if (artifactTypeOf(manifest) !== undefined) return [];
  return [await withConfig(client, repository, digest, manifest)];
}

async function withConfig(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  manifest: Manifest,
): Promise<RemotePlatform> {
  const { digest: id } = manifest.config;
  const answer = await client.get({ path: `${repository}/blobs/${id}`, maxBytes: MAX_CONFIG_BYTES });
  if (answer.status !== 200) throw notShown(client.access, `${repository}@${id}`, answer.status);
  client.requireDigest(digestOf(answer.body), id);
  return remotePlatform(digest, manifest, client.parse(answer, ImageConfigBlob, "the image's config"));
}

/** A manifest by tag, or by a digest that its bytes must have. */
async function getManifest(
  client: RegistryClient,
  repository: string,
  reference: string,
): Promise<{ answer: RegistryAnswer; digest: Digest }> {
  const answer = await client.get({
    path: `${repository}/manifests/${reference}`,
    accept: Object.values(MANIFEST_TYPES).join(', '),
    maxBytes: MAX_MANIFEST_BYTES,
  });
  const isDigest = reference.includes(':');
  if (answer.status !== 200) {
    throw notShown(client.access, `${repository}${isDigest ? '@' : ':'}${reference}`, answer.status);
  }
  const digest = digestOf(answer.body);
  if (isDigest) client.requireDigest(digest, reference);
  return { answer, digest };
}

/** As the registry says it; some say it in the body alone. */
function mediaTypeOf({ header, body }: RegistryAnswer): string {
  const [said = ''] = (header('content-type') ?? '').split(';');
  if (said.trim().endsWith('+json')) return said.trim();
  return /"mediaType"\s*:\s*"([^"]+)"/.exec(body.toString('utf8'))?.[1] ?? said.trim();
}
