import { ContainerId, Digest, HostId, JobId, JobKind } from '@roadstead/domain';
import { z } from 'zod';
import { PageQuery, pageOf, Timestamp } from './paging.js';

const Text = z.string().min(1).max(500);
/** `key` or `key=value`. */
const LabelFilter = z.string().min(1).max(500);

/** What history is asked about. All that are given hold at once. */
export const PlacementFilter = z.object({
  /** What one types: a reference, a repository, a digest, an image id or the beginning of one. */
  image: Text.optional(),
  /** As in the reference, with the registry where it has one, without tag and digest. */
  repository: Text.optional(),
  tag: Text.optional(),
  /** Config digest, or the manifest digest by which a registry knows it; a beginning of 12 hex digits or more is enough. */
  digest: Text.optional(),
  /** A layer's chain id: images that have it. */
  layer: Text.optional(),
  /** As `image`: images that are built on it. */
  base: Text.optional(),
  /** A label of the image or of the container. */
  label: LabelFilter.optional(),
  hostLabel: LabelFilter.optional(),
  host: HostId.optional(),
  /** A container's name, its id or the beginning of one. */
  container: Text.optional(),
  /** Found in container names, image references and host names. */
  q: z.string().max(200).optional(),
});
export type PlacementFilter = z.infer<typeof PlacementFilter>;

/** `asOf`: a moment; else the span [from, to), either end open; none at all: now. A moment and a span exclude each other. */
export const PlacementTime = z.object({
  asOf: Timestamp.optional(),
  from: Timestamp.optional(),
  to: Timestamp.optional(),
});

/**
 * What began a run. outside: it was seen to begin, and not through Roadstead, which includes the engine's own restarts ·
 * unknown: it began before the host was watched, or while nobody watched.
 */
export const StartedBy = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job'), jobId: JobId, kind: JobKind, actor: z.string() }),
  z.object({ type: z.literal('action'), verb: z.string(), actor: z.string() }),
  z.object({ type: z.literal('outside') }),
  z.object({ type: z.literal('unknown') }),
]);
export type StartedBy = z.infer<typeof StartedBy>;

/** A container ran: one row for each time it was started. Times are set right by what the host's clock is off. */
export const Placement = z.object({
  id: z.string(),
  hostId: HostId,
  hostName: z.string(),
  containerId: ContainerId,
  containerName: z.string(),
  imageId: Digest,
  /** As the container was made with it. */
  imageReference: z.string(),
  from: Timestamp,
  /** Absent: it has not been seen to end. Then it runs, or where there is a `lastSeenAt`, ran at that moment, and nobody knows more. */
  to: Timestamp.optional(),
  /** engine: by the engine's own time · event: when it was seen to end · gap: some time before this, unobserved */
  endKnownBy: z.enum(['engine', 'event', 'gap']).optional(),
  exitCode: z.number().int().optional(),
  startedBy: StartedBy,
  /** Whether it is known to have run at the moment that is asked about, or at the beginning of the span. */
  certainty: z.enum(['observed', 'unobserved']),
  /** Until when it is known to have run, where nobody knows its end. */
  lastSeenAt: Timestamp.optional(),
});
export type Placement = z.infer<typeof Placement>;

/** Nobody watched the host from here until then; `to` absent: nobody does now. `from` absent: nobody did before. */
export const UnobservedSpan = z.object({
  hostId: HostId,
  hostName: z.string(),
  from: Timestamp.optional(),
  to: Timestamp.optional(),
});
export type UnobservedSpan = z.infer<typeof UnobservedSpan>;

export const PlacementSort = z.enum(['started', 'host', 'container', 'image']);
export type PlacementSort = z.infer<typeof PlacementSort>;

export const PlacementQuery = PageQuery.extend(PlacementFilter.shape)
  .extend(PlacementTime.shape)
  .extend({ sort: PlacementSort.default('started'), order: z.enum(['asc', 'desc']).default('desc') });
export type PlacementQuery = z.infer<typeof PlacementQuery>;

export const PlacementPage = pageOf(Placement).extend({
  /** As `total` for a filter that matches very much: it is not counted beyond that. */
  totalIsLeast: z.boolean().optional(),
  /** What the question was about, as it was understood. */
  asOf: Timestamp.optional(),
  from: Timestamp.optional(),
  to: Timestamp.optional(),
  /** What the answer cannot know, of the hosts that are asked about. */
  unobserved: z.array(UnobservedSpan),
  /** How many more such spans there are than are told. */
  unobservedLeftOut: z.number().int().optional(),
  /** There are more than that, which are not counted. */
  unobservedLeftOutIsLeast: z.boolean().optional(),
});
export type PlacementPage = z.infer<typeof PlacementPage>;

/** The whole answer as a file, streamed; cells of CSV are safe in a spreadsheet. */
export const PlacementExportQuery = PlacementFilter.extend(PlacementTime.shape).extend({
  format: z.enum(['csv', 'json']).default('csv'),
});
export type PlacementExportQuery = z.infer<typeof PlacementExportQuery>;

export const MatrixQuery = PlacementFilter.extend({ asOf: Timestamp.optional() });
export type MatrixQuery = z.infer<typeof MatrixQuery>;

