import { ContainerId, ContainerPath, FileStat } from '@roadstead/domain';
import { z } from 'zod';

/** JSON objects, each on a line of its own. */
export const LINES_MEDIA_TYPE = 'application/x-ndjson';
/** Bytes of one file. */
export const BYTES_MEDIA_TYPE = 'application/octet-stream';

/** Paths that one command asks about at most. */
export const MAX_STATS = 1000;

export const FilesStat = z.object({ containerId: ContainerId, paths: z.array(ContainerPath).min(1).max(MAX_STATS) });
export type FilesStat = z.infer<typeof FilesStat>;
/** In the order of the paths; null: there is no such thing. */
export const FilesStatReply = z.object({ files: z.array(FileStat.nullable()) });

/** A directory, as lines of `FileListLine`. */
export const FilesListRequest = z.object({
  containerId: ContainerId,
  path: ContainerPath,
  /** Read anew, though it was just read. */
  fresh: z.boolean(),
});
export type FilesListRequest = z.infer<typeof FilesListRequest>;

/** The bytes of one file, out of their tar; links are followed. `part` absent: all of them. */
export const FilesReadRequest = z.object({
  containerId: ContainerId,
  path: ContainerPath,
  part: z.object({ from: z.enum(['start', 'end']), bytes: z.number().int().positive() }).optional(),
});
export type FilesReadRequest = z.infer<typeof FilesReadRequest>;

/** A tar of a directory with all below it, or of a file. */
export const FilesArchiveRequest = z.object({ containerId: ContainerId, path: ContainerPath });
export type FilesArchiveRequest = z.infer<typeof FilesArchiveRequest>;

/** What the container changed against its image, as lines of `ChangesLine`. */
export const FilesChangesRequest = z.object({ containerId: ContainerId });
export type FilesChangesRequest = z.infer<typeof FilesChangesRequest>;

/**
 * The agent fetches a tar with `GET AGENT_PATHS.stream` and the one-time `input` as bearer token, writes it into the
 * directory, and says on the stream that it dials what came of it, as a line of `PutLine`.
 */
export const FilesPutRequest = z.object({ containerId: ContainerId, path: ContainerPath, input: z.string() });
export type FilesPutRequest = z.infer<typeof FilesPutRequest>;

/** Sources of `stream.open`. */
export const FILE_SOURCES = [
  z.object({ type: z.literal('files.list'), request: FilesListRequest }),
  z.object({ type: z.literal('files.read'), request: FilesReadRequest }),
  z.object({ type: z.literal('files.archive'), request: FilesArchiveRequest }),
  z.object({ type: z.literal('files.changes'), request: FilesChangesRequest }),
  z.object({ type: z.literal('files.put'), request: FilesPutRequest }),
] as const;
export type FileSource = z.infer<(typeof FILE_SOURCES)[number]>;
