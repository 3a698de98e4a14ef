import { ImageRecord } from '@roadstead/domain';
import { z } from 'zod';
import type { ImageSummary } from './engine.js';

const Words = z.array(z.string()).nullish();
const Keys = z.record(z.string(), z.unknown()).nullish();

/** The part of `GET /images/{id}/json` that a record is made of. */
export const InspectedImage = z.object({
  Id: z.string(),
  Created: z.string().nullish(),
  Size: z.number().default(0),
  Architecture: z.string().default(''),
  Os: z.string().default(''),
  Variant: z.string().nullish(),
  Author: z.string().nullish(),
  Comment: z.string().nullish(),
  Config: z
    .object({
      Entrypoint: Words,
      Cmd: Words,
      Env: Words,
      WorkingDir: z.string().nullish(),
      User: z.string().nullish(),
      ExposedPorts: Keys,
      Volumes: Keys,
      StopSignal: z.string().nullish(),
      Shell: Words,
      OnBuild: Words,
      Healthcheck: z.object({ Test: Words }).nullish(),
      Labels: z.record(z.string(), z.string()).nullish(),
    })
    .nullish(),
  RootFS: z.object({ Layers: Words }),
});
export type InspectedImage = z.infer<typeof InspectedImage>;

/** `GET /images/{id}/history`, newest first. `Created`: seconds since 1970. */
export const ImageHistory = z.array(
  z.object({ Created: z.number(), CreatedBy: z.string().default(''), Size: z.number(), Comment: z.string().nullish() }),
);

/** The part of an entry of `GET /images/json` that the agent uses. */
export const ListedImage = z.object({ Id: z.string(), RepoTags: Words, RepoDigests: Words });
export type ListedImage = z.infer<typeof ListedImage>;

const ABSENT_TIME = '0001-01-01T00:00:00Z';

export function toImageRecord(
  summary: ImageSummary,
  raw: InspectedImage,
  history: z.infer<typeof ImageHistory>,
): ImageRecord {
  const config = raw.Config ?? {};
  return ImageRecord.parse({
    id: summary.id,
    engineId: summary.engineId,
    references: summary.references,
    repoDigests: summary.repoDigests,
    createdAt: raw.Created || ABSENT_TIME,
    size: raw.Size,
    architecture: raw.Architecture,
    os: raw.Os,
    variant: raw.Variant || undefined,
    author: raw.Author || undefined,
    comment: raw.Comment || undefined,
    config: {
      entrypoint: config.Entrypoint ?? undefined,
      cmd: config.Cmd ?? undefined,
      env: config.Env ?? undefined,
      workingDir: config.WorkingDir || undefined,
      user: config.User || undefined,
      exposedPorts: keysOf(config.ExposedPorts),
      volumes: keysOf(config.Volumes),
      stopSignal: config.StopSignal || undefined,
      shell: config.Shell ?? undefined,
      onBuild: config.OnBuild ?? undefined,
      healthcheck: config.Healthcheck?.Test ?? undefined,
      labels: config.Labels ?? undefined,
    },
    layers: raw.RootFS.Layers ?? [],
    history: history.toReversed().map(({ CreatedBy, Created, Size, Comment }) => ({
      createdBy: CreatedBy,
      createdAt: Created < 0 ? ABSENT_TIME : new Date(Created * 1000).toISOString(),
      size: Size,
      comment: Comment || undefined,
    })),
  });
}

/** References and digests of a list's entry; the engine's `<none>` is nothing. */
export function namesOf(raw: ListedImage): Pick<ImageSummary, 'references' | 'repoDigests'> {
  return { references: named(raw.RepoTags), repoDigests: named(raw.RepoDigests) };
}

/**
 * One summary for each image: the containerd store lists an image twice that came by two manifests. The lowest of its
 * engine ids stands for it, so that the choice does not depend on the order.
 */
export function mergeSameImages(summaries: readonly ImageSummary[]): ImageSummary[] {
  const merged = new Map<string, ImageSummary>();
  const inOrder = [...summaries].sort((a, b) => (a.engineId < b.engineId ? -1 : 1));
  for (const summary of inOrder) {
    const other = merged.get(summary.id);
    merged.set(summary.id, other === undefined ? summary : mergeTwo(other, summary));
  }
  return [...merged.values()];
}

function mergeTwo(a: ImageSummary, b: ImageSummary): ImageSummary {
  return {
    id: a.id,
    engineId: a.engineId,
    references: [...new Set([...a.references, ...b.references])].sort(),
    repoDigests: [...new Set([...a.repoDigests, ...b.repoDigests])].sort(),
  };
}

/** What both a list and a record show of an image: two that differ mean that it changed. */
export function imageSignature({
  engineId,
  references,
  repoDigests,
}: Pick<ImageSummary, 'engineId' | 'references' | 'repoDigests'>): string {
  return [engineId, ...references, ...repoDigests].join('\n');
}

function named(names: string[] | null | undefined): string[] {
  return (names ?? []).filter((name) => !name.includes('<none>')).sort();
}

function keysOf(record: Record<string, unknown> | null | undefined): string[] | undefined {
  return record ? Object.keys(record).sort() : undefined;
}
