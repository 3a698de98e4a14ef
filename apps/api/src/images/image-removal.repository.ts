import { Injectable } from '@nestjs/common';
import type { ImageRemoval } from '@roadstead/contract';
import { ContainerState, Digest, type HostId } from '@roadstead/domain';
import { z } from 'zod';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** As `jsonb_agg` gives it. */
const Children = z.array(z.object({ id: Digest, references: z.array(z.string()) }));
const Layers = z.array(z.object({ chainId: Digest, createdBy: z.string(), size: z.number() }));

interface RemovalRow {
  dataAsOf: Date | null;
  references: string[];
  children: unknown;
  layersFreed: unknown;
}

/** What a removal would come to, from the inventory alone: two statements, whatever the host holds. */
@Injectable()
export class ImageRemovalRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** @returns undefined if the host does not have the image */
  async preview(hostId: HostId, imageId: Digest): Promise<ImageRemoval | undefined> {
    const [row] = await this.prisma.$queryRaw<RemovalRow[]>`
      WITH others AS (
        SELECT image_id AS id, "references" FROM host_images WHERE host_id = ${hostId}::uuid AND image_id <> ${imageId}
      ), own AS (
        SELECT il.position, il.chain_id, il.created_by, l.size
        FROM image_layers il JOIN layers l ON l.chain_id = il.chain_id WHERE il.image_id = ${imageId}
      ), top AS (SELECT chain_id, position FROM own ORDER BY position DESC LIMIT 1),
      -- Built on it: its layers and its history are the beginning of theirs, and they have more of either.
      children AS (
        SELECT o.id, o."references" FROM others o JOIN image_layers il ON il.image_id = o.id
          JOIN top ON top.chain_id = il.chain_id JOIN images child ON child.id = o.id JOIN images i ON i.id = ${imageId}
        WHERE NOT EXISTS (
            SELECT FROM jsonb_array_elements(i.history) WITH ORDINALITY AS step (entry, number)
            WHERE child.history -> (number - 1)::int IS DISTINCT FROM entry)
          AND (jsonb_array_length(child.history) > jsonb_array_length(i.history)
            OR EXISTS (SELECT FROM image_layers above WHERE above.image_id = o.id AND above.position > top.position))
      ), freed AS (
        SELECT * FROM own WHERE NOT EXISTS (
          SELECT FROM image_layers il JOIN others o ON o.id = il.image_id WHERE il.chain_id = own.chain_id)
      )
      SELECT h.data_as_of AS "dataAsOf", hi."references",
        (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'references', "references") ORDER BY "references", id), '[]')
          FROM children) AS children,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('chainId', chain_id, 'createdBy', created_by, 'size', size)
          ORDER BY position), '[]') FROM freed) AS "layersFreed"
      FROM host_images hi JOIN hosts h ON h.id = hi.host_id
      WHERE hi.host_id = ${hostId}::uuid AND hi.image_id = ${imageId}`;
    if (row === undefined) return undefined;
    const containers = await this.prisma.container.findMany({
      where: { hostId, imageId },
      select: { id: true, name: true, state: true },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    });
    const layersFreed = Layers.parse(row.layersFreed);
    return {
      dataAsOf: row.dataAsOf?.toISOString(),
      references: [...row.references].sort(),
      containers: containers.map(({ state, ...container }) => ({ ...container, state: ContainerState.parse(state) })),
      children: Children.parse(row.children),
      layersFreed,
      bytesFreed: layersFreed.reduce((sum, { size }) => sum + size, 0),
    };
  }
}
