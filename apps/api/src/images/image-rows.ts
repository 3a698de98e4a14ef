import type { ImageDetail, ImageLayerRow, ImageSummary } from '@roadstead/contract';
import { Digest, HistoryEntry, HostId, ImageConfig } from '@roadstead/domain';
import { z } from 'zod';

/** As `jsonb_agg` gives it. */
const HostsOfImage = z.array(
  z.object({
    hostId: HostId,
    hostName: z.string(),
    references: z.array(z.string()),
    repoDigests: z.array(z.string()),
    dataAsOf: z.string().nullable(),
  }),
);

export interface SummaryRow {
  id: string;
  created_at: Date;
  size: bigint;
  architecture: string;
  os: string;
  layer_count: number;
  hosts: unknown;
  container_count: number;
  running_count: number;
}

export interface DetailRow extends SummaryRow {
  variant: string | null;
  author: string | null;
  comment: string | null;
  config: unknown;
  history: unknown;
}

export interface LayerRow {
  position: number;
  chain_id: string;
  diff_id: string;
  created_by: string;
  size: bigint;
  shared_by_images: number;
  on_hosts: number;
}

export function toSummary(row: SummaryRow, revision: number): ImageSummary {
  const hosts = HostsOfImage.parse(row.hosts);
  return {
    id: Digest.parse(row.id),
    references: distinct(hosts.flatMap(({ references }) => references)),
    createdAt: row.created_at.toISOString(),
    size: Number(row.size),
    architecture: row.architecture,
    os: row.os,
    layerCount: row.layer_count,
    hosts: hosts.map(({ hostId, hostName, references, dataAsOf }) => ({
      hostId,
      hostName,
      references,
      dataAsOf: new Date(dataAsOf ?? 0).toISOString(),
    })),
    containerCount: row.container_count,
    runningCount: row.running_count,
    revision,
  };
}

export function toDetail(row: DetailRow, containers: ImageDetail['containers'], revision: number): ImageDetail {
  return {
    ...toSummary(row, revision),
    variant: row.variant ?? undefined,
    author: row.author ?? undefined,
    comment: row.comment ?? undefined,
    repoDigests: distinct(HostsOfImage.parse(row.hosts).flatMap(({ repoDigests }) => repoDigests)),
    config: ImageConfig.parse(row.config),
    history: z.array(HistoryEntry).parse(row.history),
    containers,
  };
}

export function toLayer(row: LayerRow): ImageLayerRow {
  return {
    position: row.position,
    chainId: Digest.parse(row.chain_id),
    diffId: Digest.parse(row.diff_id),
    createdBy: row.created_by,
    size: Number(row.size),
    sharedByImages: row.shared_by_images,
    onHosts: row.on_hosts,
  };
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
