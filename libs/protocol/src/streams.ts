import { ContainerId, ImageName } from '@roadstead/domain';
import { z } from 'zod';
import { FILE_SOURCES } from './files.js';

/**
 * Media types of a log stream. Multiplexed is the engine's own framing, passed through untouched: 8 bytes of header
 * (stream 1 = stdout or 2 = stderr, three zeros, big-endian length), then the bytes. A container with a tty has one raw
 * stream. Source: Docker Engine API, "Attach to a container", stream format.
 */
export const LOG_MEDIA_TYPES = {
  multiplexed: 'application/vnd.docker.multiplexed-stream',
  raw: 'application/vnd.docker.raw-stream',
} as const;

export const ContainerLogsRequest = z.object({
  containerId: ContainerId,
  follow: z.boolean(),
  stdout: z.boolean(),
  stderr: z.boolean(),
  timestamps: z.boolean(),
  /** Last lines to begin with; absent: all. */
  tail: z.number().int().nonnegative().optional(),
  /** ISO 8601. */
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
});
export type ContainerLogsRequest = z.infer<typeof ContainerLogsRequest>;

export const JSON_MEDIA_TYPE = 'application/json';
export const JSON_LINES_MEDIA_TYPE = 'application/x-ndjson';

/** A log as a page looks at it, in frames: see log-frames.ts. Followers of one log share one stream from the engine. */
export const LogViewRequest = ContainerLogsRequest.omit({ timestamps: true });
export type LogViewRequest = z.infer<typeof LogViewRequest>;

const LogStreams = ContainerLogsRequest.pick({
  containerId: true,
  stdout: true,
  stderr: true,
  since: true,
  until: true,
});

/**
 * Lines around a moment, as one JSON object `LogPage`: the last `before` of those before it, and the first `after` of
 * those at it and later. Lines of one moment are never parted. Without `at`: the end of the log for `before`, its
 * beginning for `after`.
 */
export const LogPageRequest = LogStreams.extend({
  at: z.iso.datetime({ offset: true }).optional(),
  before: z.number().int().min(0).max(2_000),
  after: z.number().int().min(0).max(2_000),
});
export type LogPageRequest = z.infer<typeof LogPageRequest>;

/** Lines that match, as JSON lines `LogSearchRecord`, from the oldest on. */
export const LogSearchRequest = LogStreams.extend({
  text: z.string().max(500).optional(),
  /** `text` is a regular expression, of those that take a time linear in the length of a line. */
  isPattern: z.boolean(),
  isCaseSensitive: z.boolean(),
  /** Conditions on the fields of JSON lines: libs/domain, field-filter.ts. */
  where: z.string().max(500).optional(),
  /** Lines before and after each that matches. */
  context: z.number().int().min(0).max(20),
  /** Matches, at most. */
  limit: z.number().int().min(1).max(10_000),
});
export type LogSearchRequest = z.infer<typeof LogSearchRequest>;

/** A tar as of `docker save`: the images with all their tags among the named ones. */
export const ImagesSaveRequest = z.object({ images: z.array(ImageName).min(1).max(100) });
export type ImagesSaveRequest = z.infer<typeof ImagesSaveRequest>;

/** A tar as of `docker export`: the container's whole filesystem. */
export const ContainerExportRequest = z.object({ containerId: ContainerId });
export type ContainerExportRequest = z.infer<typeof ContainerExportRequest>;

export const TAR_MEDIA_TYPE = 'application/x-tar';

/**
 * The API asks for a stream, and the agent dials `AGENT_PATHS.stream` with the one-time ticket. Bytes flow from the
 * engine into the body of that request; its Content-Type is the stream's media type. The agent acknowledges the command
 * when it has the engine's stream (so that "no such container" comes back as an error), then dials.
 */
export const StreamOpen = z.object({
  ticket: z.string(),
  source: z.discriminatedUnion('type', [
    z.object({ type: z.literal('container.logs'), request: ContainerLogsRequest }),
    z.object({ type: z.literal('container.log-view'), request: LogViewRequest }),
    z.object({ type: z.literal('container.log-page'), request: LogPageRequest }),
    z.object({ type: z.literal('container.log-search'), request: LogSearchRequest }),
    z.object({ type: z.literal('images.save'), request: ImagesSaveRequest }),
    z.object({ type: z.literal('container.export'), request: ContainerExportRequest }),
    ...FILE_SOURCES,
  ]),
});
export type StreamOpen = z.infer<typeof StreamOpen>;
export const StreamOpenReply = z.object({
  mediaType: z.string(),
  /** Bytes that will come, where that is known; fewer or more are an error. */
  size: z.number().int().nonnegative().optional(),
});
