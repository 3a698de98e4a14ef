import { describe, expect, it } from '@jest/globals';
import type { Digest, HostId } from '@roadstead/domain';
import fc from 'fast-check';
import { matrixOf } from './matrix.js';

const packed = (hosts: readonly number[]) => {
  const bytes = Buffer.alloc(hosts.length * 4);
  for (const [index, host] of hosts.entries()) bytes.writeInt32BE(host, index * 4);
  return bytes;
};
const HOSTS = new Map([1, 2, 3, 4].map((key) => [key, `host-${key}` as HostId]));
const all = { images: 100, hosts: 100 };

describe('matrixOf', () => {
  it('puts the references of an image together, and what runs widely first', () => {
    const matrix = matrixOf(
      [
        { id: 'a' as Digest, reference: 'a:1', hosts: packed([1, 1, 2]) },
        { id: 'b' as Digest, reference: 'b:1', hosts: packed([3, 1, 2]) },
        { id: 'a' as Digest, reference: 'a:2', hosts: packed([2]) },
      ],
      HOSTS,
      all,
    );
    expect(matrix).toEqual({
      images: [
        { id: 'b', running: 3, hosts: 3, references: ['b:1'] },
        { id: 'a', running: 4, hosts: 2, references: ['a:1', 'a:2'] },
      ],
      hosts: [{ id: 'host-1' }, { id: 'host-2' }, { id: 'host-3' }],
      cells: expect.arrayContaining([
        [0, 0, 1],
        [0, 1, 1],
        [0, 2, 1],
        [1, 0, 2],
        [1, 1, 2],
      ]),
      allImages: 2,
      allHosts: ['host-1', 'host-2', 'host-3'],
    });
    expect(matrix.cells).toHaveLength(5);
  });

  it('counts what is left out, and has in its cells all that runs of what is not', () => {
    const running = fc.array(
      fc.record({ image: fc.nat(5), hosts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1 }) }),
    );
    fc.assert(
      fc.property(running, fc.nat(6), fc.nat(5), (runs, images, hosts) => {
        const matrix = matrixOf(
          runs.map((run) => ({ id: `${run.image}` as Digest, reference: 'x', hosts: packed(run.hosts) })),
          HOSTS,
          { images, hosts },
        );
        expect(matrix.allImages).toBe(new Set(runs.map(({ image }) => image)).size);
        expect(new Set(matrix.allHosts)).toEqual(
          new Set(runs.flatMap((run) => run.hosts).map((key) => HOSTS.get(key))),
        );
        expect([matrix.images.length, matrix.hosts.length]).toEqual([
          ...[Math.min(images, matrix.allImages), Math.min(hosts, matrix.allHosts.length)],
        ]);
        for (const [place, { id, running: count }] of matrix.images.entries()) {
          const ofImage = runs.filter(({ image }) => `${image}` === id).flatMap((run) => run.hosts);
          expect(count).toBe(ofImage.length);
          for (const [at, host] of matrix.hosts.entries()) {
            const cell = matrix.cells.find((each) => each[0] === place && each[1] === at)?.[2] ?? 0;
            expect(cell).toBe(ofImage.filter((key) => HOSTS.get(key) === host.id).length);
          }
        }
      }),
    );
  });
});
