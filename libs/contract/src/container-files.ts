import { FileStat, FileType } from '@roadstead/domain';
import { z } from 'zod';

/** Judged by the domain's `ContainerPath`: absolute, without `..`. */
const Path = z.string().max(4096);

export const FilePathQuery = z.object({ path: Path });
export type FilePathQuery = z.infer<typeof FilePathQuery>;

export const FileListQuery = z.object({
  path: Path.default('/'),
  /** Reads the directory anew, though it was just read. */
  fresh: z.enum(['true', 'false']).default('false'),
});
export type FileListQuery = z.infer<typeof FileListQuery>;

export const FileViewQuery = z.object({ path: Path, from: z.enum(['start', 'end']).default('start') });
export type FileViewQuery = z.infer<typeof FileViewQuery>;

/** Of a file, at most so many bytes are shown at a time. */
export const FILE_VIEW_BYTES = 1024 * 1024;

/** A part of a file to be read: as text where it is text, else its first bytes. */
export const FileView = FileStat.extend({
  path: z.string(),
  /** Of the part: its first byte in the file, and how many. */
  offset: z.number().int(),
  bytes: z.number().int(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'iso-8859-1', 'binary']),
  /** Absent where it is binary. */
  text: z.string().optional(),
  /** The first bytes of what is binary, as base64. */
  head: z.string().optional(),
});
export type FileView = z.infer<typeof FileView>;

const Id = z.coerce.number().int().min(0).max(4_294_967_294);
const Mode = z.string().regex(/^0?[0-7]{3}$/, 'permissions are three octal digits');

/** To whom what is uploaded belongs, and who may do what with it. */
const Ownership = z.object({
  uid: Id.default(0),
  gid: Id.default(0),
  fileMode: Mode.default('644'),
  directoryMode: Mode.default('755'),
});
export const FileUploadQuery = Ownership.extend({ path: Path });
export type FileUploadQuery = z.infer<typeof FileUploadQuery>;

export const FileUploaded = z.object({
  files: z.number().int(),
  directories: z.number().int(),
  /** Of the files. */
  bytes: z.number().int(),
});
export type FileUploaded = z.infer<typeof FileUploaded>;

export const MAX_FILES_ASKED = 1000;
export const ExistingFilesBody = z.object({
  /** A directory. */
  path: Path,
  /** Paths relative to it. */
  names: z.array(Path.min(1)).min(1).max(MAX_FILES_ASKED),
});
export type ExistingFilesBody = z.infer<typeof ExistingFilesBody>;
export const ExistingFiles = z.array(z.object({ name: z.string(), type: FileType, size: z.number().int() }));
export type ExistingFiles = z.infer<typeof ExistingFiles>;

export const CreateDirectoryBody = Ownership.omit({ fileMode: true }).extend({ path: Path });
export type CreateDirectoryBody = z.infer<typeof CreateDirectoryBody>;
