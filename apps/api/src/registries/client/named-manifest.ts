import { Digest } from '@roadstead/domain';
import { MANIFEST_TYPES } from './manifest.js';
import type { RegistryClient } from './registry-client.js';
import type { RegistryAnswer } from './registry-http.js';
import { notShown } from './registry-refusals.js';
import { digestOf } from './remote-platform.js';

const ACCEPT = Object.values(MANIFEST_TYPES).join(', ');
/** What registries take for a manifest at most (OCI distribution specification). */
const MAX_MANIFEST_BYTES = 4_194_304;

/** What a tag names: the digest of a manifest or of an index of them, and the registry's mark for asking again. */
export interface NamedManifest {
  readonly digest: Digest;
  readonly etag?: string;
}

/**
 * What a tag or digest names now, by HEAD, which registries do not count as a pull; by GET from one that does not say it so.
 * @param known what it named before
 * @throws RoadsteadError `registry.image-not-found`, `registry.not-shown`, `registry.sign-in-needed`, and as `RegistryClient.get`
 */
export async function namedManifest(
  client: RegistryClient,
  repository: string,
  reference: string,
  known?: NamedManifest,
): Promise<NamedManifest> {
  const path = `${repository}/manifests/${reference}`;
  const answer = await client.head({ path, accept: ACCEPT, etag: known?.etag });
  if (answer.status === 304 && known?.etag !== undefined) return known;
  const said = saidDigest(answer);
  if (answer.status === 200 && said !== undefined) return { digest: said, etag: etagOf(answer) };
  if (answer.status === 200 || answer.status === 405) return read(client, repository, reference);
  throw notShown(client.access, nameOf(repository, reference), answer.status);
}

async function read(client: RegistryClient, repository: string, reference: string): Promise<NamedManifest> {
  const path = `${repository}/manifests/${reference}`;
  const answer = await client.get({ path, accept: ACCEPT, maxBytes: MAX_MANIFEST_BYTES });
  if (answer.status !== 200) throw notShown(client.access, nameOf(repository, reference), answer.status);
  return { digest: digestOf(answer.body), etag: etagOf(answer) };
}

function saidDigest(answer: RegistryAnswer): Digest | undefined {
  return Digest.safeParse(answer.header('docker-content-digest')).data;
}

/** Only one that goes into a header again. */
function etagOf(answer: RegistryAnswer): string | undefined {
  const etag = answer.header('etag');
  return etag !== undefined && /^[\x21-\x7e]{1,300}$/.test(etag) ? etag : undefined;
}

function nameOf(repository: string, reference: string): string {
  return `${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
}
