import type { Digest, HostId } from '@roadstead/domain';
import type { HostKey } from './matching.js';

/** What runs of an image by one of its references. */
export interface RunningImage {
  readonly id: Digest;
  readonly reference: string;
  /** The host of each run, as a number of four bytes. */
  readonly hosts: Buffer;
}

/** What runs where, in the order of how widely. */
export interface Matrix {
  readonly images: { id: Digest; running: number; hosts: number; references: string[] }[];
  readonly hosts: { id: HostId }[];
  /** Positions in `images` and `hosts`, and containers. */
  readonly cells: [number, number, number][];
  readonly allImages: number;
  readonly allHosts: number;
}

interface Row {
  readonly id: Digest;
  readonly references: string[];
  readonly runningOn: Map<HostKey, number>;
  running: number;
}

/**
 * Sums runs up by image and host. A fleet has as many pairs of those as containers, nearly, and Postgres takes longer to group by
 * them than to find what runs.
 * @param running in the order in which an image's references are told
 */
export function matrixOf(
  running: Iterable<RunningImage>,
  hostIds: ReadonlyMap<HostKey, HostId>,
  most: { readonly images: number; readonly hosts: number },
): Matrix {
  const rows = new Map<Digest, Row>();
  const onHosts = new Map<HostKey, number>();
  for (const { id, reference, hosts } of running) {
    const row = rows.get(id) ?? { id, references: [], runningOn: new Map<HostKey, number>(), running: 0 };
    rows.set(id, row);
    row.references.push(reference);
    for (let at = 0; at < hosts.length; at += 4) {
      const host = hosts.readInt32BE(at);
      row.runningOn.set(host, (row.runningOn.get(host) ?? 0) + 1);
      onHosts.set(host, (onHosts.get(host) ?? 0) + 1);
      row.running += 1;
    }
  }
  const images = [...rows.values()].sort(
    (a, b) => b.runningOn.size - a.runningOn.size || b.running - a.running || (a.id < b.id ? -1 : 1),
  );
  const known = [...onHosts].flatMap(([key, count]) => {
    const id = hostIds.get(key);
    return id === undefined ? [] : [{ key, id, count }];
  });
  const hosts = known.sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1)).slice(0, most.hosts);
  const places = new Map(hosts.map(({ key }, place) => [key, place]));
  const shown = images.slice(0, most.images);
  return {
    images: shown.map(({ id, references, running: count, runningOn }) => ({
      ...{ id, running: count, hosts: runningOn.size, references },
    })),
    hosts: hosts.map(({ id }) => ({ id })),
    cells: shown.flatMap(({ runningOn }, image) =>
      [...runningOn].flatMap(([key, count]): [number, number, number][] => {
        const host = places.get(key);
        return host === undefined ? [] : [[image, host, count]];
      }),
    ),
    allImages: images.length,
    allHosts: known.length,
  };
}
