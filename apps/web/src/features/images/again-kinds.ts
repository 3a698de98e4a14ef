import type { JobKind } from '@roadstead/domain';
import type { ImageVerb } from './image-verb';

/** Kinds that are asked for by a dialog about an image that a host has. */
export const AGAIN_KINDS = ['image.tag', 'image.push', 'image.remove'] as const satisfies readonly JobKind[];

export const VERB_OF: Partial<Record<JobKind, ImageVerb>> = {
  'image.tag': 'tag',
  'image.push': 'push',
  'image.remove': 'remove',
};
