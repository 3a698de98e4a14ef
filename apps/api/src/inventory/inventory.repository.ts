import { Injectable } from '@nestjs/common';
import { type ContainerId, type Digest, type EngineFacts, type HostId, RoadsteadError } from '@roadstead/domain';
import type { InventoryDelta, InventorySnapshot } from '@roadstead/protocol';
import { storableJson, storableMoment } from '../platform/database/storable.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import {
  type ContainerEffect,
  containerRows,
  endRuns,
  removeContainers,
  removeOtherContainers,
  storeContainers,
  trackRuns,
} from './container-ingest.js';
import { deltaRounds, type Round } from './delta-rounds.js';
import {
  beginPresence,
  endPresence,
  hostImageRows,
  removeHostImages,
  removeOtherHostImages,
  storeHostImages,
  trackReferences,
} from './image-ingest.js';
import type { IngestScope, Touched } from './ingest-scope.js';
import type { InventoryPosition } from './inventory-positions.js';
import { containerRow, hostImageRow } from './inventory-rows.js';

/** What a message changed, for those who want to hear of it after the commit. */
export interface IngestEffect {
  readonly storedContainers: ContainerEffect[];
  readonly removedContainers: ContainerEffect[];
  readonly images: Digest[];
}

/** `effect` is absent where the message had been applied before. */
export interface Applied {
  readonly position: InventoryPosition;
  readonly effect?: IngestEffect;
}

/** A list of tens of thousands of containers takes a while; a connection may have to be waited for. */
const TRANSACTION = { maxWait: 30_000, timeout: 120_000 };

/**
 * Applies inventory messages.
 *
 * INVARIANTS
 * - All of a message, or nothing of it. The lock on the host's row puts messages of one host in a row, over all processes.
 * - The number of statements does not depend on the number of records.
 */
@Injectable()
export class InventoryRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Keeps a part until the last one is there. Parts of other lists of this host go. */
  async keepPart(hostId: HostId, snapshot: InventorySnapshot): Promise<void> {
    await this.prisma.$transaction([
      this.prisma.$executeRaw`
        DELETE FROM snapshot_parts WHERE host_id = ${hostId}::uuid AND epoch <> ${snapshot.epoch}::uuid`,
      this.prisma.$executeRaw`
        INSERT INTO snapshot_parts (host_id, epoch, part, payload)
        VALUES (${hostId}::uuid, ${snapshot.epoch}::uuid, ${snapshot.part}, ${partPayload(snapshot)}::jsonb)
        ON CONFLICT (host_id, epoch, part) DO UPDATE SET payload = EXCLUDED.payload`,
    ]);
  }

  /**
   * Makes the list of all kept parts take effect.
   * @throws RoadsteadError `inventory.resync` where a part is missing, `agent.revoked`
   */
  applySnapshot(hostId: HostId, last: InventorySnapshot & { viewHash: string }): Promise<Applied> {
    return this.prisma.$transaction(async (tx) => {
      const before = await lockHost(tx, hostId);
      const { epoch, parts, viewHash } = last;
      const observedAt = storableMoment(last.observedAt);
      if (before?.epoch === epoch) return { position: before };
      const [kept] = await tx.$queryRaw<{ count: number; facts: EngineFacts | null }[]>`
        SELECT count(*)::int AS count, jsonb_path_query_first(jsonb_agg(payload -> 'facts'), '$[*] ? (@ != null)') AS facts
        FROM snapshot_parts WHERE host_id = ${hostId}::uuid AND epoch = ${epoch}::uuid AND part < ${parts}`;
      if (kept?.count !== parts) throw new RoadsteadError('inventory.resync');
      const scope = { tx, hostId, gap: true };
      const effect = await applyList(scope, epoch, observedAt);
      await tx.$executeRaw`DELETE FROM snapshot_parts WHERE host_id = ${hostId}::uuid`;
      await beginObservation(scope, epoch, observedAt);
      const position = { epoch, sequence: 0, viewHash };
      await writePosition(scope, position, kept.facts ?? undefined);
      return { position, effect };
    }, TRANSACTION);
  }

  /** @throws RoadsteadError `inventory.resync` where it does not follow on what was applied, `agent.revoked` */
  applyDelta(hostId: HostId, { epoch, sequence, changes, viewHash }: InventoryDelta): Promise<Applied> {
    const rounds = deltaRounds(changes);
    return this.prisma.$transaction(async (tx) => {
      const before = await lockHost(tx, hostId);
      if (before?.epoch !== epoch || sequence > before.sequence + 1) throw new RoadsteadError('inventory.resync');
      if (sequence <= before.sequence) return { position: before };
      const scope = { tx, hostId, gap: false };
      const effects: IngestEffect[] = [];
      for (const round of rounds) effects.push(await applyRound(scope, round));
      const position = { epoch, sequence, viewHash };
      await writePosition(scope, position, rounds.findLast((round) => round.facts !== undefined)?.facts);
      await extendObservation(scope, epoch, changes);
      return { position, effect: mergeEffects(effects) };
    }, TRANSACTION);
  }
}

function partPayload({ containers, images, facts, ...snapshot }: InventorySnapshot): string {
  const observedAt = storableMoment(snapshot.observedAt);
  return storableJson({
    containers: containers.map((record) => containerRow(record, observedAt)),
    images: images.map((record) => hostImageRow(record, observedAt)),
    facts: facts ?? null,
  });
}

async function lockHost(tx: Prisma.TransactionClient, hostId: HostId): Promise<InventoryPosition | undefined> {
  const [host] = await tx.$queryRaw<
    { status: string; epoch: string | null; sequence: number; view_hash: bigint | null }[]
  >`SELECT status, epoch, sequence, view_hash FROM hosts WHERE id = ${hostId}::uuid FOR UPDATE`;
  if (host === undefined || host.status === 'revoked') throw new RoadsteadError('agent.revoked');
  if (host.epoch === null) return undefined;
  return { epoch: host.epoch, sequence: host.sequence, viewHash: String(host.view_hash) };
}

