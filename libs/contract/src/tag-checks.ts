import { Digest, ErrorBody } from '@roadstead/domain';
import { z } from 'zod';
import { PageQuery, pageOf, Timestamp } from './paging.js';

/** What a registry was last found to say of a tag that runs somewhere. Times by the control plane's clock. */
export const TagCheck = z.object({
  /** As hosts list it: `repository:tag`. */
  reference: z.string(),
  /** Its address, as references have it. */
  registry: z.string(),
  /** Of the manifest or index that it names; absent: not known, or, with `since`, no such tag any more. */
  digest: Digest.optional(),
  /** The first check that found it so; it may have been so for longer. */
  since: Timestamp.optional(),
  /** The last check that the registry answered; absent: none yet. */
  checkedAt: Timestamp.optional(),
  triedAt: Timestamp.optional(),
  /** When it is to be checked next; in the past: as soon as it is its turn. */
  dueAt: Timestamp,
  /** Why the last try gave no answer, or why the registry is left alone. */
  problem: ErrorBody.optional(),
  /** The registry is left alone until then. */
  pausedUntil: Timestamp.optional(),
  /** Containers that run with it: what they are in the registry's eyes. */
  running: z.object({
    /** Of the image that the tag names. */
    same: z.int(),
    /** Of another, that came from there. */
    moved: z.int(),
    /** It cannot be told. */
    unknown: z.int(),
  }),
});
export type TagCheck = z.infer<typeof TagCheck>;

export const TagCheckQuery = PageQuery.extend({
  /** One tag. */
  reference: z.string().min(1).max(512).optional(),
  /** Found in references. */
  q: z.string().max(200).optional(),
  /** Only those that could not be checked the last time. */
  failed: z.enum(['true', 'false']).optional(),
});
export type TagCheckQuery = z.infer<typeof TagCheckQuery>;

export const TagCheckPage = pageOf(TagCheck).extend({
  /** How often each is checked; 0: only when somebody asks. */
  everyMinutes: z.int(),
  /** Of all that match: that could not be checked the last time, and that are due now. */
  failed: z.int(),
  due: z.int(),
  /** The oldest of the last good checks of those that match. */
  oldestCheckedAt: Timestamp.optional(),
  /** Containers that run by a tag of which no image came from a registry, as far as is known: it is not asked about. */
  notAsked: z.int(),
});
export type TagCheckPage = z.infer<typeof TagCheckPage>;

export const CheckTagsBody = z.object({
  /** Absent: all that run. */
  reference: z.string().min(1).max(512).optional(),
});
export type CheckTagsBody = z.infer<typeof CheckTagsBody>;

export const CheckedTags = z.object({
  /** How many are checked now. */
  due: z.int(),
  /** How many wait because their registry limits the rate of requests. */
  paused: z.int(),
});
export type CheckedTags = z.infer<typeof CheckedTags>;
