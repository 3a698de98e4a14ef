import { Injectable } from '@nestjs/common';
import type { Digest, HostId } from '@roadstead/domain';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { ContainerKey } from './matching.js';
import { type Clocks, hasLabel } from './run-source.js';

const DAY_MS = 86_400_000;
/** After all hex digits. */
const BEYOND_HEX = 'g';

export interface NamedImages {
  readonly imageIds: Digest[];
  readonly references: string[];
}

/** What names stand for, in the whole of history: of what is gone, too. */
@Injectable()
export class MatchingRepository {
  constructor(private readonly questions: Questions) {}

  async clocks(): Promise<Clocks> {
    const [row] = await this.questions.$queryRaw<{ least: number; most: number; wild: HostId[] | null }[]>`
      SELECT least(0, min(clock_offset_ms) FILTER (WHERE tame)) AS least, greatest(0, max(clock_offset_ms) FILTER (WHERE tame)) AS most,
        array_agg(id) FILTER (WHERE NOT tame) AS wild
      FROM (SELECT id, clock_offset_ms, coalesce(abs(clock_offset_ms::bigint) <= ${DAY_MS}, TRUE) AS tame FROM hosts) AS h`;
    return { leastMs: row?.least ?? 0, mostMs: row?.most ?? 0, wild: row?.wild ?? [] };
  }

  /** Config or manifest digests that begin so, each with the images that it stands for. */
  digests(prefix: string, limit: number | undefined): Promise<{ digest: string; imageId: Digest }[]> {
    // A whole one stands for all of its images: what a host invents must not push any off the list.
    const cut = limit === undefined ? Prisma.empty : Prisma.sql`LIMIT ${limit}`;
    const begins = (column: Prisma.Sql) => Prisma.sql`${column} >= ${prefix} AND ${column} < ${prefix + BEYOND_HEX}`;
    return this.questions.$queryRaw<{ digest: string; imageId: Digest }[]>`
      (SELECT id AS digest, id AS "imageId" FROM images WHERE ${begins(Prisma.sql`id`)} ${cut})
      UNION (SELECT image_id, image_id FROM history_images WHERE ${begins(Prisma.sql`image_id`)} ${cut})
      UNION (SELECT digest, image_id FROM history_digests WHERE ${begins(Prisma.sql`digest`)} ${cut})
      ORDER BY digest`;
  }

  /** What containers were made of, by the reference that they were made with. */
  async madeWith({ repository, tag }: { repository?: string; tag?: string }): Promise<NamedImages> {
    const rows = await this.questions.$queryRaw<{ imageId: Digest; reference: string }[]>`
      SELECT image_id AS "imageId", image_reference AS reference FROM history_images
      WHERE ${repository === undefined ? Prisma.sql`TRUE` : Prisma.sql`repository = ${repository}`}
        AND ${tag === undefined ? Prisma.sql`TRUE` : Prisma.sql`tag = ${tag}`}`;
    return {
      imageIds: [...new Set(rows.map(({ imageId }) => imageId))],
      references: [...new Set(rows.map(({ reference }) => reference))],
    };
  }

  /** What a reference ever stood for on any host; of a repository without a tag, all of its. */
  async everCalled(repository: string, tag: string | undefined): Promise<Digest[]> {
    const named =
      tag === undefined
        ? Prisma.sql`starts_with(reference, ${`${repository}:`})`
        : Prisma.sql`reference = ${`${repository}:${tag}`}`;
    const rows = await this.questions.$queryRaw<{ id: Digest }[]>`
      SELECT DISTINCT image_id AS id FROM tag_history WHERE ${named}`;
    return rows.map(({ id }) => id);
  }

  async withLayer(chainId: string): Promise<Digest[]> {
    const rows = await this.questions.$queryRaw<{ id: Digest }[]>`
      SELECT DISTINCT image_id AS id FROM image_layers WHERE chain_id = ${chainId}`;
    return rows.map(({ id }) => id);
  }

  /** Images that have the uppermost layer of one of these, and so all of its layers, and more. */
  async builtOn(bases: readonly Digest[]): Promise<Digest[]> {
    const rows = await this.questions.$queryRaw<{ id: Digest }[]>`
      SELECT DISTINCT built.id FROM images base
      JOIN image_layers l ON l.chain_id = base.top_chain_id
      JOIN images built ON built.id = l.image_id AND built.layer_count > base.layer_count
      WHERE base.id = ANY(${bases}::text[])`;
    return rows.map(({ id }) => id);
  }

  async hostsWithLabel(key: string, value: string | undefined): Promise<HostId[]> {
    const rows = await this.questions.$queryRaw<{ id: HostId }[]>`
      SELECT id FROM hosts WHERE ${hasLabel(Prisma.sql`labels`, key, value)}`;
    return rows.map(({ id }) => id);
  }

  async imagesWithLabel(key: string, value: string | undefined): Promise<Digest[]> {
    const rows = await this.questions.$queryRaw<{ id: Digest }[]>`
      SELECT id FROM images WHERE ${hasLabel(Prisma.sql`(config -> 'labels')`, key, value)}`;
    return rows.map(({ id }) => id);
  }

  /** @returns undefined where there are more */
  containersWithLabel(key: string, value: string | undefined, limit: number): Promise<ContainerKey[] | undefined> {
    return this.#containers(hasLabel(Prisma.sql`labels`, key, value), limit);
  }

  /** By a name, exactly. */
  containersCalled(name: string, limit: number): Promise<ContainerKey[] | undefined> {
    return this.#containers(Prisma.sql`container_name = ${name}`, limit);
  }

  containersWithId(prefix: string, limit: number): Promise<ContainerKey[] | undefined> {
    return this.#containers(Prisma.sql`container_id >= ${prefix} AND container_id < ${prefix + BEYOND_HEX}`, limit);
  }

  containersLike(pattern: string, limit: number): Promise<ContainerKey[] | undefined> {
    return this.#containers(Prisma.sql`lower(container_name) LIKE ${pattern}`, limit);
  }

  async imagesLike(pattern: string, limit: number): Promise<Digest[] | undefined> {
    const rows = await this.questions.$queryRaw<{ id: Digest }[]>`
      SELECT DISTINCT image_id AS id FROM history_images WHERE lower(image_reference) LIKE ${pattern} LIMIT ${limit + 1}`;
    return rows.length > limit ? undefined : rows.map(({ id }) => id);
  }

  async hostsLike(pattern: string, limit: number): Promise<HostId[] | undefined> {
    const rows = await this.questions.$queryRaw<{ id: HostId }[]>`
      SELECT id FROM hosts WHERE lower(name) LIKE ${pattern} LIMIT ${limit + 1}`;
    return rows.length > limit ? undefined : rows.map(({ id }) => id);
  }

  async #containers(where: Prisma.Sql, limit: number): Promise<ContainerKey[] | undefined> {
    const rows = await this.questions.$queryRaw<ContainerKey[]>`
      SELECT DISTINCT host_id AS "hostId", container_id AS "containerId" FROM history_containers
      WHERE ${where} LIMIT ${limit + 1}`;
    return rows.length > limit ? undefined : rows;
  }
}