async function applyList(scope: IngestScope, epoch: string, at: string): Promise<IngestEffect> {
  const listed = (kind: 'containers' | 'images') => Prisma.sql`(
    SELECT item FROM snapshot_parts, jsonb_array_elements(payload -> ${kind}) AS item
    WHERE host_id = ${scope.hostId}::uuid AND epoch = ${epoch}::uuid)`;
  const storedContainers = await storeContainers(scope, listed('containers'));
  const removedContainers = await removeOtherContainers(scope, listed('containers'));
  const storedImages = await storeHostImages(scope, listed('images'));
  const removedImages = await removeOtherHostImages(scope, listed('images'));
  const touch = <Id extends string>(ids: readonly Id[]): Touched<Id>[] => ids.map((id) => ({ id, at }));
  return track(scope, {
    storedContainers,
    removedContainers,
    runs: touch(storedContainers.map(({ id }) => id)),
    ends: touch(removedContainers.map(({ id }) => id)),
    storedImages: touch(storedImages),
    removedImages: touch(removedImages),
  });
}

async function applyRound(scope: IngestScope, round: Round): Promise<IngestEffect> {
  const none: never[] = [];
  const { containers, removedContainers, images, removedImages } = round;
  const stored = containers.length > 0 ? await storeContainers(scope, containerRows(containers)) : none;
  const removed = removedContainers.length > 0 ? await removeContainers(scope, idsOf(removedContainers)) : none;
  const storedIds = images.length > 0 ? await storeHostImages(scope, hostImageRows(images)) : none;
  const removedIds = removedImages.length > 0 ? await removeHostImages(scope, idsOf(removedImages)) : none;
  return track(scope, {
    storedContainers: stored,
    removedContainers: removed,
    runs: among(containers, new Set(stored.map(({ id }) => id))),
    ends: among(removedContainers, new Set(removed.map(({ id }) => id))),
    storedImages: among(images, new Set(storedIds)),
    removedImages: among(removedImages, new Set(removedIds)),
  });
}

interface Tracked {
  readonly storedContainers: ContainerEffect[];
  readonly removedContainers: ContainerEffect[];
  readonly runs: Touched<ContainerId>[];
  readonly ends: Touched<ContainerId>[];
  readonly storedImages: Touched<Digest>[];
  readonly removedImages: Touched<Digest>[];
}

/** Writes the history of what was stored and removed. */
async function track(scope: IngestScope, changes: Tracked): Promise<IngestEffect> {
  const { storedContainers, removedContainers, runs, ends, storedImages, removedImages } = changes;
  await trackRuns(scope, runs);
  await endRuns(scope, ends);
  await trackReferences(scope, [...storedImages, ...removedImages]);
  await beginPresence(scope, storedImages);
  await endPresence(scope, removedImages);
  return { storedContainers, removedContainers, images: [...idsOf(storedImages), ...idsOf(removedImages)] };
}

function idsOf<Id extends string>(touched: readonly Touched<Id>[]): Id[] {
  return touched.map(({ id }) => id);
}

function among<Id extends string>(touched: readonly Touched<Id>[], ids: ReadonlySet<Id>): Touched<Id>[] {
  return touched.filter(({ id }) => ids.has(id)).map(({ id, at }) => ({ id, at }));
}

function mergeEffects(effects: readonly IngestEffect[]): IngestEffect {
  return {
    storedContainers: effects.flatMap((effect) => effect.storedContainers),
    removedContainers: effects.flatMap((effect) => effect.removedContainers),
    images: effects.flatMap((effect) => effect.images),
  };
}

/** The agent watches from here on without a gap; what it watched before ended where it was last heard. */
async function beginObservation({ tx, hostId }: IngestScope, epoch: string, observedAt: string): Promise<void> {
  await tx.$executeRaw`UPDATE observations SET open = FALSE WHERE host_id = ${hostId}::uuid AND open`;
  await tx.$executeRaw`
    INSERT INTO observations (host_id, epoch, observed_from, observed_to)
    VALUES (${hostId}::uuid, ${epoch}::uuid, ${observedAt}::timestamptz, ${observedAt}::timestamptz)
    ON CONFLICT (host_id, epoch) DO UPDATE SET open = TRUE`;
}

/** What is told of a moment was watched until then: no heartbeat may come after it. */
async function extendObservation(
  { tx, hostId }: IngestScope,
  epoch: string,
  changes: InventoryDelta['changes'],
): Promise<void> {
  const times = changes.map(({ at }) => storableMoment(at));
  await tx.$executeRaw`
    UPDATE observations SET observed_to = latest.at
    FROM (SELECT max(at::timestamptz) AS at FROM unnest(${times}::text[]) AS at) AS latest
    WHERE host_id = ${hostId}::uuid AND epoch = ${epoch}::uuid AND open AND observed_to < latest.at`;
}

async function writePosition(
  { tx, hostId }: IngestScope,
  position: InventoryPosition,
  facts?: EngineFacts,
): Promise<void> {
  // An engine that tells of itself answers.
  const engine =
    facts === undefined
      ? Prisma.empty
      : Prisma.sql`, engine = ${storableJson(facts)}::jsonb, engine_state = 'up', engine_error = NULL`;
  await tx.$executeRaw`
    UPDATE hosts SET epoch = ${position.epoch}::uuid, sequence = ${position.sequence},
      view_hash = ${position.viewHash}::bigint, data_as_of = now()${engine}
    WHERE id = ${hostId}::uuid`;
}
