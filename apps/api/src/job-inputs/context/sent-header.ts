import type { TarHeader } from '../archive/tar-entries.js';

/** What is written into a tar where nothing is said. */
export const FILE_MODE = 0o644;
export const FOLDER_MODE = 0o755;

/** Of the extended headers only these are sent on: what else they may say would stand above what was judged. */
const XATTR = 'SCHILY.xattr.';

/**
 * The header with which an entry of a context is sent, as the docker command sends it: everything belongs to root.
 * @param path as it was judged
 */
export function sentHeader({ pax, ...header }: TarHeader, path: string): TarHeader {
  const { type, size } = header;
  const isFile = type === 'file' || type === 'contiguous-file';
  const xattrs = Object.entries(pax ?? {}).filter(([key]) => key.startsWith(XATTR));
  return {
    ...header,
    name: type === 'directory' ? `${path}/` : path,
    type: isFile ? 'file' : type,
    size: isFile ? size : 0,
    uid: 0,
    gid: 0,
    uname: '',
    gname: '',
    pax: xattrs.length === 0 ? null : Object.fromEntries(xattrs),
  };
}
