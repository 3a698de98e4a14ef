import { createHash } from 'node:crypto';
import {
  alignHistory,
  type ContainerId,
  type ContainerRecord,
  chainIds,
  type Digest,
  type ImageConfig,
  type ImageRecord,
} from '@roadstead/domain';
import { fingerprint } from '@roadstead/protocol';
import { storableBytes, storableTime } from '../platform/database/storable.js';

/** A container on its way into its host's rows. `at`: ISO 8601, by the host's clock. */
export interface ContainerRow {
  readonly id: ContainerId;
  readonly at: string;
  /** Decimal text of a signed 64-bit number, which JSON numbers cannot hold. */
  readonly fingerprint: string;
  readonly record: ContainerRecord;
}

/** An image on its way into its host's rows: what is the host's own of it. */
export interface HostImageRow {
  readonly id: Digest;
  readonly at: string;
  readonly fingerprint: string;
  readonly engineId: string;
  readonly references: readonly string[];
  readonly repoDigests: readonly string[];
}

/** An image on its way into the catalogue: what is the same on every host. */
export interface CatalogueRow {
  readonly id: Digest;
  readonly createdAt: string;
  readonly size: number;
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
  readonly author?: string;
  readonly comment?: string;
  readonly config: ImageConfig;
  readonly history: ImageRecord['history'];
  readonly layers: readonly {
    readonly chainId: Digest;
    readonly diffId: Digest;
    readonly parentChainId?: Digest;
    readonly size: number;
    readonly createdBy: string;
  }[];
}

/** The fingerprint is that of the record as it came; what is stored has times that Postgres can hold. */
export function containerRow(record: ContainerRecord, at: string): ContainerRow {
  const { id, createdAt, startedAt, finishedAt, unhealthySince } = record;
  const times = {
    createdAt: storableTime(createdAt),
    startedAt: startedAt && storableTime(startedAt),
    finishedAt: finishedAt && storableTime(finishedAt),
    unhealthySince: unhealthySince && storableTime(unhealthySince),
  };
  return { id, at, fingerprint: String(fingerprint('container', record)), record: { ...record, ...times } };
}

export function hostImageRow(record: ImageRecord, at: string): HostImageRow {
  const { id, engineId, references, repoDigests } = record;
  return { id, at, fingerprint: String(fingerprint('image', record)), engineId, references, repoDigests };
}

export function catalogueRow(record: ImageRecord): CatalogueRow {
  const { id, architecture, os, variant, author, comment, config, history } = record;
  const chain = chainIds(record.layers, sha256);
  const layers = alignHistory(record.layers, history).flatMap(({ diffId, createdBy, size }, i) => {
    const chainId = chain[i];
    return chainId === undefined
      ? []
      : [{ chainId, diffId, parentChainId: chain[i - 1], size: storableBytes(size), createdBy }];
  });
  const size = storableBytes(record.size);
  const createdAt = storableTime(record.createdAt);
  return { id, createdAt, size, architecture, os, variant, author, comment, config, history, layers };
}

function sha256(text: string): Digest {
  return `sha256:${createHash('sha256').update(text).digest('hex')}` as Digest;
}
