import { z } from 'zod';
import { ErrorBody } from './errors.js';

export const FileType = z.enum(['file', 'directory', 'link', 'device', 'pipe', 'socket', 'other']);
export type FileType = z.infer<typeof FileType>;

/** What there is at a path, as the engine's stat tells it: without following a link at its end. */
export const FileStat = z.object({
  type: FileType,
  /** Bytes; of a directory they say nothing. */
  size: z.number().int().nonnegative(),
  /** Permission bits with setuid, setgid and sticky: 0 to 0o7777. */
  mode: z.number().int().min(0).max(0o7777),
  /** ISO 8601, by the clock of whoever wrote it. */
  modifiedAt: z.iso.datetime({ offset: true }),
  /** Of a link: where it leads, in the container. */
  linkTarget: z.string().optional(),
});
export type FileStat = z.infer<typeof FileStat>;

/** One line of a directory. */
export const FileEntry = FileStat.extend({
  name: z.string(),
  /** Its name is not UTF-8: `name` shows the odd bytes as `\xHH`, and leads to nothing. */
  opaque: z.literal(true).optional(),
  /** Absent where only the engine's stat is known, which has no owner. */
  uid: z.number().int().nonnegative().optional(),
  gid: z.number().int().nonnegative().optional(),
  /** Another name of a file that came before: its size is told there. */
  hardLinkTo: z.string().optional(),
});
export type FileEntry = z.infer<typeof FileEntry>;

/** Why a list ended before all was seen. */
export const ListLimit = z.enum(['time', 'bytes', 'entries']);
export type ListLimit = z.infer<typeof ListLimit>;

const Failed = z.object({ type: z.literal('failed'), error: ErrorBody });

/**
 * A directory, a JSON object a line, in this order: the moment it was read at; portions of entries and how far the reading
 * has come, in turns; at last `end` or `failed`. What breaks off before has neither.
 */
export const FileListLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('directory'), asOf: z.iso.datetime({ offset: true }) }),
  z.object({ type: z.literal('entries'), entries: z.array(FileEntry) }),
  /** `bytes`: read from the engine so far, with what lies deeper. */
  z.object({ type: z.literal('progress'), bytes: z.number().nonnegative() }),
  z.object({
    type: z.literal('end'),
    bytes: z.number().nonnegative(),
    /** Absent: the list is complete. Then entries may be missing. */
    limit: ListLimit.optional(),
  }),
  Failed,
]);
export type FileListLine = z.infer<typeof FileListLine>;

export const ChangeKind = z.enum(['changed', 'added', 'deleted']);
export type ChangeKind = z.infer<typeof ChangeKind>;

export const FileChange = z.object({ path: z.string(), kind: ChangeKind });
export type FileChange = z.infer<typeof FileChange>;

/**
 * What a container changed against its image, a JSON object a line: the size of its writable layer; portions of changes;
 * sizes of some of what was added or changed; at last `end` with the true counts, or `failed`.
 */
export const ChangesLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('layer'), writableBytes: z.number().int(), totalBytes: z.number().int() }),
  z.object({ type: z.literal('changes'), changes: z.array(FileChange) }),
  z.object({
    type: z.literal('sizes'),
    sizes: z.array(FileStat.pick({ type: true, size: true }).extend({ path: z.string() })),
  }),
  z.object({
    type: z.literal('end'),
    counts: z.record(ChangeKind, z.number().int()),
    /** More were counted than sent. */
    isCut: z.boolean(),
  }),
  Failed,
]);
export type ChangesLine = z.infer<typeof ChangesLine>;

/** How an upload goes on, a JSON object a line; at last `done` once the engine says so, or `failed`. */
export const PutLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('done'), bytes: z.number().int() }),
  Failed,
]);
export type PutLine = z.infer<typeof PutLine>;
