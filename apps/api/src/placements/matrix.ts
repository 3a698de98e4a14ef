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
  /** As of RunningImage, a piece for each reference. */
  readonly runs: Buffer[];
  hosts: number;
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
  for (const { id, reference, hosts } of running) {
    const row = rows.get(id) ?? { id, references: [], runs: [], hosts: 0, running: 0 };
    rows.set(id, row);
    row.references.push(reference);
    row.runs.push(hosts);
  }
  const tally = new Tally([...rows.values()].flatMap(({ runs }) => runs));
  const onHosts = new Map<HostKey, number>();
  for (const row of rows.values()) {
    tally.each(row.runs, (host, count) => {
      onHosts.set(host, (onHosts.get(host) ?? 0) + count);
      row.hosts += 1;
      row.running += count;
    });
  }
  const images = [...rows.values()].sort(
    (a, b) => b.hosts - a.hosts || b.running - a.running || (a.id < b.id ? -1 : 1),
  );
  const known = [...onHosts].flatMap(([key, count]) => {
    const id = hostIds.get(key);
    return id === undefined ? [] : [{ key, id, count }];
  });
  const hosts = known.sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1)).slice(0, most.hosts);
  const places = new Map(hosts.map(({ key }, place) => [key, place]));
  const shown = images.slice(0, most.images);
  const cells: Matrix['cells'] = [];
  for (const [image, { runs }] of shown.entries()) {
    tally.each(runs, (key, count) => {
      const host = places.get(key);
      if (host !== undefined) cells.push([image, host, count]);
    });
  }
  return {
    images: shown.map(({ id, references, hosts: on, running: count }) => ({
      id,
      running: count,
      hosts: on,
      references,
    })),
    hosts: hosts.map(({ id }) => ({ id })),
    cells,
    allImages: images.length,
    allHosts: known.length,
  };
}

/**
 * Counts the runs of an image by host, image after image in the same room: a map for each would be as many entries as the fleet
 * has containers, and to collect those takes longer than to count.
 */
class Tally {
  readonly #counts: Int32Array;

  /** @param runs all that will be counted */
  constructor(runs: readonly Buffer[]) {
    let most = 0;
    forEachHost(runs, (host) => {
      if (host > most) most = host;
    });
    this.#counts = new Int32Array(most + 1);
  }

  /** Hosts come in the order in which they are first met. */
  each(runs: readonly Buffer[], tell: (host: HostKey, count: number) => void): void {
    const counts = this.#counts;
    forEachHost(runs, (host) => {
      counts[host] = (counts[host] ?? 0) + 1;
    });
    forEachHost(runs, (host) => {
      const count = counts[host] ?? 0;
      counts[host] = 0;
      if (count > 0) tell(host, count);
    });
  }
}

function forEachHost(runs: readonly Buffer[], tell: (host: HostKey) => void): void {
  for (const piece of runs) {
    for (let at = 0; at < piece.length; at += 4) tell(piece.readInt32BE(at));
  }
}
