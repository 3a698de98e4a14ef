import type { ImageSummary } from '@roadstead/contract';

/**
 * The image that has a name on a host now.
 * @param found images that the host has and that the name was found in
 * @param name as Docker shows it, or an image's id
 */
export function imageNamed(found: readonly ImageSummary[], hostId: string, name: string): ImageSummary | undefined {
  const named = found.find(
    ({ id, hosts }) => id === name || hosts.some((on) => on.hostId === hostId && on.references.includes(name)),
  );
  // A name with a digest was looked for by that digest, which nothing else holds.
  return named ?? (name.includes('@') ? found[0] : undefined);
}
