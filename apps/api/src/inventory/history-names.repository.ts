import { Injectable } from '@nestjs/common';
import {
  type ContainerRecord,
  familiarRepository,
  type HostId,
  type ImageRecord,
  parseReference,
} from '@roadstead/domain';
import { storableJson } from '../platform/database/storable.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { INDEXED_LENGTH } from './container-ingest.js';

const ID = /^(?:sha256:)?[0-9a-f]{12,64}$/;
const MANIFEST_DIGEST = /sha256:[0-9a-f]{64}$/;

/**
 * What containers and images of history are called, so that runs are found by it.
 *
 * INVARIANT: rows are only ever added, sorted, in one statement outside of any transaction: hosts that bring the same names
 * at the same time wait for each other and never in a circle.
 */
@Injectable()
export class HistoryNamesRepository {
  constructor(private readonly prisma: PrismaService) {}

  async add(hostId: HostId, containers: readonly ContainerRecord[], images: readonly ImageRecord[]): Promise<void> {
    const digests = images.flatMap(digestsOf);
    if (containers.length + digests.length === 0) return;
    if (containers.length > 0) await this.#addKeys(hostId, containers);
    await this.prisma.$executeRaw`
      WITH container AS (
        SELECT DISTINCT ON (id, name) * FROM jsonb_to_recordset(${storableJson(containers.map(containerNames))}::jsonb)
          AS row(id text, name text, labels jsonb, image text, reference text, repository text, tag text)
        ORDER BY id, name
      ),
      named AS (
        INSERT INTO history_containers (host_id, container_id, container_name, labels, key)
        SELECT ${hostId}::uuid, id, name, labels,
          (SELECT k.key FROM run_containers k WHERE k.host_id = ${hostId}::uuid AND k.container_id = c.id)
        FROM container c
        WHERE NOT EXISTS (SELECT FROM history_containers h
          WHERE h.host_id = ${hostId}::uuid AND h.container_id = c.id AND h.container_name = c.name)
        ORDER BY id, name ON CONFLICT DO NOTHING
      ),
      digest AS (
        INSERT INTO history_digests (digest, image_id)
        SELECT DISTINCT digest, id FROM jsonb_to_recordset(${JSON.stringify(digests)}::jsonb) AS row(digest text, id text)
        WHERE NOT EXISTS (SELECT FROM history_digests h WHERE h.digest = row.digest AND h.image_id = row.id)
        ORDER BY digest, id ON CONFLICT DO NOTHING
      )
      INSERT INTO history_images (image_id, image_reference, repository, tag)
      SELECT DISTINCT image, reference, repository, tag FROM container c
      WHERE NOT EXISTS (SELECT FROM history_images h WHERE h.image_id = c.image AND h.image_reference = c.reference)
      ORDER BY image, reference ON CONFLICT DO NOTHING`;
  }

  /** What stands for a container in its runs. */
  async #addKeys(hostId: HostId, containers: readonly ContainerRecord[]): Promise<void> {
    await this.prisma.$executeRaw`
      INSERT INTO run_containers (host_id, container_id)
      SELECT DISTINCT ${hostId}::uuid, id FROM unnest(${containers.map(({ id }) => id)}::text[]) AS id
      WHERE NOT EXISTS (SELECT FROM run_containers k WHERE k.host_id = ${hostId}::uuid AND k.container_id = id)
      ORDER BY id ON CONFLICT DO NOTHING`;
  }
}

/** As `containers` and `placements` have them. */
function containerNames({ id, name, labels, imageId, imageReference }: ContainerRecord) {
  return {
    id,
    name: cut(name),
    labels,
    image: imageId,
    reference: cut(imageReference),
    ...repositoryOf(imageReference),
  };
}

/** Nothing for a container that was made by an id, or by what is no reference. */
function repositoryOf(text: string): { repository?: string; tag?: string } {
  if (ID.test(text)) return {};
  try {
    const reference = parseReference(text);
    return { repository: familiarRepository(reference), tag: reference.tag };
  } catch {
    return {};
  }
}

function digestsOf({ id, engineId, repoDigests }: ImageRecord): { digest: string; id: string }[] {
  const digests = [engineId, ...repoDigests].flatMap((text) => MANIFEST_DIGEST.exec(text)?.[0] ?? []);
  return digests.filter((digest) => digest !== id).map((digest) => ({ digest, id }));
}

/** Characters, as Postgres counts them. */
function cut(text: string): string {
  return text.length <= INDEXED_LENGTH ? text : [...text].slice(0, INDEXED_LENGTH).join('');
}
