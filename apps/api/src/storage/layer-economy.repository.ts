import { Injectable } from '@nestjs/common';
import type { LayerCost, LayerEconomy } from '@roadstead/contract';
import { Digest, HostId, HostStatus } from '@roadstead/domain';
import { Questions } from '../platform/database/questions.js';
import { KeptAnswer } from '../platform/kept-answer.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { type ImageSpace, NO_IMAGES, StorageRepository } from './storage.repository.js';

const COSTLIEST = 50;

interface CostRow {
  chain_id: string;
  created_by: string;
  size: bigint;
  images: number;
  hosts: number;
}

interface Counted extends Pick<LayerEconomy, 'costliest' | 'distinctBytes'> {
  readonly spaces: ReadonlyMap<string, ImageSpace>;
}

/**
 * What the fleet's layers take, in a fixed number of statements, whatever its size. They go over all layers of all images, and so
 * they are asked again only when another image is on a host, or another one is used there.
 */
@Injectable()
export class LayerEconomyRepository {
  readonly #counted: KeptAnswer<Counted>;

  constructor(
    private readonly prisma: PrismaService,
    private readonly questions: Questions,
    storage: StorageRepository,
  ) {
    this.#counted = new KeptAnswer(
      () => this.#state(),
      async () => {
        const [spaces, costliest, distinctBytes] = await Promise.all([
          storage.imageSpaces(),
          this.#costliest(),
          this.#distinctBytes(),
        ]);
        return { spaces, costliest, distinctBytes };
      },
    );
  }

  async ofFleet(): Promise<LayerEconomy> {
    const [hosts, { spaces, costliest, distinctBytes }] = await Promise.all([
      this.prisma.host.findMany({
        where: { status: { not: 'revoked' } },
        select: { id: true, name: true, status: true, dataAsOf: true },
      }),
      this.#counted.get(),
    ]);
    const rows = hosts.map(({ id, name, status, dataAsOf }) => ({
      hostId: HostId.parse(id),
      hostName: name,
      status: HostStatus.parse(status),
      dataAsOf: dataAsOf?.toISOString(),
      ...(spaces.get(id) ?? NO_IMAGES),
    }));
    rows.sort((a, b) => b.unused.bytes - a.unused.bytes || a.hostName.localeCompare(b.hostName));
    return { hosts: rows, costliest, distinctBytes };
  }

  /** Another text whenever an image comes to a host, goes, or changes its names there, or whether containers use it. */
  async #state(): Promise<string> {
    const [row] = await this.questions.$queryRaw<{ state: string }[]>`
      SELECT concat_ws(' ', images.*, used.*) AS state FROM (
        SELECT concat_ws(' ', count(*), sum(hi.revision), count(*) FILTER (WHERE h.status = 'revoked'))
        FROM host_images hi JOIN hosts h ON h.id = hi.host_id) AS images,
        (SELECT concat_ws(' ', count(*), sum(hashtextextended(host_id::text || image_id, 0)))
        FROM (SELECT DISTINCT host_id, image_id FROM containers) AS pairs) AS used`;
    return row?.state ?? '';
  }

  async #costliest(): Promise<LayerCost[]> {
    const rows = await this.questions.$queryRaw<CostRow[]>`
      WITH cost AS (
        SELECT il.chain_id, count(DISTINCT il.image_id)::int AS images, count(DISTINCT hi.host_id)::int AS hosts,
          min(il.created_by) AS created_by
        FROM host_images hi JOIN hosts h ON h.id = hi.host_id AND h.status <> 'revoked'
          JOIN image_layers il ON il.image_id = hi.image_id
        GROUP BY il.chain_id
      )
      SELECT cost.*, l.size FROM cost JOIN layers l ON l.chain_id = cost.chain_id
      ORDER BY l.size::numeric * cost.hosts DESC, l.chain_id LIMIT ${COSTLIEST}`;
    return rows.map(({ chain_id, created_by, size, images, hosts }) => ({
      chainId: Digest.parse(chain_id),
      createdBy: created_by,
      size: Number(size),
      images,
      hosts,
      bytes: Number(size) * hosts,
    }));
  }

  async #distinctBytes(): Promise<number> {
    const [row] = await this.questions.$queryRaw<{ bytes: bigint }[]>`
      SELECT least(coalesce(sum(size), 0), ${Number.MAX_SAFE_INTEGER})::bigint AS bytes FROM layers WHERE chain_id IN (
        SELECT il.chain_id FROM host_images hi JOIN hosts h ON h.id = hi.host_id AND h.status <> 'revoked'
          JOIN image_layers il ON il.image_id = hi.image_id)`;
    return Number(row?.bytes ?? 0);
  }
}
