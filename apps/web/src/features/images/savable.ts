interface PlacedImage {
  id: string;
  references: readonly string[];
  hosts: readonly { hostId: string; hostName: string; references: readonly string[] }[];
}

interface HostWithImages {
  hostId: string;
  hostName: string;
}

interface Savable<Image> {
  image: Image;
  /** What `docker save` is asked for. */
  ref: string;
  /** It has no name there: loaded elsewhere it has none either. */
  isById: boolean;
}

/** Hosts that have any of the images, those with most of them first. */
export function hostsOfImages(images: readonly PlacedImage[]): HostWithImages[] {
  const found = new Map<string, HostWithImages & { count: number }>();
  for (const { hostId, hostName } of images.flatMap((image) => image.hosts)) {
    found.set(hostId, { hostId, hostName, count: (found.get(hostId)?.count ?? 0) + 1 });
  }
  return [...found.values()].sort(
    (a, b) => b.count - a.count || a.hostName.localeCompare(b.hostName, undefined, { numeric: true }),
  );
}

/** What of the images can be saved on a host, by each name that it has there; `missing`: those that are not there. */
export function savable<Image extends PlacedImage>(images: readonly Image[], hostId: string) {
  const items: Savable<Image>[] = [];
  const missing: string[] = [];
  for (const image of images) {
    const on = image.hosts.find((each) => each.hostId === hostId);
    if (on === undefined) missing.push(image.references[0] ?? image.id);
    else if (on.references.length === 0) items.push({ image, ref: image.id, isById: true });
    else items.push(...on.references.map((ref) => ({ image, ref, isById: false })));
  }
  return { items, missing };
}
