import { z } from 'zod';
import { PulledBefore } from './container-run.js';
import { Digest } from './digest.js';
import { ContainerId } from './ids.js';
import { ReferenceText } from './reference.js';

/** A container made anew with its own settings, on what an image's name stands for now. */
export const RecreateParams = z
  .object({
    containerId: ContainerId,
    /** What it is made of: in most cases the reference that it was made with, or the config digest of an image without a name. */
    image: z.union([Digest, ReferenceText]),
    /** A registry of Roadstead's, for its credential; absent: the one that has the reference's address, if there is one. */
    registryId: z.uuid().optional(),
    /** Pulls the image first; else what the host has is taken. */
    pull: z.boolean().default(false),
    /** How long the new one may take to be healthy after its start period, where it has a health check. */
    healthySeconds: z.int().min(1).max(3600).default(300),
    /** How long the new one has to run without an end or a restart, where it has no health check. */
    steadySeconds: z.int().min(1).max(600).default(10),
  })
  .refine(({ pull, image }) => !pull || !Digest.safeParse(image).success, {
    path: ['pull'],
    message: 'an image is pulled by its name, and not by its id; give a reference',
  });
export type RecreateParams = z.infer<typeof RecreateParams>;

export const RecreateResult = z.object({
  /** Of the new one. */
  containerId: ContainerId,
  name: z.string(),
  imageId: z.string(),
  /** Of the image before, where the engine still knew it. */
  previousImageId: z.string().optional(),
  /** Absent where no pull was asked for. */
  pulled: PulledBefore.optional(),
  /** In words, for whoever looks at the job. */
  warnings: z.array(z.string()),
  /** False: it did not run before, and so does not run now. */
  running: z.boolean(),
});
export type RecreateResult = z.infer<typeof RecreateResult>;

/** Names of the steps in the job's progress, which the page has words for. */
export const RECREATE_STEPS = ['pull', 'create', 'stop', 'start', 'watch', 'remove', 'roll-back'] as const;
export type RecreateStep = (typeof RECREATE_STEPS)[number];

/**
 * What the new one knows of the old one, as JSON: with it an agent that comes back finds what an agent before it has left
 * half done.
 */
export const RECREATES_LABEL = 'io.roadstead.recreates';
