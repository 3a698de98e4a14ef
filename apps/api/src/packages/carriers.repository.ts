import { Injectable } from '@nestjs/common';
import type { CarrierSort, PackageCarrier, PackageCoverage } from '@roadstead/contract';
import type { Digest, HostId } from '@roadstead/domain';
import { MatchingRepository } from '../placements/matching.repository.js';
import { KNOWN, KNOWN_UNTIL, RUN_COLUMNS, WHOLE_RUNS } from '../placements/run-rows.js';
import { type Clocks, runs } from '../placements/run-source.js';
import { OFFSET } from '../platform/database/host-offset.js';
import { afterCursor, cutPage } from '../platform/database/keyset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';

/** What runs: now, or at a moment; on all hosts, or one. */
export interface RunScope {
  /** Absent: now. */
  readonly at?: Date;
  readonly clocks: Clocks;
  readonly hostId?: HostId;
}

export interface PageOfCarriers {
  readonly sort: CarrierSort;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  readonly cursor?: string;
}

export type Carrier = Omit<PackageCarrier, 'matching'>;

export interface Carriers {
  readonly items: Carrier[];
  readonly total: number;
  /** Hosts that they are on, in all. */
  readonly hosts: number;
  readonly nextCursor?: string;
}

export interface ImageUse {
  id: Digest;
  references: string[];
  hosts: number;
  running: number;
}

interface CarrierRow {
  hostId: string | null;
  hostName: string;
  containerId: string;
  containerName: string;
  imageId: string;
  imageReference: string;
  from: Date | null;
  isObserved: boolean;
  dataAsOf: Date | null;
  key: string;
  second: string;
  total: number;
  hosts: number;
}

const HOST = { expression: Prisma.sql`r.host_name`, type: 'text' };
const CONTAINER = { expression: Prisma.sql`r.container_name`, type: 'text' };
/** By two keys each; what has no start is before all that has one. */
const SORT_KEYS: Record<CarrierSort, readonly [typeof HOST, typeof HOST]> = {
  host: [HOST, CONTAINER],
  container: [CONTAINER, HOST],
  image: [{ expression: Prisma.sql`r.image_reference`, type: 'text' }, CONTAINER],
  since: [
    { expression: Prisma.sql`coalesce(r.started_at - r.ahead, '-infinity'::timestamptz)`, type: 'timestamptz' },
    CONTAINER,
  ],
};

function runningNow(hostId: HostId | undefined, imageIds: readonly Digest[] | undefined): Prisma.Sql {
  const ofImages = imageIds === undefined ? Prisma.sql`TRUE` : Prisma.sql`c.image_id = ANY(${imageIds}::text[])`;
  const ofHost = hostId === undefined ? Prisma.sql`TRUE` : Prisma.sql`c.host_id = ${hostId}::uuid`;
  return Prisma.sql`
    SELECT c.host_id, h.name AS host_name, ${OFFSET} AS ahead, c.id AS container_id, c.name AS container_name, c.image_id,
      c.image_reference, c.started_at
    FROM containers c JOIN hosts h ON h.id = c.host_id
    WHERE c.state IN ('running', 'paused') AND ${ofImages} AND ${ofHost}`;
}

/** Containers with certain images, and how much is known of the images of all that run. */
@Injectable()
export class CarriersRepository {
  constructor(
    private readonly questions: Questions,
    private readonly names: MatchingRepository,
  ) {}

  /** The containers of the images, with how many there are in all and on how many hosts. */
  async page(
    imageIds: readonly Digest[],
    scope: RunScope,
    { sort, order, limit, cursor }: PageOfCarriers,
  ): Promise<Carriers> {
    const [key, second] = SORT_KEYS[sort];
    const columns = [
      key,
      second,
      { expression: Prisma.sql`r.host_id`, type: 'uuid' },
      { expression: Prisma.sql`r.container_id`, type: 'text' },
    ];
    const direction = Prisma.raw(order);
    const ordered = Prisma.join(columns.map(({ expression }) => Prisma.sql`${expression} ${direction}`));
    const isNow = scope.at === undefined;
    const isObserved = isNow
      ? Prisma.sql`h.status = 'online'`
      : Prisma.sql`${KNOWN_UNTIL} - r.ahead >= ${scope.at}::timestamptz`;
    const running = await this.#running(scope, imageIds);
    const rows = await this.questions.$queryRaw<CarrierRow[]>`
      WITH r AS MATERIALIZED (${running}),
      counted AS (SELECT count(*)::int AS total, count(DISTINCT host_id)::int AS hosts FROM r),
      page AS (SELECT * FROM r WHERE ${afterCursor(cursor, order, columns)} ORDER BY ${ordered} LIMIT ${limit + 1}),
      told AS (
        SELECT r.*, ${isObserved} AS is_observed, h.data_as_of, (${key.expression})::text AS key, ${second.expression} AS second
        FROM page r JOIN hosts h ON h.id = r.host_id ${isNow ? Prisma.empty : KNOWN})
      SELECT r.host_id AS "hostId", r.host_name AS "hostName", r.container_id AS "containerId",
        r.container_name AS "containerName", r.image_id AS "imageId", r.image_reference AS "imageReference",
        r.started_at - r.ahead AS "from", r.is_observed AS "isObserved", r.data_as_of AS "dataAsOf", r.key, r.second,
        counted.total, counted.hosts
      FROM counted LEFT JOIN told r ON TRUE ORDER BY ${ordered}`;
    const found = rows.filter(({ hostId }) => hostId !== null);
    const page = cutPage(found, limit, (last) => [last.key, last.second, String(last.hostId), last.containerId]);
    return {
      items: page.rows.map(toCarrier),
      total: rows[0]?.total ?? 0,
      hosts: rows[0]?.hosts ?? 0,
      nextCursor: page.nextCursor,
    };
  }

