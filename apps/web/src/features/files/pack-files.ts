import type { FolderFile } from '../uploads/pack-folder';
import { padding, tarEnd, tarHeader } from '../uploads/tar-header';

/** Which folders are made is said apart: one that is there keeps its owner and mode. */
export function packFiles(files: readonly FolderFile[], newFolders: readonly string[]): Blob {
  const parts: BlobPart[] = [];
  for (const path of newFolders)
    parts.push(tarHeader({ path: `${path}/`, size: 0, mode: 0o755, modifiedAt: Date.now() / 1000 }));
  for (const { path, file } of files) {
    const modifiedAt = file.lastModified / 1000;
    parts.push(tarHeader({ path, size: file.size, mode: 0o644, modifiedAt }), file, padding(file.size));
  }
  return new Blob([...parts, tarEnd()], { type: 'application/x-tar' });
}

/** Folders of the files, parents before their children. */
export function foldersOf(files: readonly FolderFile[]): string[] {
  const folders = new Set<string>();
  for (const { path } of files) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth += 1) folders.add(parts.slice(0, depth).join('/'));
  }
  return [...folders].sort();
}
