import type { Digest, HostId } from '@roadstead/domain';
import { unpackedIntegers } from '../platform/database/packed-integers.js';
import type { HostKey } from './matching.js';

/** What runs of an image by one of its references. */
export interface RunningImage {
  readonly id: Digest;
  readonly reference: string;
  /** The host of each run, packed. */
  readonly hosts: Buffer;
}

/** What runs where, in the order of how widely. */
interface Matrix {
  readonly images: { id: Digest; running: number; hosts: number; references: string[] }[];
  readonly hosts: { id: HostId }[];
  /** Positions in `images` and `hosts`, and containers. */
  readonly cells: [number, number, number][];
  readonly allImages: number;
  /** Those that are left out, too. */
  readonly allHosts: readonly HostId[];
}

const NOWHERE = -1;

interface Row {
  readonly id: Digest;
  readonly references: string[];
  /** The host of each run. */
  readonly runs: Int32Array;
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
  const rows = rowsOf(running);
  // Arrays by the host's key: a map takes ten times as long for each run.
  const room = greatestKey(rows) + 1;
  const tally = new Tally(room);
  const onHosts = new Int32Array(room);
  for (const row of rows) {
    tally.each(row.runs, (host, count) => {
      onHosts[host] = (onHosts[host] ?? 0) + count;
      row.hosts += 1;
    });
  }
  const images = rows.sort((a, b) => b.hosts - a.hosts || b.running - a.running || (a.id < b.id ? -1 : 1));
  const known = [...hostIds].flatMap(([key, id]) => {
    const count = onHosts[key] ?? 0;
    return count === 0 ? [] : [{ key, id, count }];
  });
  known.sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
  const hosts = known.slice(0, most.hosts);
  const places = new Int32Array(room).fill(NOWHERE);
  for (const [place, { key }] of hosts.entries()) places[key] = place;
  const shown = images.slice(0, most.images);
  const cells: Matrix['cells'] = [];
  for (const [image, { runs }] of shown.entries()) {
    tally.each(runs, (key, count) => {
      const host = places[key] ?? NOWHERE;
      if (host !== NOWHERE) cells.push([image, host, count]);
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
    allHosts: known.map(({ id }) => id),
  };
}

function rowsOf(running: Iterable<RunningImage>): Row[] {
  const images = new Map<Digest, { readonly references: string[]; readonly hosts: Buffer[] }>();
  for (const { id, reference, hosts } of running) {
    const image = images.get(id) ?? { references: [], hosts: [] };
    images.set(id, image);
    image.references.push(reference);
    image.hosts.push(hosts);
  }
  return [...images].map(([id, { references, hosts }]) => {
    const runs = unpackedIntegers(hosts);
    return { id, references, runs, hosts: 0, running: runs.length };
  });
}

function greatestKey(rows: readonly Row[]): HostKey {
  let greatest = 0;
  for (const { runs } of rows) for (const host of runs) greatest = Math.max(greatest, host);
  return greatest;
}

/**
 * Counts the runs of an image by host, image after image in the same room: a map for each would be as many entries as the fleet
 * has containers, and to collect those takes longer than to count.
 */
class Tally {
  readonly #counts: Int32Array;

  /** @param room more than any key of a host */
  constructor(room: number) {
    this.#counts = new Int32Array(room);
  }

  /** Hosts come in the order in which they are first met. */
  each(runs: Int32Array, tell: (host: HostKey, count: number) => void): void {
    const counts = this.#counts;
    for (const host of runs) counts[host] = (counts[host] ?? 0) + 1;
    for (const host of runs) {
      const count = counts[host] ?? 0;
      if (count === 0) continue;
      counts[host] = 0;
      tell(host, count);
    }
  }
}