  /** The images, those with most running containers first. */
  async images(imageIds: readonly Digest[], scope: RunScope, limit: number): Promise<ImageUse[]> {
    const ids = [...imageIds];
    const running = await this.#runningImages(scope, ids);
    return this.questions.$queryRaw<ImageUse[]>`
      WITH used AS (SELECT image_id, count(*)::int AS running FROM (${running}) AS r GROUP BY image_id),
      held AS (
        SELECT image_id, count(*)::int AS hosts FROM host_images WHERE image_id = ANY(${ids}::text[]) GROUP BY image_id),
      first AS (
        SELECT id, coalesce(held.hosts, 0) AS hosts, coalesce(used.running, 0) AS running
        FROM unnest(${ids}::text[]) AS id LEFT JOIN held ON held.image_id = id LEFT JOIN used ON used.image_id = id
        ORDER BY running DESC, hosts DESC, id LIMIT ${limit})
      SELECT first.*, ARRAY(
        SELECT DISTINCT reference FROM host_images i, unnest(i."references") AS reference
        WHERE i.image_id = first.id ORDER BY reference) AS "references"
      FROM first ORDER BY running DESC, hosts DESC, id`;
  }

  /** Of the images of all that runs. */
  async coverage(scope: RunScope): Promise<PackageCoverage> {
    const running = await this.#runningImages(scope);
    const [row] = await this.questions.$queryRaw<PackageCoverage[]>`
      WITH used AS (SELECT image_id, count(*)::int AS containers FROM (${running}) AS r GROUP BY image_id),
      told AS (
        SELECT u.image_id, u.containers,
          CASE WHEN s.image_id IS NULL THEN 'unread' WHEN s.is_readable THEN 'read' ELSE 'unreadable' END AS kind
        FROM used u LEFT JOIN image_package_scans s ON s.image_id = u.image_id),
      last AS (
        SELECT j.state FROM told t JOIN LATERAL (
          SELECT state FROM jobs WHERE kind = 'image.scan-packages' AND params->>'imageId' = t.image_id
          ORDER BY created_at DESC LIMIT 1
        ) AS j ON TRUE WHERE t.kind = 'unread')
      SELECT ${counted('read')}, ${counted('unread')}, ${counted('unreadable')},
        (SELECT count(*)::int FROM last WHERE state IN ('queued', 'waiting-for-host', 'running', 'interrupted')) AS "beingRead",
        (SELECT count(*)::int FROM last WHERE state = 'failed') AS failed
      FROM told`;
    const none = { images: 0, containers: 0 };
    return row ?? { read: none, unread: none, unreadable: none, beingRead: 0, failed: 0 };
  }

  /**
   * Rows of what runs, with RUN_COLUMNS but the id and the exit code. A moment is history's (decision 0028), by the same query
   * as that of the placements: what ends in a gap is taken as it was last seen, and said to be unobserved.
   */
  async #running(scope: RunScope, imageIds: readonly Digest[]): Promise<Prisma.Sql> {
    const { at, hostId } = scope;
    if (at === undefined) return runningNow(hostId, imageIds);
    const found = await this.#runs(at, scope, Prisma.sql`p.id`, imageIds);
    return Prisma.sql`SELECT ${RUN_COLUMNS} FROM (${found}) AS found ${WHOLE_RUNS}`;
  }

  /** Its images alone, which an index has. */
  async #runningImages(scope: RunScope, imageIds?: readonly Digest[]): Promise<Prisma.Sql> {
    const { at, hostId } = scope;
    if (at === undefined) return runningNow(hostId, imageIds);
    const found = await this.#runs(at, scope, Prisma.sql`p.image_key`, imageIds);
    return Prisma.sql`SELECT i.image_id FROM (${found}) AS found JOIN history_images i ON i.key = found.image_key`;
  }

  async #runs(
    at: Date,
    { clocks, hostId }: RunScope,
    columns: Prisma.Sql,
    imageIds: readonly Digest[] | undefined,
  ): Promise<Prisma.Sql> {
    const [hosts, images] = await Promise.all([
      hostId && this.names.hostRefs([hostId]),
      imageIds && this.names.imageKeys(imageIds),
    ]);
    return runs({ window: { type: 'moment', at }, matching: { hosts, images }, clocks, columns });
  }
}

function counted(kind: 'read' | 'unread' | 'unreadable'): Prisma.Sql {
  return Prisma.sql`jsonb_build_object('images', count(*) FILTER (WHERE kind = ${kind}),
    'containers', coalesce(sum(containers) FILTER (WHERE kind = ${kind}), 0)) AS ${Prisma.raw(kind)}`;
}

function toCarrier({ from, isObserved, dataAsOf, key, second, total, hosts, ...row }: CarrierRow): Carrier {
  return {
    ...(row as Pick<PackageCarrier, 'hostId' | 'containerId' | 'imageId'> & typeof row),
    from: from?.toISOString(),
    certainty: isObserved ? 'observed' : 'unobserved',
    dataAsOf: dataAsOf?.toISOString(),
  };
}
