import { z } from 'zod';
import { Digest } from './digest.js';
import { Labels } from './host.js';

/** One line of `docker history`, newest first as the engine gives it. `size` in bytes. */
export const HistoryEntry = z.object({
  createdBy: z.string(),
  createdAt: z.iso.datetime({ offset: true }),
  size: z.number(),
  comment: z.string().optional(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** The part of an image's config that decides how it runs. Absent keys are absent in the image. */
export const ImageConfig = z.object({
  entrypoint: z.array(z.string()).optional(),
  cmd: z.array(z.string()).optional(),
  env: z.array(z.string()).optional(),
  workingDir: z.string().optional(),
  user: z.string().optional(),
  exposedPorts: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  stopSignal: z.string().optional(),
  shell: z.array(z.string()).optional(),
  onBuild: z.array(z.string()).optional(),
  healthcheck: z.array(z.string()).optional(),
  labels: Labels.optional(),
});
export type ImageConfig = z.infer<typeof ImageConfig>;

/** An image as one host's agent reports it. Sizes in bytes. */
export const ImageRecord = z.object({
  /** Config digest: the same image has the same id on every host and image store. */
  id: Digest,
  /** The id by which this engine knows it (the manifest digest on the containerd image store). */
  engineId: z.string(),
  /** Familiar references with tag, e.g. `shop/web:1.0`; empty for an untagged image. */
  references: z.array(z.string()),
  /** `repository@sha256:…` as pulled from or pushed to a registry. */
  repoDigests: z.array(z.string()),
  createdAt: z.iso.datetime({ offset: true }),
  size: z.number(),
  architecture: z.string(),
  os: z.string(),
  variant: z.string().optional(),
  author: z.string().optional(),
  comment: z.string().optional(),
  config: ImageConfig,
  /** Diff ids, bottom first. */
  layers: z.array(Digest),
  /** Oldest first. */
  history: z.array(HistoryEntry),
});
export type ImageRecord = z.infer<typeof ImageRecord>;

/** A layer of one image, with the instruction that made it. */
export interface ImageLayer {
  readonly diffId: Digest;
  readonly createdBy: string;
  readonly size: number;
}

/** Instructions that change only the config and make no layer, in classic (`#(nop)`) and BuildKit spelling. */
const METADATA_INSTRUCTION =
  /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME)\b/;

/**
 * Joins `docker history` with the layers: the engine does not say which line made which layer. A line with bytes always
 * made one; a line of zero bytes made one unless it is a metadata instruction. Where the count still does not fit, lines
 * of zero bytes give way from the top, so that every layer is listed and none twice.
 * @param history oldest first
 */
export function alignHistory(layers: readonly Digest[], history: readonly HistoryEntry[]): ImageLayer[] {
  const makers = history.filter((entry) => entry.size > 0 || !METADATA_INSTRUCTION.test(entry.createdBy));
  for (let i = makers.length - 1; i >= 0 && makers.length > layers.length; i -= 1) {
    if (makers[i]?.size === 0) makers.splice(i, 1);
  }
  return layers.map((diffId, i) => ({
    diffId,
    createdBy: makers[i]?.createdBy ?? '',
    size: makers[i]?.size ?? 0,
  }));
}
