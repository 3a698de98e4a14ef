import type { FolderFile } from './pack-folder';

/** What was dropped or chosen: one file, or a folder with all that is in it. */
export type Chosen = { kind: 'file'; file: File } | { kind: 'folder'; name: string; files: FolderFile[] };

/** The files of `<input webkitdirectory>`: their paths begin with the folder's name. */
export function chosenFolder(list: FileList): Chosen | undefined {
  const [first] = list;
  if (first === undefined) return undefined;
  const files = Array.from(list, (file) => ({ path: withoutRoot(file.webkitRelativePath), file }));
  return { kind: 'folder', name: first.webkitRelativePath.split('/', 1)[0] ?? 'folder', files };
}

/** What a drag left: a single file, else all of it as one folder. To be called while the event lasts. */
export async function droppedFiles(transfer: DataTransfer): Promise<Chosen | undefined> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const [first] = entries;
  if (first === undefined) return undefined;
  if (entries.length === 1 && isFile(first)) return { kind: 'file', file: await fileOf(first) };
  const isOneFolder = entries.length === 1;
  const files = (await Promise.all(entries.map((entry) => filesIn(entry, '')))).flat();
  return {
    kind: 'folder',
    name: isOneFolder ? first.name : 'context',
    files: isOneFolder ? files.map(({ path, file }) => ({ path: withoutRoot(path), file })) : files,
  };
}

/** All files that a drag left, with the folders that were dragged in their paths. To be called while the event lasts. */
export async function droppedTree(transfer: DataTransfer): Promise<FolderFile[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return (await Promise.all(entries.map((entry) => filesIn(entry, '')))).flat();
}

async function filesIn(entry: FileSystemEntry, above: string): Promise<FolderFile[]> {
  const path = above + entry.name;
  if (isFile(entry)) return [{ path, file: await fileOf(entry) }];
  if (!isDirectory(entry)) return [];
  const children = await childrenOf(entry);
  return (await Promise.all(children.map((child) => filesIn(child, `${path}/`)))).flat();
}

/** A directory is read in portions, until there comes an empty one. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return children;
    children.push(...portion);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function withoutRoot(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}
