import { Dockerignore } from '@roadstead/domain/dockerignore';
import { padding, tarEnd, tarHeader } from './tar-header';

/** A file of a folder that was chosen or dropped. */
export interface FolderFile {
  /** Relative to the folder, with slashes. */
  path: string;
  file: File;
}

export interface PackedFolder {
  archive: File;
  files: number;
  /** Files that stay here: what .dockerignore names, and .git. */
  leftOut: number;
  /** The same for the same files, so that an upload of them can go on after a reload. */
  fingerprint: string;
}

/**
 * Browsers tell of no permissions. Docker does the same with files that come from Windows: all may be run.
 */
const FILE_MODE = 0o755;
const DIRECTORY_MODE = 0o755;
/** What Docker reads of a context even where .dockerignore names it. */
const ALWAYS_SENT = /^(?:.*\.)?dockerignore$|^(?:.*\/)?Dockerfile[^/]*$/i;

/** Packs a folder as a tar archive whose parts are the files on the disk: none of them is read here. */
export async function packFolder(name: string, all: readonly FolderFile[]): Promise<PackedFolder> {
  const ignore = await ignoreOf(all);
  const files = all
    .filter(({ path }) => isSent(path, ignore))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const parts: BlobPart[] = [];
  for (const path of directoriesOf(files)) {
    parts.push(tarHeader({ path: `${path}/`, size: 0, mode: DIRECTORY_MODE, modifiedAt: 0 }));
  }
  for (const { path, file } of files) {
    const modifiedAt = file.lastModified / 1000;
    parts.push(tarHeader({ path, size: file.size, mode: FILE_MODE, modifiedAt }), file, padding(file.size));
  }
  const archive = new File([...parts, tarEnd()], `${name}.tar`, { type: 'application/x-tar' });
  const newest = files.reduce((latest, { file }) => Math.max(latest, file.lastModified), 0);
  return {
    archive,
    files: files.length,
    leftOut: all.length - files.length,
    fingerprint: ['folder', name, files.length, archive.size, newest].join('/'),
  };
}

/** Of a file with a wrong pattern nothing counts: the control plane says so. */
async function ignoreOf(files: readonly FolderFile[]): Promise<Dockerignore | undefined> {
  const file = files.find(({ path }) => path === '.dockerignore');
  if (file === undefined) return undefined;
  const text = await file.file.text();
  try {
    return new Dockerignore(text, []);
  } catch {
    return undefined;
  }
}

function isSent(path: string, ignore: Dockerignore | undefined): boolean {
  if (path === '.git' || path.startsWith('.git/')) return false;
  return !ignore?.leavesOut(path) || ALWAYS_SENT.test(path);
}

/** Parents before their children. */
function directoriesOf(files: readonly FolderFile[]): string[] {
  const directories = new Set<string>();
  for (const { path } of files) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) directories.add(parts.slice(0, depth).join('/'));
  }
  return [...directories].sort();
}
