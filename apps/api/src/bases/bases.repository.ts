import { Injectable } from '@nestjs/common';
import { Digest } from '@roadstead/domain';
import { Questions } from '../platform/database/questions.js';

import type { FleetImage, Stack, Uses } from './base-tree.js';

interface StackRow {
  chain_id: Digest;
  parent: Digest | null;
  created_by: string;
  layers: number;
  added_layers: number;
  size: number;
  added_size: number;
  added_bytes: number;
  hosts: number;
}

interface ImageRow {
  id: Digest;
  top: Digest | null;
  references: string[];
  hosts: number;
}

const LARGEST = Number.MAX_SAFE_INTEGER;
@Injectable()
export class BasesRepository {
  constructor(private readonly questions: Questions) {}

  /** Another text whenever which images are on which hosts, or what they are called, is not what it was. */
  async state(): Promise<string> {
    const [row] = await this.questions.$queryRaw<{ state: string }[]>`
      SELECT concat_ws(' ', count(*), sum(hi.revision), count(*) FILTER (WHERE h.status = 'revoked')) AS state
      FROM host_images hi JOIN hosts h ON h.id = hi.host_id`;
    return row?.state ?? '';
  }

  /**
   * Stacks of layers that images end with, or from which several go on. Layers form a tree by what they lie on. What several
   * images have is walked from the bottom; what only one has lies on top of that, and makes one stack with the image's name.
   * Layers between two stacks count to the upper one. Hosts are bits, for a layer's hosts are those of any of its images.
   * A chain id is made from all below it by the control plane itself, so no host can tie a knot into the tree.
   */
  async stacks(): Promise<Stack[]> {
    const rows = await this.questions.$queryRaw<StackRow[]>`
      WITH RECURSIVE host AS (
        SELECT id, set_bit(repeat('0', (count(*) OVER ())::int)::"bit", (row_number() OVER ())::int - 1, 1) AS bit
        FROM hosts WHERE status <> 'revoked'
      ),
      present AS MATERIALIZED (
        SELECT hi.image_id, bit_or(host.bit) AS hosts FROM host_images hi JOIN host ON host.id = hi.host_id
        GROUP BY hi.image_id
      ),
      held AS MATERIALIZED (
        SELECT l.chain_id, l.parent_chain_id, l.size::numeric AS size, count(*) AS images, min(p.image_id) AS image_id,
          bit_count(bit_or(p.hosts))::int AS hosts, min(il.created_by) AS created_by
        FROM present p JOIN image_layers il ON il.image_id = p.image_id JOIN layers l ON l.chain_id = il.chain_id
        GROUP BY l.chain_id
      ),
      going_on AS (
        SELECT parent_chain_id AS chain_id FROM held WHERE parent_chain_id IS NOT NULL
        GROUP BY parent_chain_id HAVING count(*) > 1
      ),
      ending AS (
        SELECT i.top_chain_id AS chain_id FROM present p JOIN images i ON i.id = p.image_id GROUP BY i.top_chain_id
      ),
      common AS MATERIALIZED (
        SELECT held.*, going_on.chain_id IS NOT NULL OR ending.chain_id IS NOT NULL AS is_stack
        FROM held LEFT JOIN going_on ON going_on.chain_id = held.chain_id
          LEFT JOIN ending ON ending.chain_id = held.chain_id
        WHERE held.images > 1
      ),
      walk AS (
        SELECT chain_id, NULL::text AS parent, created_by, 1 AS layers, 1 AS added_layers, size, size AS added_size,
          size * hosts AS added_bytes, hosts, is_stack
        FROM common WHERE parent_chain_id IS NULL
        UNION ALL
        SELECT l.chain_id, CASE WHEN w.is_stack THEN w.chain_id ELSE w.parent END, l.created_by, w.layers + 1,
          CASE WHEN w.is_stack THEN 0 ELSE w.added_layers END + 1, w.size + l.size,
          CASE WHEN w.is_stack THEN 0 ELSE w.added_size END + l.size,
          CASE WHEN w.is_stack THEN 0 ELSE w.added_bytes END + l.size * l.hosts, l.hosts, l.is_stack
        FROM walk w JOIN common l ON l.parent_chain_id = w.chain_id
      ),
      own AS (
        SELECT held.image_id, count(*)::int AS layers, sum(held.size) AS size, sum(held.size * held.hosts) AS bytes,
          min(common.chain_id) AS parent
        FROM held LEFT JOIN common ON common.chain_id = held.parent_chain_id
        WHERE held.images = 1 GROUP BY held.image_id
      ),
      stack AS (
        SELECT chain_id, parent, created_by, layers, added_layers, size, added_size, added_bytes, hosts
        FROM walk WHERE is_stack
        UNION ALL
        SELECT held.chain_id, own.parent, held.created_by, i.layer_count, own.layers, coalesce(w.size, 0) + own.size,
          own.size, own.bytes, held.hosts
        FROM own JOIN images i ON i.id = own.image_id JOIN held ON held.chain_id = i.top_chain_id
          LEFT JOIN walk w ON w.chain_id = own.parent
      )
      SELECT chain_id, parent, created_by, layers, added_layers, least(size, ${LARGEST})::float8 AS size,
        least(added_size, ${LARGEST})::float8 AS added_size, least(added_bytes, ${LARGEST})::float8 AS added_bytes, hosts
      FROM stack ORDER BY layers, chain_id`;
    return rows.map((row) => ({
      chainId: row.chain_id,
      parent: row.parent ?? undefined,
      createdBy: row.created_by,
      layerCount: row.layers,
      addedLayers: row.added_layers,
      size: row.size,
      addedSize: row.added_size,
      addedBytes: row.added_bytes,
      hostCount: row.hosts,
    }));
  }

