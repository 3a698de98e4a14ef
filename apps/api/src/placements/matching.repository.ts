import { Injectable } from '@nestjs/common';
import type { Digest, HostId } from '@roadstead/domain';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import type { ContainerKey, HostKey, HostRef, ImageKey } from './matching.js';
import type { Clocks } from './run-source.js';
import { hasLabel } from './run-ways.js';

const DAY_MS = 86_400_000;
/** Of containers that are followed at a moment. */
const MOST_RUNS = 10_000;
/** After all hex digits. */
const BEYOND_HEX = 'g';

export interface NamedImage {
  readonly key: ImageKey;
  readonly imageId: Digest;
}

/** What names stand for, in the whole of history: of what is gone, too. */
@Injectable()
export class MatchingRepository {
  constructor(private readonly questions: Questions) {}

  async clocks(): Promise<Clocks> {
    const [row] = await this.questions.$queryRaw<
      { least: number; most: number; wild: HostKey[] | null; ahead: string }[]
    >`
      SELECT least(0, min(clock_offset_ms) FILTER (WHERE tame)) AS least, greatest(0, max(clock_offset_ms) FILTER (WHERE tame)) AS most,
        array_agg(key) FILTER (WHERE NOT tame) AS wild,
        ARRAY(SELECT coalesce(clock_offset_ms, 0) FROM generate_series(1, (SELECT max(key) FROM hosts)) AS each(key)
          LEFT JOIN hosts USING (key) ORDER BY each.key)::text AS ahead
      FROM (SELECT key, clock_offset_ms, coalesce(abs(clock_offset_ms::bigint) <= ${DAY_MS}, TRUE) AS tame FROM hosts) AS h`;
    return { leastMs: row?.least ?? 0, mostMs: row?.most ?? 0, wild: row?.wild ?? [], aheadMs: row?.ahead ?? '{}' };
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
  madeWith({ repository, tag }: { repository?: string; tag?: string }): Promise<NamedImage[]> {
    return this.questions.$queryRaw<NamedImage[]>`
      SELECT key, image_id AS "imageId" FROM history_images
      WHERE ${repository === undefined ? Prisma.sql`TRUE` : Prisma.sql`repository = ${repository}`}
        AND ${tag === undefined ? Prisma.sql`TRUE` : Prisma.sql`tag = ${tag}`}`;
  }

  /** By whatever references; an image that never ran has none. */
  async imageKeys(ids: readonly Digest[]): Promise<ImageKey[]> {
    if (ids.length === 0) return [];
    const rows = await this.questions.$queryRaw<{ key: ImageKey }[]>`
      SELECT key FROM history_images WHERE image_id = ANY(${ids}::text[])`;
    return rows.map(({ key }) => key);
  }

  hostRefs(ids: readonly HostId[]): Promise<HostRef[]> {
    return this.questions.$queryRaw<HostRef[]>`SELECT id, key FROM hosts WHERE id = ANY(${ids}::uuid[])`;
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

  hostsWithLabel(key: string, value: string | undefined): Promise<HostRef[]> {
    return this.questions.$queryRaw<HostRef[]>`
      SELECT id, key FROM hosts WHERE ${hasLabel(Prisma.sql`labels`, key, value)}`;
  }

  async imagesWithLabel(key: string, value: string | undefined): Promise<ImageKey[]> {
    const rows = await this.questions.$queryRaw<{ key: ImageKey }[]>`
      SELECT h.key FROM images i JOIN history_images h ON h.image_id = i.id
      WHERE ${hasLabel(Prisma.sql`(i.config -> 'labels')`, key, value)}`;
    return rows.map((row) => row.key);
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

  /** Whether these have had no more runs than are looked at in a little of the time that a moment of all takes. */
  async ranSeldom(containers: readonly ContainerKey[], until: Date): Promise<boolean> {
    const [row] = await this.questions.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (
        SELECT FROM runs WHERE container_key = ANY(${containers}::int[]) AND started_at <= ${until} LIMIT ${MOST_RUNS + 1}
      ) AS each`;
    return (row?.count ?? 0) <= MOST_RUNS;
  }

  async imagesLike(pattern: string): Promise<ImageKey[]> {
    const rows = await this.questions.$queryRaw<{ key: ImageKey }[]>`
      SELECT key FROM history_images WHERE lower(image_reference) LIKE ${pattern}`;
    return rows.map(({ key }) => key);
  }

  async hostsLike(pattern: string): Promise<HostKey[]> {
    const rows = await this.questions.$queryRaw<{ key: HostKey }[]>`
      SELECT key FROM hosts WHERE lower(name) LIKE ${pattern}`;
    return rows.map(({ key }) => key);
  }

  async #containers(where: Prisma.Sql, limit: number): Promise<ContainerKey[] | undefined> {
    const rows = await this.questions.$queryRaw<{ key: ContainerKey }[]>`
      SELECT key FROM history_containers WHERE ${where} LIMIT ${limit + 1}`;
    return rows.length > limit ? undefined : [...new Set(rows.map(({ key }) => key))];
  }
}