/** Which image runs on which host at a moment. */
export const PlacementMatrix = z.object({
  asOf: Timestamp,
  hosts: z.array(
    z.object({
      id: HostId,
      name: z.string(),
      labels: z.record(z.string(), z.string()),
      /** Whether anybody watched it at that moment. */
      isObserved: z.boolean(),
      lastSeenAt: Timestamp.optional(),
      clockOffsetMs: z.number().int().optional(),
    }),
  ),
  images: z.array(
    z.object({ id: Digest, references: z.array(z.string()), running: z.number().int(), hosts: z.number().int() }),
  ),
  /** [index in `images`, index in `hosts`, containers] */
  cells: z.array(z.tuple([z.number().int(), z.number().int(), z.number().int()])),
  /** Hosts and images beyond what a matrix can show, of those that run most widely. */
  hostsLeftOut: z.number().int(),
  imagesLeftOut: z.number().int(),
});
export type PlacementMatrix = z.infer<typeof PlacementMatrix>;

const RunBrief = z.object({ containerId: ContainerId, imageId: Digest, imageReference: z.string(), from: Timestamp });

/** What differs between two moments of the fleet, by host and container name. */
export const PlacementChange = z.object({
  /** came: ran only at `to` · went: ran only at `from` · changed: another image · restarted: the same image, another run */
  type: z.enum(['came', 'went', 'changed', 'restarted']),
  hostId: HostId,
  hostName: z.string(),
  containerName: z.string(),
  before: RunBrief.optional(),
  after: RunBrief.optional(),
  certainty: z.enum(['observed', 'unobserved']),
});
export type PlacementChange = z.infer<typeof PlacementChange>;

export const ChangesQuery = PageQuery.extend(PlacementFilter.shape).extend({
  from: Timestamp,
  /** Absent: now. */
  to: Timestamp.optional(),
  type: PlacementChange.shape.type.optional(),
});
export type ChangesQuery = z.infer<typeof ChangesQuery>;

export const ChangesPage = pageOf(PlacementChange).extend({
  from: Timestamp,
  to: Timestamp,
  counts: z.record(PlacementChange.shape.type, z.number().int()),
  /** Spans that hide what ran at one of the two moments. */
  unobserved: z.array(UnobservedSpan),
  unobservedLeftOut: z.number().int().optional(),
  /** There are more than that, which are not counted. */
  unobservedLeftOutIsLeast: z.boolean().optional(),
});
export type ChangesPage = z.infer<typeof ChangesPage>;

const FileFormat = z.enum(['csv', 'json']).default('csv');

/** Whole: an image on a host a row, also those that a matrix has no room for. */
export const MatrixExportQuery = MatrixQuery.extend({ format: FileFormat });
export type MatrixExportQuery = z.infer<typeof MatrixExportQuery>;

export const ChangesExportQuery = ChangesQuery.omit({ cursor: true, limit: true }).extend({ format: FileFormat });
export type ChangesExportQuery = z.infer<typeof ChangesExportQuery>;

/**
 * How much began and ended over time: what a time slider shows. At most 500 buckets. Without a filter, buckets of a minute and
 * more are on whole minutes, of three hours and more on whole quarters of an hour: `from`, `bucketMs` and how many there are in
 * the answer say which, and there may be fewer than were asked for.
 */
export const ActivityQuery = PlacementFilter.extend({
  from: Timestamp.refine((from) => Date.parse(from) >= 0, 'before 1970 there were no containers; ask from later on'),
  to: Timestamp.optional(),
  buckets: z.coerce.number().int().min(1).max(500).default(120),
});
export type ActivityQuery = z.infer<typeof ActivityQuery>;

export const PlacementActivity = z.object({
  from: Timestamp,
  to: Timestamp,
  bucketMs: z.number(),
  /** By bucket. `observedHosts`: hosts watched through some part of it. */
  started: z.array(z.number().int()),
  ended: z.array(z.number().int()),
  observedHosts: z.array(z.number().int()),
  /** The first moment of which anything is known. */
  historySince: Timestamp.optional(),
});
export type PlacementActivity = z.infer<typeof PlacementActivity>;

/** A reference named an image on a host, or in its registry. */
export const TagSpan = z.object({
  reference: z.string(),
  where: z.discriminatedUnion('type', [
    z.object({ type: z.literal('host'), hostId: HostId, hostName: z.string() }),
    z.object({ type: z.literal('registry'), registry: z.string() }),
  ]),
  /** On a host the config digest; in a registry that of the manifest or index, absent while it had no such tag. */
  digest: Digest.optional(),
  /** Images of the fleet that a registry's digest stands for. */
  imageIds: z.array(Digest).optional(),
  from: Timestamp,
  to: Timestamp.optional(),
  /** The change lies somewhere in a gap that ended at `from` / `to`. */
  fromGap: z.boolean(),
  toGap: z.boolean(),
  /** In a registry: the last check that found it so. It is not known of the time after. */
  checkedAt: Timestamp.optional(),
});
export type TagSpan = z.infer<typeof TagSpan>;

export const TagHistoryPage = pageOf(TagSpan).extend({
  /** Spans in which hosts on this page were not watched. */
  unobserved: z.array(UnobservedSpan),
  unobservedLeftOut: z.number().int().optional(),
});
export type TagHistoryPage = z.infer<typeof TagHistoryPage>;

/** Without a time: all that is known. */
export const TagHistoryQuery = PageQuery.extend(PlacementTime.shape).extend({
  /** Whole, or a repository without a tag: all its tags. */
  reference: Text,
  host: HostId.optional(),
});
export type TagHistoryQuery = z.infer<typeof TagHistoryQuery>;