  async images(): Promise<FleetImage[]> {
    const rows = await this.questions.$queryRaw<ImageRow[]>`
      WITH present AS (
        SELECT hi.image_id, count(DISTINCT hi.host_id)::int AS hosts,
          coalesce(array_agg(DISTINCT reference ORDER BY reference) FILTER (WHERE reference IS NOT NULL), '{}') AS "references"
        FROM host_images hi JOIN hosts h ON h.id = hi.host_id AND h.status <> 'revoked'
          LEFT JOIN LATERAL unnest(hi."references") AS reference ON TRUE
        GROUP BY hi.image_id
      )
      SELECT i.id, i.top_chain_id AS top, present."references", present.hosts
      FROM present JOIN images i ON i.id = present.image_id ORDER BY present.hosts DESC, i.id`;
    return rows.map(({ id, top, references, hosts }) => ({ id, top: top ?? undefined, references, hostCount: hosts }));
  }

  /** By image: containers on hosts that are not revoked, as they are now. */
  async uses(): Promise<Map<string, Uses>> {
    const rows = await this.questions.$queryRaw<{ id: string; containers: number; running: number }[]>`
      SELECT c.image_id AS id, count(*)::int AS containers, count(*) FILTER (WHERE c.state = 'running')::int AS running
      FROM containers c JOIN hosts h ON h.id = c.host_id AND h.status <> 'revoked' GROUP BY c.image_id`;
    return new Map(rows.map(({ id, containers, running }) => [id, { containers, running }]));
  }

  /** What images with exactly these layers were ever called, by the chain id of their last layer. */
  async formerNames(chainIds: readonly Digest[]): Promise<Map<string, string[]>> {
    if (chainIds.length === 0) return new Map();
    const rows = await this.questions.$queryRaw<{ id: string; names: string[] }[]>`
      SELECT i.top_chain_id AS id, (array_agg(DISTINCT t.reference ORDER BY t.reference))[1:5] AS names
      FROM images i JOIN tag_history t ON t.image_id = i.id
      WHERE i.top_chain_id = ANY(${chainIds}::text[]) GROUP BY i.top_chain_id`;
    return new Map(rows.map(({ id, names }) => [id, names]));
  }
}
